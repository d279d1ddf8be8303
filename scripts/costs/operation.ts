import type { Prices } from './prices';
import { table, usd } from './tables';

/** What `npm run bench -- --costs` measures. */
export interface Measured {
  /** Processor time of one request, in microseconds: the MCP function, and the same server on SDK v2, which verifies tokens itself. */
  readonly cpuMicros: { readonly mcp: number; readonly authorizer: number; readonly sdk: number; readonly refresh: number; readonly codeExchange: number };
  /** Processor time of a cold start without Node.js's own, in milliseconds. */
  readonly coldCpuMillis: { readonly both: number; readonly sdk: number };
  /** Of the line that a call writes. */
  readonly logBytes: number;
}

/** What the template and the code decide. */
export interface Deployment {
  readonly mcpMegabytes: number;
  readonly authorizerMegabytes: number;
  readonly oauthMegabytes: number;
  readonly alarms: number;
  /** What alarms are charged by: one may look at several metrics. */
  readonly alarmMetrics: number;
  readonly firewallRules: number;
  readonly secrets: number;
  /** DynamoDB units of operations, by their names in docs/operations.md. */
  readonly units: { readonly [operation: string]: { readonly read: number; readonly write: number } };
}

/** What somebody does in a month who works with the server all day. */
export const PERSON = { refreshes: 8 * 22, calls: 20 * 22, lambdaLogBytes: 1000, accessLogBytes: 600, toolMillis: 100 };

/** The memory at which a Lambda function has the whole of one processor. */
const MEGABYTES_PER_PROCESSOR = 1769;
const MILLION = 1_000_000;
/** What of our line of a call makes metrics of it. */
const METRIC_BYTES = 600;
const GIGABYTE = 1e9;

export function operationTables(
  prices: Prices, deployment: Deployment, { cpuMicros, coldCpuMillis, logBytes }: Measured,
): { readonly [place: string]: string } {
  const { mcpMegabytes, authorizerMegabytes, oauthMegabytes, alarms, alarmMetrics, firewallRules, secrets, units } = deployment;
  /** Lambda bills whole milliseconds of a function that has its share of a processor. */
  const billedMillis = (micros: number, megabytes: number, waitsMillis = 0) => Math.ceil(waitsMillis + micros / 1000 * MEGABYTES_PER_PROCESSOR / megabytes);
  const time = (millis: number, megabytes: number) => millis / 1000 * megabytes / 1024 * prices.lambdaGigabyteSecond;
  const invocation = (micros: number, megabytes: number, waits = 0) => prices.lambdaRequest + time(billedMillis(micros, megabytes, waits), megabytes);
  const logs = (bytes: number) => bytes / GIGABYTE * prices.logGigabyte;
  const registry = (operation: string) => {
    const { read, write } = units[operation]!;
    return read * prices.readUnit + write * prices.writeUnit;
  };

  const idle: readonly (readonly [string, number, string])[] = [
    [`firewall: a web ACL and its ${firewallRules} rules`, prices.webAcl + firewallRules * prices.webAclRule, '`firewall: McpFirewall.none()`'],
    [`${alarms} alarms`, alarmMetrics * prices.alarm, '`monitoring: McpMonitoring.none()`'],
    [`${secrets} secrets`, secrets * prices.secret, 'the signing secret is needed; your own, `signingSecret`, costs the same once'],
    ['API Gateway, Lambda, DynamoDB, a user pool up to 10,000 users a month', 0, ''],
  ];

  const firstLook = registry('`/mcp`, the first request of an instance');
  const perCall = prices.apiGatewayRequest + prices.firewallRequest;
  const parts: readonly (readonly [string, number, number])[] = [
    ['API Gateway', prices.apiGatewayRequest, prices.apiGatewayRequest],
    ['firewall', prices.firewallRequest, prices.firewallRequest],
    ['Lambda: the authorizer', invocation(cpuMicros.authorizer, authorizerMegabytes), 0],
    [
      `Lambda: the server, while a tool takes ${PERSON.toolMillis} ms`,
      invocation(cpuMicros.mcp, mcpMegabytes, PERSON.toolMillis), invocation(cpuMicros.sdk, mcpMegabytes, PERSON.toolMillis),
    ],
    ['DynamoDB: the registry, where no instance knows the token', firstLook, firstLook],
    [
      'logs: of the functions, of API Gateway',
      logs(logBytes + 2 * PERSON.lambdaLogBytes + PERSON.accessLogBytes), logs(logBytes - METRIC_BYTES + PERSON.lambdaLogBytes + PERSON.accessLogBytes),
    ],
  ];
  const sum = (column: 1 | 2) => parts.reduce((total, part) => total + part[column], 0);
  const calls = [...parts, ['together', sum(1), sum(2)] as const].map(([part, ours, sdk]) => [part, usd(MILLION * ours), usd(MILLION * sdk)]);
  const starts = (cpuMillis: number) => usd(1000 * time(cpuMillis * MEGABYTES_PER_PROCESSOR / mcpMegabytes, mcpMegabytes));
  const cold = ['1,000 cold starts, beyond Node.js\'s own', starts(coldCpuMillis.both), starts(coldCpuMillis.sdk)];

  const oauth = (micros: number) => perCall + invocation(micros, oauthMegabytes) + logs(PERSON.lambdaLogBytes + PERSON.accessLogBytes);
  const signIn = ['registration', 'authorization request', 'consent page', 'consent', 'return from the identity provider', 'return to the client', 'code exchange'];
  const people = ([
    ['a sign-in: registration, consent and code', 1, signIn.reduce((total, step) => total + oauth(cpuMicros.codeExchange) + registry(step), 0)],
    ['refreshes, one an hour', PERSON.refreshes, oauth(cpuMicros.refresh) + registry('refresh')],
    ['calls', PERSON.calls, sum(1)],
  ] as const).map(([what, times, each]) => [what, times, usd(1000 * times * each)]);

  const signing = ([
    ['the key', prices.signingKey],
    ['tokens of 1,000 people: a sign-in, and a refresh an hour', 1000 * (1 + PERSON.refreshes) * prices.signature],
  ] as const).map(([what, amount]) => [what, usd(amount)]);

  return {
    idle: table(['What', 'USD a month', 'Without it'], idle.map(([what, amount, remedy]) => [what, usd(amount), remedy])),
    calls: table(['1,000,000 calls', 'this package, USD', 'SDK v2, USD'], [...calls, cold]),
    people: table(['What somebody does', 'times a month', '1,000 people, USD'], people),
    signing: table(['What', 'USD a month'], signing),
  };
}
