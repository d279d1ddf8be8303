/** What the emulator cannot do. docs/emulator.md is made from it. */

/** The version of ministack, and of this table. */
export const MINISTACK = '1.5.33';

/** Resources with which it refuses a deployment. */
export interface RefusedResources {
  readonly type: string;
  /** Only those that have this property; left out: all of the type. */
  readonly withProperty?: string;
  /** What it says. */
  readonly says: string;
  readonly reason: string;
}

/** In the order in which they are refused. */
export const REFUSED_RESOURCES: readonly RefusedResources[] = [
  { type: 'AWS::Cognito::ManagedLoginBranding', says: 'Unrecognized resource types', reason: 'The type is unknown to it.' },
  { type: 'AWS::WAFv2::LoggingConfiguration', says: 'Unrecognized resource types', reason: 'The type is unknown to it.' },
  { type: 'AWS::WAFv2::WebACLAssociation', says: 'Unrecognized resource types', reason: 'The type is unknown to it: web ACLs are created, and look at no request.' },
  { type: 'AWS::CloudWatch::Alarm', withProperty: 'Metrics', says: '(metric math) is not supported', reason: 'Its alarms look at one metric, not at an expression of several.' },
];

export const creating = ({ type, withProperty }: RefusedResources) => `\`${type}\`${withProperty === undefined ? '' : ` with \`${withProperty}\``} is created`;

const MOCKS = 'Its mock integrations render no mapping templates: they return the text of the template.';
const STREAMING = 'Its API Gateway does not know the URI of a function that streams, and its Lambda gives such a function no `awslambda`.';

/** Why a check fails, by its name. */
export const LIMITS: { readonly [check: string]: string } = {
  ...Object.fromEntries(REFUSED_RESOURCES.map((refused) => [creating(refused), refused.reason])),
  'a generated secret has no punctuation': 'Its CloudFormation makes 64 characters, as it is told, and does not look at `ExcludePunctuation`.',
  'the metadata of the resource names it (RFC 9728)': MOCKS,
  'the metadata of the authorization server names it (RFC 8414)': MOCKS,
  'a browser gets a page with its security policy': MOCKS,
  '`GET /mcp` with a token gets 405': MOCKS,
  '`tools/list` lists the tools': STREAMING,
  '`tools/call` calls a tool': STREAMING,
};

const GLOBAL_TABLES = 'Its CloudFormation replaces a global table whose encryption or protection from deletion changes.';

/** The same, of updates by the rows of docs/upgrades.md. */
export const LIMITS_OF_ROWS: { readonly [change: string]: string } = {
  'the connector moves into a VPC, or gets another size or timeout': 'The types `AWS::EC2::EIP` and `AWS::EC2::NatGateway` are unknown to it.',
  'an `encryptionKey` is given': GLOBAL_TABLES,
  '`removalPolicy` changes': GLOBAL_TABLES,
};

/** The table of docs/emulator.md. */
export function limitsTable(): string {
  return ['| What does not hold there | Why |', '|---|---|', ...Object.entries({ ...LIMITS, ...LIMITS_OF_ROWS }).map(([check, reason]) => `| ${check} | ${reason} |`)].join('\n');
}
