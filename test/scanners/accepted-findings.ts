/** What outside scanners object to, where, and why it stays. docs/scanners.md is made from it. */
export interface AcceptedFinding {
  /** Ids of the rules; of packs of cdk-nag without the name of the pack. */
  readonly rules: readonly string[];
  /** For the paths of the constructs. */
  readonly on: RegExp;
  /** In words. */
  readonly where: string;
  readonly verdict: 'yours to choose' | 'by design' | 'does not apply';
  readonly reason: string;
}

const FUNCTIONS = 'Authorizer|OAuth|DocumentFetcher|Mcp|Audit';
const GENERATED_SECRETS = /\/(SigningSecret|InitialAccessToken|Conversations\/Secret|ClientSecret-[^/]+)\/Resource$/;

export const ACCEPTED_FINDINGS: readonly AcceptedFinding[] = [
  {
    rules: ['APIG2'],
    on: /\/(Gateway\/Api|Discovery)\/Resource$/,
    where: 'the API',
    verdict: 'by design',
    reason: 'The functions validate what is sent, by JSON Schema and by the OAuth specifications, with errors that MCP and OAuth clients understand; the gateway\'s are its own.',
  },
  {
    rules: ['APIG4', 'CKV_AWS_59'],
    on: new RegExp(`/(Api|Discovery)/Default/(${[
      '(mcp/)?\\.well-known/\\{document\\}(/mcp)?/ANY', '(jwks|authorize(/\\{uid\\})?|interaction/\\{uid\\}|callback/\\{provider\\}|access|signed-out)/ANY',
      '(token|register|dcr|revoke|introspect|par)/POST', '(register|clients)/\\{client_id\\}/ANY', 'mcp/server-card/ANY', '\\.well-known/ai-catalog\\.json/ANY', '\\{document\\}/weather(/mcp)?/ANY',
    ].join('|')})/Resource$`),
    where: 'discovery, keys, sign-in, registration and tokens',
    verdict: 'by design',
    reason: 'Public by specification: discovery, keys, sign-in, and endpoints that authenticate the client themselves.',
  },
  {
    rules: ['COG4'],
    on: /\/(Api|Discovery)\/Default\//,
    where: 'every route',
    verdict: 'does not apply',
    reason: 'Access tokens are this server\'s own and are verified by its Lambda authorizer; a user pool can neither register MCP clients nor name the MCP server as an audience.',
  },
  {
    rules: ['COG2'],
    on: /\/SignIn\/UserPool\/Resource$/,
    where: 'the user pool',
    verdict: 'yours to choose',
    reason: 'Whether everybody needs a second factor is for the owner to say: `SignIn.managed({ mfa })`. Everybody may have one.',
  },
  {
    rules: ['COG8'],
    on: /\/SignIn\/UserPool\/Resource$/,
    where: 'the user pool',
    verdict: 'yours to choose',
    reason: 'The Plus plan costs money for everybody who signs in; managed login needs no more than Essentials. `SignIn.managed({ featurePlan })` chooses it.',
  },
  {
    rules: ['IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]'],
    on: /\/RemoteMcpServerLogging\/Role\/Resource$/,
    where: 'the account\'s role for the logs of API Gateway',
    verdict: 'by design',
    reason: 'The role is the account\'s, for the logs of all its APIs; AWS made this policy for it. `cloudWatchRole: false` leaves it to someone else.',
  },
  {
    rules: ['IAM5[Resource::*]'],
    on: new RegExp(`/(${FUNCTIONS})/Role/DefaultPolicy/Resource$`),
    where: 'each function\'s role',
    verdict: 'does not apply',
    reason: 'X-Ray takes traces on no particular resource. What else the roles allow is compared with what the functions do ([security](security.md#functions-and-their-privileges)).',
  },
  {
    rules: ['IAMNoInlinePolicy'],
    on: new RegExp(`/(${FUNCTIONS})/Role/DefaultPolicy/Resource$`),
    where: 'each function\'s role',
    verdict: 'by design',
    reason: 'Each policy is for one role, and named by its content, so that a deployment adds the new one before it removes the old one. A managed policy could be attached elsewhere.',
  },
  {
    rules: ['SMG4', 'SecretsManagerRotationEnabled'],
    on: GENERATED_SECRETS,
    where: 'generated secrets',
    verdict: 'yours to choose',
    reason: '`SigningSecret.generated({ rotateEvery })` rotates the signing secret on a schedule. The others are replaced by putting a new version, which takes over without an interruption.',
  },
  {
    rules: ['SMG4', 'SecretsManagerRotationEnabled'],
    on: /\/Gateway\/OriginSecret\/Resource$/,
    where: 'what a distribution shows to its API',
    verdict: 'by design',
    reason: 'CloudFormation reads it when it deploys, for the distribution and for the API\'s policy, and nobody else ever does. Rotated in between, it would lock the distribution out.',
  },
  {
    rules: ['SecretsManagerUsingKMSKey', 'CKV_AWS_149'],
    on: new RegExp(`${GENERATED_SECRETS.source}|/OriginSecret/Resource$`),
    where: 'generated secrets',
    verdict: 'yours to choose',
    reason: 'Encrypted by a key of AWS; by your own with `encryptionKey`.',
  },
  {
    rules: ['CloudWatchLogGroupEncrypted', 'CKV_AWS_158', 'CT.CLOUDWATCH.PR.3'],
    on: /\/(AccessLogs|ExecutionLogs|Logs|Log\/Group)\/Resource$/,
    where: 'log groups',
    verdict: 'yours to choose',
    reason: 'Encrypted by a key of AWS; by your own with `encryptionKey`.',
  },
  {
    rules: ['CKV_AWS_173'],
    on: /\/Function\/Resource$/,
    where: 'environments of functions',
    verdict: 'yours to choose',
    reason: 'They hold no secrets, only names and ARNs. Encrypted by a key of AWS; by your own with `encryptionKey`.',
  },
  {
    rules: ['CT.CLOUDWATCH.PR.2'],
    on: /\/(AccessLogs|ExecutionLogs|Logs|Log\/Group)\/Resource$/,
    where: 'log groups',
    verdict: 'yours to choose',
    reason: 'Kept for three months, for they say who called what; for a year or longer with `logRetention`.',
  },
  {
    rules: ['CT.LAMBDA.PR.2'],
    on: /\/Aliaslive\/\w+$/,
    where: 'permissions of API Gateway and other services to invoke the functions',
    verdict: 'does not apply',
    reason: 'Each names one API or one resource of this stack in `SourceArn`. The rule takes a text or one reference, and an ARN of API Gateway is joined from several.',
  },
  {
    rules: ['CloudWatchAlarmAction', 'CT.CLOUDWATCH.PR.1'],
    on: /\/(Alarms|ErrorBudget)\//,
    where: 'alarms',
    verdict: 'yours to choose',
    reason: 'Whom they tell is for the owner to say: `McpMonitoring.standard({ alarmActions })`. The parts of a composite alarm tell nobody themselves.',
  },
  {
    rules: ['LambdaConcurrency', 'CKV_AWS_115'],
    on: new RegExp(`/(${FUNCTIONS})/Function/Resource$`),
    where: 'functions',
    verdict: 'yours to choose',
    reason: 'Reserved concurrency takes from what the account has: `functions.mcp.reservedConcurrentExecutions`. The API\'s throttle limits the requests.',
  },
  {
    rules: ['LambdaDLQ', 'CKV_AWS_116'],
    on: new RegExp(`/(${FUNCTIONS})/Function/Resource$`),
    where: 'functions',
    verdict: 'does not apply',
    reason: 'API Gateway and other functions wait for their answers, so there is nothing to queue. What the audit function misses is still in the logs that it reads.',
  },
  {
    rules: ['LambdaInsideVPC', 'CKV_AWS_117', 'CT.LAMBDA.PR.3'],
    on: new RegExp(`/(${FUNCTIONS})/Function/Resource$`),
    where: 'functions',
    verdict: 'yours to choose',
    reason: 'They call only AWS; `functions.mcp.vpc` and the like put them in your network. The document fetcher has to reach the internet, and may do nothing else.',
  },
  {
    rules: ['APIGWCacheEnabledAndEncrypted', 'CKV_AWS_120'],
    on: /\/DeploymentStage\.[^/]+\/Resource$/,
    where: 'the stage',
    verdict: 'by design',
    reason: 'Answers depend on who asks; a cache of the gateway would give one caller what is another\'s.',
  },
  {
    rules: ['APIGWSSLEnabled'],
    on: /\/DeploymentStage\.[^/]+\/Resource$/,
    where: 'the stage',
    verdict: 'does not apply',
    reason: 'A client certificate shows an HTTP backend who calls. Here API Gateway calls functions, by IAM.',
  },
  {
    rules: ['APIG1', 'APIG6', 'APIGWExecutionLoggingEnabled', 'CKV_AWS_76', 'CT.APIGATEWAY.PR.1'],
    on: /\/Discovery\/DeploymentStage\.[^/]+\/Resource$/,
    where: 'the documents at the root of a domain that servers share',
    verdict: 'by design',
    reason: 'Who reads a public document says nothing: no function runs for it, and nothing is read. What clients do afterwards is in the logs of their server.',
  },
  {
    rules: ['APIG3', 'APIGWAssociatedWithWAF'],
    on: /\/Discovery\/DeploymentStage\.[^/]+\/Resource$/,
    where: 'the documents at the root of a domain that servers share',
    verdict: 'yours to choose',
    reason: 'API Gateway answers with texts that it holds, at most 100 times a second, and clients keep them for five minutes. A web ACL of your own may be associated with the stage.',
  },
  {
    rules: ['APIG3', 'APIGWAssociatedWithWAF'],
    on: /\/Gateway\/Api\/DeploymentStage\.[^/]+\/Resource$/,
    where: 'the stage behind a distribution',
    verdict: 'does not apply',
    reason: 'The web ACL stands before the distribution, and the API refuses what does not come through it.',
  },
  {
    rules: ['CFR3', 'CKV_AWS_86', 'CT.CLOUDFRONT.PR.5'],
    on: /\/Gateway\/Distribution\/Resource$/,
    where: 'the distribution',
    verdict: 'by design',
    reason: 'It keeps nothing and passes everything on: the API logs each request, and the web ACL what it refuses.',
  },
  {
    rules: ['CFR1'],
    on: /\/Gateway\/Distribution\/Resource$/,
    where: 'the distribution',
    verdict: 'yours to choose',
    reason: '`McpFirewall.standard({ allowedCountries })` names the countries, or the blocked ones, for every kind of endpoint.',
  },
  {
    rules: ['CT.CLOUDFRONT.PR.1', 'CT.CLOUDFRONT.PR.4'],
    on: /\/Gateway\/Distribution\/Resource$/,
    where: 'the distribution',
    verdict: 'does not apply',
    reason: 'Its root is no page, so there is no object to show there; and its one origin is an API, which fails over by itself.',
  },
  {
    rules: ['CKV_AWS_165'],
    on: /\/Mcp\/(Limits|Subscriptions|Conversations)\/Table\/Resource$/,
    where: 'tables of what passes',
    verdict: 'does not apply',
    reason: 'They hold counts, changes and answers that matter for minutes. The registry has point-in-time recovery.',
  },
  {
    rules: ['W3005'],
    on: /./,
    where: 'what depends on a role',
    verdict: 'by design',
    reason: 'CDK writes a `DependsOn` that a reference implies anyway.',
  },
];

