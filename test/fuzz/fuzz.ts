import { randomBytes } from 'node:crypto';
import { anyCall, type Call, MODERN, modernMeta, NOTIFICATIONS, type Params, REVISIONS, taskCall } from './corpus';
import { isObject, messageProblems, type Sent, type TaskSchemas, taskSchemas } from './judge';
import { mutatedBytes, mutatedHeaders, mutatedJson } from './mutate';
import { type LocalServer, machineToken } from '../clients/local-server';
import type { Fleet } from '../fleet/fleet';
import { type Exchange, type Message, Wire } from '../fleet/wire';
import { type Seeded, seeded } from '../support/seeded';

/** Requests at a time. */
const AT_ONCE = 8;

/** How long a stream of changes is listened to, milliseconds: it would go on for a minute. */
const LISTENS_FOR = 500;

const NAMED_BY: { readonly [method: string]: string } = {
  'tools/call': 'name', 'prompts/get': 'name', 'resources/read': 'uri', 'tasks/get': 'taskId', 'tasks/update': 'taskId', 'tasks/cancel': 'taskId',
};

interface Fuzzer {
  readonly canary: string;
  readonly place: string;
  readonly token: string;
  readonly session: string;
  ids: number;
}

export interface Findings {
  readonly problems: readonly string[];
  readonly requests: number;
  /** How often there was which status, or error code. */
  readonly outcomes: ReadonlyMap<string, number>;
}

