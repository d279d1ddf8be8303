import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';

/** The conventions of the AWS Construct Library, as rules over what jsii makes of the sources for the other languages. */

interface Docs {
  readonly summary?: string; readonly default?: string;
}
interface TypeReference {
  readonly primitive?: string;
  readonly fqn?: string;
  readonly collection?: { readonly elementtype: TypeReference };
  readonly union?: unknown;
}
interface Parameter {
  readonly name: string; readonly type: TypeReference; readonly optional?: boolean;
}
interface Member {
  readonly name: string;
  readonly docs?: Docs;
  readonly type: TypeReference;
  readonly optional?: boolean;
  readonly immutable?: boolean;
  readonly static?: boolean;
  readonly overrides?: string;
  readonly parameters?: readonly Parameter[];
  readonly returns?: { readonly type: TypeReference };
}
interface Type {
  readonly name: string;
  readonly fqn: string;
  /** What a struct extends. */
  readonly interfaces?: readonly string[];
  readonly kind: 'class' | 'interface' | 'enum';
  readonly datatype?: boolean;
  readonly base?: string;
  readonly docs?: Docs;
  readonly properties?: readonly Member[];
  readonly methods?: readonly Member[];
  readonly initializer?: { readonly parameters?: readonly Parameter[] };
  readonly members?: readonly Member[];
}

const ROOT = path.join(__dirname, '..', '..');
const COMPILED = ['src', 'package.json', 'tsconfig.json', 'README.md', 'LICENSE'];