/** Where a scanner found something. */
export interface Finding {
  readonly rule: string;
  readonly path: string;
}

/** Made by the server, not by its user. */
export const isOurs = ({ path }: Finding) => /^Weather\/(Server|Domain|RemoteMcpServerLogging)\//.test(path);

/** What nobody has accepted, and what is accepted though no scanner of these finds it. */
export function judgeFindings(
  found: readonly Finding[], isOfScanner: (rule: string) => boolean,
): { readonly unexplained: readonly Finding[]; readonly stale: readonly string[] } {
  const ours = found.filter(isOurs);
  const accepts = ({ rules, on }: AcceptedFinding, { rule, path }: Finding) => rules.includes(rule) && on.test(path);
  return {
    unexplained: ours.filter((finding) => !ACCEPTED_FINDINGS.some((row) => accepts(row, finding))),
    stale: ACCEPTED_FINDINGS.flatMap((row) => (
      row.rules.filter((rule) => isOfScanner(rule) && !ours.some((finding) => finding.rule === rule && accepts(row, finding)))
    )),
  };
}

/** Which rules are of which scanner. */
export const isOfCheckov = (rule: string) => rule.startsWith('CKV');
export const isOfCfnLint = (rule: string) => /^[EWI]\d{4}$/.test(rule);
export const isOfCfnGuard = (rule: string) => rule.startsWith('CT.');
export const isOfNag = (rule: string) => !isOfCheckov(rule) && !isOfCfnLint(rule) && !isOfCfnGuard(rule);

/** The table of docs/scanners.md. */
export function findingsTable(): string {
  return [
    '| Rules | Where | | Why it stays |',
    '|---|---|---|---|',
    ...ACCEPTED_FINDINGS.map(({ rules, where, verdict, reason }) => `| ${rules.map((rule) => `\`${rule}\``).join(', ')} | ${where} | ${verdict} | ${reason} |`),
  ].join('\n');
}