/** Requests and what becomes of them, until the end. Each depends on the seed and its number only, but for what it continues. */
export async function fuzz(fleet: Fleet, seed: number, next: (index: number) => boolean): Promise<Findings> {
  const wire = new Wire(new URL(fleet.server.mcpUrl));
  const fuzzers = await Promise.all([1, 2, 3].map(() => newFuzzer(fleet, wire)));
  const run = new Run(wire, fuzzers, await taskSchemas());
  let index = 0;
  const worker = async () => {
    while (next(index)) {
      const number = index++;
      await run.one(seeded(seed * 1_000_003 + number), `seed ${seed}, request ${number}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  wire.close();
  return { problems: [...run.problems, ...fleet.crashed, ...logProblems(fleet, fuzzers)], requests: index, outcomes: run.outcomes };
}

async function newFuzzer({ server }: Fleet, wire: Wire): Promise<Fuzzer> {
  const token = await machineToken(server as LocalServer);
  const exchange = await wire.post(headersOf(token, []), JSON.stringify({
    jsonrpc: '2.0', id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: { elicitation: { form: {}, url: {} } }, clientInfo: { name: 'fuzz', version: '1' } },
  }));
  await exchange.ended;
  return { canary: `canary${randomBytes(8).toString('hex')}`, place: `place${randomBytes(8).toString('hex')}`, token, session: exchange.headers['mcp-session-id']!, ids: 1 };
}

function headersOf(token: string, others: readonly string[]): readonly string[] {
  return ['Authorization', `Bearer ${token}`, 'Content-Type', 'application/json', 'Accept', 'application/json, text/event-stream', ...others];
}

class Run {
  readonly problems: string[] = [];
  readonly outcomes = new Map<string, number>();
  /** States of calls that wait for their answers, which others try as well. */
  private readonly states: { readonly owner: Fuzzer; readonly params: Params }[] = [];
  /** Tasks, which others try as well. */
  private readonly tasks: { readonly owner: Fuzzer; readonly taskId: string }[] = [];

  constructor(private readonly wire: Wire, private readonly fuzzers: readonly Fuzzer[], private readonly schemas: TaskSchemas) {}

  async one(random: Seeded, context: string): Promise<void> {
    const fuzzer = random.oneOf(this.fuzzers);
    const isModern = random.chance(0.5);
    const { message, headers } = isModern ? this.modern(random, fuzzer) : this.legacy(random, fuzzer);
    const kind = random.below(10);
    const text = kind < 2 ? JSON.stringify(message) : kind < 7 ? mutatedJson(random, message, 1 + random.below(3)) : kind < 9 ? JSON.stringify(message) : '';
    const body = kind === 9 || random.chance(0.15) ? mutatedBytes(random, text === '' ? JSON.stringify(message) : text, 1 + random.below(4)) : Buffer.from(text);
    const sentHeaders = kind >= 7 && kind < 9 || random.chance(0.1) ? mutatedHeaders(random, headers, 1 + random.below(3)) : headers;
    const forged = random.chance(0.02);
    const given = forged ? sentHeaders.map((value) => value.startsWith('Bearer ') ? `${value.slice(0, -3)}${random.oneOf(['', 'AAA', ' ', '\u00e4'])}` : value) : sentHeaders;
    await this.exchange(random, fuzzer, given, body, context, { forged, method: random.chance(0.01) ? random.oneOf(['GET', 'DELETE', 'PUT', 'PATCH', 'OPTIONS']) : 'POST' });
  }

  private modern(random: Seeded, fuzzer: Fuzzer): { readonly message: unknown; readonly headers: readonly string[] } {
    const kept = random.chance(0.2) && this.states.length > 0 ? random.oneOf(this.states) : undefined;
    const keptParams = kept && (random.chance(0.5) ? kept.params : JSON.parse(JSON.stringify(kept.params).replaceAll(kept.owner.canary, fuzzer.canary)));
    const known = kept === undefined && random.chance(0.25) && this.tasks.length > 0 ? random.oneOf(this.tasks) : undefined;
    const call: Call = kept
      ? { method: 'tools/call', params: keptParams }
      : known ? taskCall(random, known.taskId, fuzzer.canary) : random.chance(0.05) ? random.oneOf(NOTIFICATIONS) : anyCall(random, fuzzer);
    const params = { ...call.params, _meta: { ...modernMeta(random), ...kept ? { 'io.modelcontextprotocol/clientCapabilities': { elicitation: {} } } : {} } };
    const name = (params as Params)[NAMED_BY[call.method]];
    const region = isObject((params as Params).arguments) ? ((params as Params).arguments as Params).region : undefined;
    const isNotification = NOTIFICATIONS.includes(call);
    return {
      message: { jsonrpc: '2.0', ...isNotification ? {} : { id: fuzzer.ids++ }, method: call.method, params },
      headers: headersOf(fuzzer.token, [
        'MCP-Protocol-Version', MODERN, 'Mcp-Method', call.method,
        ...typeof name === 'string' ? ['Mcp-Name', name] : [],
        ...typeof region === 'string' ? ['Mcp-Param-Region', region] : [],
      ]),
    };
  }

  private legacy(random: Seeded, fuzzer: Fuzzer): { readonly message: unknown; readonly headers: readonly string[] } {
    const single = () => {
      const isNotification = random.chance(0.1);
      const { method, params } = isNotification ? random.oneOf(NOTIFICATIONS) : anyCall(random, fuzzer);
      const meta = random.chance(0.3) ? { _meta: { progressToken: random.oneOf([0, 'token', 1.5]) } } : {};
      return { jsonrpc: '2.0', ...isNotification ? {} : { id: fuzzer.ids++ }, method, ...params || random.chance(0.5) ? { params: { ...params, ...meta } } : {} };
    };
    const isBatch = random.chance(0.08);
    const revision = isBatch ? '2025-03-26' : random.oneOf([...REVISIONS, '2025-11-25', '2025-11-25']);
    const isResponse = random.chance(0.03);
    return {
      message: isBatch ? Array.from({ length: random.below(4) }, single) : isResponse ? { jsonrpc: '2.0', id: 'ask-00000000-0000-4000-8000-000000000000', result: { action: 'accept' } } : single(),
      headers: headersOf(fuzzer.token, [
        'MCP-Protocol-Version', revision, ...random.chance(0.7) ? ['Mcp-Session-Id', random.chance(0.95) ? fuzzer.session : random.oneOf(this.fuzzers).session] : [],
      ]),
    };
  }

  private async exchange(
    random: Seeded, fuzzer: Fuzzer, headers: readonly string[], body: Buffer, context: string,
    { forged, method }: { readonly forged: boolean; readonly method: string },
  ): Promise<void> {
    const sent: Sent = { message: readJson(body.toString('utf8')), headers };
    const exchange = await this.wire.post(headers, body, method);
    const received: Message[] = [];
    // Who reads no more of a stream hangs up: its end is not judged.
    let patience = random.chance(0.05) ? random.below(2) : Infinity;
    const listening = body.includes('subscriptions/listen') ? setTimeout(() => {
      patience = 0;
      exchange.close();
    }, LISTENS_FOR) : undefined;
    for (let message = await exchange.next(); message !== undefined && received.length < patience; message = await exchange.next()) {
      received.push(message);
      if (isObject(message) && 'method' in message && 'id' in message) {
        await this.answer(random, fuzzer, message);
      }
    }
    clearTimeout(listening);
    const hasLeft = received.length >= patience;
    if (hasLeft) {
      exchange.close();
    }
    const { text, hung, isBroken } = await exchange.ended;
    this.keepState(fuzzer, sent, received);
    const taskProblem = this.keepTask(fuzzer, sent, received);
    const report = (problem: string) => this.problems.push([
      `${context}: ${problem}`, `  sent ${method} ${JSON.stringify(headers.map((value) => value.startsWith('Bearer ') ? 'Bearer …' : value))}`,
      `  ${printable(body)}`, `  got ${exchange.status} ${text.slice(0, 500)}`,
    ].join('\n'));
    this.count(exchange, received);
    if (taskProblem !== undefined) {
      report(taskProblem);
    }
    const all = text + JSON.stringify(exchange.headers);
    const foreign = this.fuzzers.filter((other) => other !== fuzzer).flatMap(({ canary, place, token }) => [canary, place, token]);
    // What was sent may come back.
    foreign.filter((other) => all.includes(other) && !body.includes(other)).forEach(() => report('holds what is another\'s'));
    if (hung) {
      report('has no end');
    } else if (exchange.status >= 500 || exchange.status === 0) {
      report('fails');
    } else if (!hasLeft && isBroken) {
      report('breaks off');
    } else if (!hasLeft) {
      this.replyProblems(sent, exchange, text, received, { forged, method }).forEach(report);
    }
  }

  private replyProblems(
    sent: Sent, { status, headers }: Exchange, text: string, received: readonly Message[],
    { forged, method }: { readonly forged: boolean; readonly method: string },
  ): readonly string[] {
    const isStream = headers['content-type'] === 'text/event-stream';
    if (isGatewayReply(received)) {
      // Refused before the function: without a token that is valid, with a method that there is not, by the scopes of the operation that headers name.
      const isExpected = status === 401 ? forged : status === 403 || (method !== 'POST' && (status === 401 || status === 405 || status === 403));
      return isExpected ? [] : [`the gateway refuses it: ${status}`];
    }
    if (text === '') {
      const isAccepted = status === 202 || (method === 'OPTIONS' && status === 204);
      // A stream without a message is that of a call that its client cancelled.
      return isAccepted || isStream ? answerable(sent) && status === 202 ? ['a request is not answered'] : [] : [`has status ${status} without a body`];
    }
    if (method !== 'POST') {
      return status >= 400 || headers['content-type']?.startsWith('text/html') ? [] : [`${method} has status ${status}`];
    }
    if (!isStream && !String(headers['content-type']).startsWith('application/json')) {
      return [`is ${headers['content-type']}`];
    }
    const messages = received.flatMap((message) => Array.isArray(message) ? message as Message[] : [message]);
    if (messages.length === 0) {
      return isStream ? [] : ['is no JSON'];
    }
    if (Array.isArray(received[0])) {
      const items: readonly unknown[] = Array.isArray(sent.message) ? sent.message : [];
      const asked = (id: unknown) => items.find((item) => isObject(item) && item.id === id);
      return messages.flatMap((message) => messageProblems({ ...sent, message: asked(message.id) }, [message], this.schemas));
    }
    return messageProblems(sent, messages, this.schemas);
  }

  /** A question of a tool is answered: rightly, wrongly, twice, by somebody else. */
  private async answer(random: Seeded, fuzzer: Fuzzer, question: Message): Promise<void> {
    const answers = Array.from({ length: 1 + random.below(2) }, () => ({ jsonrpc: '2.0', id: question.id, result: { action: 'accept', content: { word: fuzzer.canary } } }));
    for (const answer of answers) {
      const by = random.chance(0.2) ? random.oneOf(this.fuzzers) : fuzzer;
      const own = by === fuzzer ? answer : { ...answer, result: { action: 'accept', content: { word: by.canary } } };
      const text = random.chance(0.3) ? mutatedJson(random, own, 1) : JSON.stringify(own);
      const exchange = await this.wire.post(headersOf(by.token, ['MCP-Protocol-Version', '2025-11-25', 'Mcp-Session-Id', by.session]), text);
      const { text: reply, hung } = await exchange.ended;
      if (hung || exchange.status >= 500 || exchange.status === 0) {
        this.problems.push(`an answer fails: ${text}\n  got ${exchange.status} ${reply}`);
      }
    }
    // Or else who gave no answer waits for the deadline.
    const last = await this.wire.post(
      headersOf(fuzzer.token, ['MCP-Protocol-Version', '2025-11-25', 'Mcp-Session-Id', fuzzer.session]), JSON.stringify({ jsonrpc: '2.0', id: question.id, result: { action: 'decline' } }),
    );
    await last.ended;
  }

  private keepState(owner: Fuzzer, { message }: Sent, received: readonly Message[]): void {
    const result = received.at(-1)?.result;
    if (isObject(result) && typeof result.requestState === 'string' && isObject(message) && isObject(message.params)) {
      const keys = Object.keys(isObject(result.inputRequests) ? result.inputRequests : {});
      const inputResponses = Object.fromEntries(keys.map((key) => [key, { action: 'accept', content: { word: owner.canary } }]));
      this.states.push({ owner, params: { ...message.params, requestState: result.requestState, inputResponses } });
      this.states.splice(0, this.states.length - 20);
    }
  }

  /** @returns what is wrong with what it says of a task */
  private keepTask(fuzzer: Fuzzer, { message }: Sent, received: readonly Message[]): string | undefined {
    const result = received.at(-1)?.result;
    if (!isObject(result) || typeof result.taskId !== 'string') {
      return undefined;
    }
    const { taskId } = result;
    const known = this.tasks.find((task) => task.taskId === taskId);
    if (known === undefined && result.resultType === 'task') {
      this.tasks.push({ owner: fuzzer, taskId });
      this.tasks.splice(0, this.tasks.length - 30);
      return isObject(message) && knowsTasks(message) ? undefined : 'is a task, for a client that knows none';
    }
    return known === undefined || known.owner === fuzzer ? undefined : 'shows the task of somebody else';
  }

  private count({ status }: Exchange, received: readonly Message[]): void {
    const answer = received.at(-1);
    const said = isObject(answer) ? saidBy(answer) : undefined;
    const outcome = said === undefined ? String(status) : `${status} ${String(said)}`;
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
  }
}

/** An error by its code, a task by its status. */
function saidBy({ error, result, method }: Message): string | undefined {
  if (isObject(error)) {
    return String(error.code);
  }
  return isObject(result) && 'taskId' in result ? `task ${String(result.status)}` : method;
}

function knowsTasks({ params }: { readonly [name: string]: unknown }): boolean {
  return JSON.stringify(params ?? {}).includes('"io.modelcontextprotocol/tasks"');
}

/** Whether something must be answered: nothing is wrong with it, and it has an id. */
function answerable({ message }: Sent): boolean {
  return isObject(message) && message.jsonrpc === '2.0' && typeof message.method === 'string' && (typeof message.id === 'string' || Number.isInteger(message.id));
}

function isGatewayReply(received: readonly Message[]): boolean {
  return received.length === 1 && isObject(received[0]) && !('jsonrpc' in received[0]) && ('message' in received[0] || received[0].error === 'unauthorized' || received[0].error === 'insufficient_scope');
}

function logProblems({ logs }: Fleet, fuzzers: readonly Fuzzer[]): string[] {
  const secrets = fuzzers.flatMap(({ token, canary }) => [token, canary]);
  return logs.filter(({ name }) => name !== 'Functions').flatMap(({ name, line }) => [
    ...secrets.some((secret) => line.includes(secret)) ? [`the log of ${name} has what only its caller may see: ${line.slice(0, 600)}`] : [],
    .../unexpected error|Unhandled|uncaught|Runtime\./i.test(line) ? [`${name}: ${line.slice(0, 2000)}`] : [],
  ]);
}

function printable(body: Buffer): string {
  const text = body.toString('utf8');
  return Buffer.from(text).equals(body) ? text.slice(0, 1500) : `base64 ${body.toString('base64').slice(0, 2000)}`;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