/** Compiled apart from the checkout, whose `lib` may be in use or out of date. */
function compile(): readonly Type[] {
  const directory = mkdtempSync(path.join(tmpdir(), 'api-conventions-'));
  try {
    COMPILED.forEach((entry) => cpSync(path.join(ROOT, entry), path.join(directory, entry), { recursive: true }));
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(directory, 'node_modules'));
    execFileSync(process.execPath, [path.join(ROOT, 'node_modules', 'jsii', 'bin', 'jsii'), '--silence-warnings=reserved-word'], {
      cwd: directory, env: { ...process.env, NODE_OPTIONS: '' }, stdio: 'pipe', encoding: 'utf8',
    });
    return Object.values(JSON.parse(readFileSync(path.join(directory, '.jsii'), 'utf8')).types);
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${(error as Error).message}\n${stdout}\n${stderr}`);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

let types: readonly Type[];
beforeAll(() => {
  types = compile();
});

const structs = () => types.filter(({ datatype }) => datatype);
const constructs = () => types.filter(({ kind, base }) => kind === 'class' && base === 'constructs.Construct');
const structProperties = () => structs().flatMap((struct) => (struct.properties ?? []).map((property) => ({ ...property, where: `${struct.name}.${property.name}` })));
const allProperties = ({ properties = [], interfaces = [] }: Type): readonly Member[] => [
  ...properties, ...types.filter(({ fqn }) => interfaces.includes(fqn)).flatMap(allProperties),
];
/** What people write, as against what they are given. */
const isInput = ({ name }: Type) => /(Props|Options)$/.test(name) && !name.endsWith('BindOptions');
const mentions = (type: TypeReference, fits: (type: TypeReference) => boolean): boolean =>
  fits(type) || (type.collection !== undefined && mentions(type.collection.elementtype, fits));

test('the public types are these', () => {
  expect(types.map(({ name }) => name).sort()).toEqual([
    'AppClientOptions', 'ClientIdMetadataDocuments', 'ClientIdMetadataDocumentsBindOptions', 'ClientIdMetadataDocumentsConfig', 'ClientKeys',
    'ClientKeysBindOptions', 'ClientKeysConfig', 'ClientRegistration', 'ClientRegistrationBindOptions', 'ClientRegistrationConfig', 'ClientRegistrationMode',
    'ClientRegistrationOptions', 'CloudFrontEndpointOptions', 'CognitoSignInOptions', 'CustomDomainEndpointOptions', 'ExternalAuthorizationOptions',
    'FunctionRole', 'GeneratedSecretOptions', 'GeneratedSigningSecretOptions', 'IMcpSharedDomain', 'IRemoteMcpServer', 'InitialAccessToken', 'InitialAccessTokenBindOptions',
    'InitialAccessTokenConfig', 'ManagedSignInOptions', 'McpApiDocument', 'McpApiDocumentFileOptions', 'McpApiKeyOptions', 'McpApiOperations',
    'McpApiToolOverrides', 'McpApp', 'McpAppContentSecurityPolicy', 'McpAppPermission', 'McpAppProps', 'McpAudit', 'McpAuditBindOptions', 'McpAuditConfig',
    'McpAuditLogGroupProps', 'McpAuthorization', 'McpAuthorizationBindOptions', 'McpAuthorizationConfig', 'McpBasicCredentialsOptions', 'McpBotControl',
    'McpBucketObjectResourceProps', 'McpBucketResourceProps', 'McpCertificateAuthorities', 'McpClientAddress', 'McpClientAuthenticationMethod',
    'McpClientCredentialsOptions', 'McpCode', 'McpCodeEntryOptions', 'McpCodeOptions', 'McpCompletion', 'McpConnection', 'McpConnectionProps',
    'McpConnectorProps', 'McpContentLinkOptions', 'McpCredentials', 'McpDirectoryResourceProps', 'McpDomainOptions', 'McpEndpoint', 'McpEndpointBindOptions',
    'McpEndpointConfig', 'McpExecutionInput', 'McpFirewall', 'McpFirewallBindOptions', 'McpFirewallConfig', 'McpFirewallProps', 'McpFirewallScope',
    'McpFirewallTarget', 'McpFunctionOptions', 'McpFunctionPromptProps', 'McpFunctionResourceProps', 'McpFunctionToolProps', 'McpHttpBody',
    'McpHttpJsonBodyProps', 'McpHttpSelection', 'McpHttpToolProps', 'McpIcon', 'McpIconOptions', 'McpIconTheme', 'McpLargeContent', 'McpMessagesPromptProps',
    'McpMeta', 'McpMethodMetricOptions', 'McpMetrics', 'McpMetricsProps', 'McpMonitoring', 'McpMonitoringBindFunctionOptions', 'McpMonitoringBindOptions',
    'McpMonitoringBindRemoteToolsOptions', 'McpMonitoringConfig', 'McpMonitoringProps', 'McpOAuthMetricOptions', 'McpOpenApiToolsetProps',
    'McpPollingSubscriptionsOptions', 'McpPrompt', 'McpPromptArgument', 'McpPromptLinkOptions', 'McpPromptMessage', 'McpPromptMessageOptions',
    'McpPromptProps', 'McpPromptResourceFileOptions', 'McpPromptResourceOptions', 'McpRemoteServerProps', 'McpRemoteToolOverrides', 'McpReports',
    'McpRequestLimit', 'McpResource', 'McpResourceProps', 'McpResultCache', 'McpRole', 'McpSchema', 'McpScope', 'McpSecretOptions', 'McpServerCardProps',
    'McpServerCode', 'McpServerCodeProps', 'McpServerFunctionProps', 'McpServerFunctionsProps', 'McpSharedDomain', 'McpSharedDomainProps', 'McpSigV4Options', 'McpSkill',
    'McpSkillProps', 'McpStateMachineOptions', 'McpStateMachineToolProps', 'McpSubscriptions', 'McpTask', 'McpTaskOptions', 'McpTextResourceProps',
    'McpTextTemplateResourceProps', 'McpThrottleProps', 'McpTool', 'McpToolBindOptions', 'McpToolConfig', 'McpToolMetricOptions', 'McpToolProps',
    'McpToolTarget', 'McpToolset', 'McpToolsetBindOptions', 'McpToolsetConfig', 'McpUrlIconOptions', 'MonitoredFunction', 'OAuthAuthorizationOptions',
    'OidcSignInOptions', 'PageOptions', 'PageTexts', 'PreRegisteredClient', 'PreRegisteredClientBindOptions', 'PreRegisteredClientConfig',
    'PreRegisteredClientOptions', 'PrivateEndpointOptions', 'PublicEndpointOptions', 'RemoteMcpServer', 'RemoteMcpServerGrants', 'RemoteMcpServerProps',
    'SecretClientOptions', 'SharedDomainEndpointOptions', 'SignIn', 'SignInBindOptions', 'SignInConfig', 'SignInProvider', 'SigningKey', 'SigningKeyOptions', 'SigningSecret',
    'SigningSecretBindOptions', 'SigningSecretConfig', 'SigningSecretOptions', 'StageEndpointOptions', 'TrustedIssuer', 'WebAppClientOptions',
  ]);
});

test('a construct takes scope, id and its props, and implements its interface', () => {
  expect(constructs().map(({ name }) => name)).toEqual(['McpSharedDomain', 'RemoteMcpServer']);
  for (const { name, initializer } of constructs()) {
    const parameters = initializer?.parameters ?? [];
    expect(parameters.map((parameter) => parameter.name)).toEqual(['scope', 'id', 'props']);
    expect(parameters[2].type.fqn).toMatch(new RegExp(`\\.${name}Props$`));
    expect(types.map((type) => type.name)).toContain(`I${name}`);
    const props = types.find((type) => type.name === `${name}Props`)!;
    expect(parameters[2].optional ?? false).toBe(allProperties(props).every(({ optional }) => optional));
  }
});

test('a struct is read-only', () => {
  expect(structProperties().filter(({ immutable }) => !immutable).map(({ where }) => where)).toEqual([]);
});

test('everything optional says what happens without it', () => {
  const silent = structProperties().filter(({ optional, docs }) => optional && (!docs?.default || /^undefined$/.test(docs.default)));
  expect(silent.map(({ where }) => where)).toEqual([]);
});

test('nothing required claims a default', () => {
  expect(structProperties().filter(({ optional, docs }) => !optional && docs?.default !== undefined).map(({ where }) => where)).toEqual([]);
});

test('structs hold neither unions nor any, which other languages can only guess', () => {
  const vague = structProperties().filter(({ type }) => mentions(type, ({ union, primitive }) => union !== undefined || primitive === 'any' || primitive === 'json'));
  // Any JSON, which has no other type in the languages of jsii.
  expect(vague.map(({ where }) => where)).toEqual(['McpHttpJsonBodyProps.constants']);
});

test('structs hold no CloudFormation types', () => {
  expect(structProperties().filter(({ type }) => mentions(type, ({ fqn }) => /\.Cfn[A-Z]\w*$/.test(fqn ?? ''))).map(({ where }) => where)).toEqual([]);
});

test('people give resources, not ARNs', () => {
  const arns = structs().filter(isInput).flatMap(({ name, properties = [] }) => properties.filter((property) => /Arns?$/.test(property.name)).map((property) => `${name}.${property.name}`));
  expect(arns).toEqual([]);
});

test('durations are durations, named without units', () => {
  const units = structProperties().filter(({ name }) => /[a-z](Seconds|Minutes|Hours|Days|Millis|Milliseconds|Ms)$/.test(name));
  expect(units.map(({ where }) => where)).toEqual([]);
  const numbers = structProperties().filter(({ name, type }) => /([tT]imeout|[lL]ifetime|[lL]atency|[pP]eriod|^ttl|Ttl)/.test(name) && type.primitive === 'number');
  expect(numbers.map(({ where }) => where)).toEqual([]);
});

test('an integration is bound with BindOptions and gives back a Config', () => {
  const binds = types.flatMap((type) => (type.methods ?? []).filter(({ name }) => name === 'bind').map((bind) => ({ type: type.name, bind })));
  expect(binds.length).toBeGreaterThan(0);
  for (const { type, bind } of binds) {
    expect(bind.parameters!.map(({ name }) => name)).toEqual(['scope', 'options']);
    expect(bind.parameters![1].type.fqn).toMatch(new RegExp(`\\.${type}BindOptions$`));
    expect(bind.returns?.type.fqn).toMatch(new RegExp(`\\.${type}Config$`));
  }
});

test('constants are in capitals', () => {
  const constants = types.flatMap((type) => (type.properties ?? []).filter((property) => property.static).map(({ name }) => name));
  const members = types.filter(({ kind }) => kind === 'enum').flatMap((type) => type.members ?? []).map(({ name }) => name);
  expect([...constants, ...members].filter((name) => name !== name.toUpperCase())).toEqual([]);
});

test('no base class is public', () => {
  expect(types.filter(({ name }) => name.endsWith('Base')).map(({ name }) => name)).toEqual([]);
});

test('everything public is documented, once', () => {
  const implemented = new Map(types.filter(({ kind, datatype }) => kind === 'interface' && !datatype).map((type) => [type.name.slice(1), type]));
  const undocumented = types.flatMap((type) => {
    const inherited = new Set([...implemented.get(type.name)?.properties ?? [], ...implemented.get(type.name)?.methods ?? []].map(({ name }) => name));
    const members = [...type.properties ?? [], ...type.methods ?? [], ...type.members ?? []]
      .filter(({ name, docs, overrides }) => !docs?.summary && !overrides && !inherited.has(name)).map(({ name }) => `${type.name}.${name}`);
    return type.docs?.summary ? members : [type.name, ...members];
  });
  expect(undocumented).toEqual([]);
});

test('every public type is used by another', () => {
  const text = (type: Type) => JSON.stringify({ ...type, name: '', fqn: '' });
  const used = (name: string) => types.some((type) => type.name !== name && text(type).includes(`.${name}"`));
  expect(types.map(({ name }) => name).filter((name) => !['RemoteMcpServer'].includes(name) && !used(name))).toEqual([]);
});
