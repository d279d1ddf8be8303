import { App, CfnParameter, Duration, Size, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as api from '../../src';
import { declarations, DeclaredType, membersOf } from '../../src/private/declarations';

/** What an app in JavaScript may hand over: every entry, every parameter and every member, each with each kind of wrong value. */

const stack = new Stack(new App(), 'App');
const fn = lambda.Function.fromFunctionArn(stack, 'Function', 'arn:aws:lambda:eu-central-1:111122223333:function:tool');
const FOREIGN: { readonly [type: string]: unknown } = {
  'lambda.IFunction': fn,
  'sfn.IStateMachine': sfn.StateMachine.fromStateMachineArn(stack, 'Machine', 'arn:aws:states:eu-central-1:111122223333:stateMachine:machine'),
  'kms.IKey': kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-central-1:111122223333:key/example'),
  's3.IBucket': s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket'),
  'secretsmanager.ISecret': secretsmanager.Secret.fromSecretNameV2(stack, 'Secret', 'secret'),
  'cognito.IUserPool': cognito.UserPool.fromUserPoolId(stack, 'UserPool', 'eu-central-1_example'),
  'acm.ICertificate': acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-central-1:111122223333:certificate/example'),
  'Asset': new Asset(stack, 'Asset', { path: __filename }),
  'Duration': Duration.seconds(30),
  'Size': Size.kibibytes(8),
};
const CLASSES: { readonly [type: string]: unknown } = {
  McpCode: api.McpCode.fromFile('code.mjs'),
  McpConnection: api.McpConnection.toUrl('https://api.example.com'),
  McpSchema: api.McpSchema.fromJson({ type: 'object' }),
  ClientKeys: api.ClientKeys.fromUri('https://client.example.com/jwks'),
  McpApiDocument: api.McpApiDocument.fromText('{}'),
  McpApiOperations: api.McpApiOperations.all(),
  McpSharedDomain: new api.McpSharedDomain(stack, 'SharedDomain', { domainName: 'mcp.example.com', certificate: FOREIGN['acm.ICertificate'] as acm.ICertificate }),
};
const WRONG: readonly unknown[] = [undefined, null, 5, NaN, true, 'text', '', '__proto__', [], [null], {}, Object.create(null), { constructor: null }, new Map(), () => 1, Symbol('s'), Promise.resolve(1), new Date(NaN)];

function valid(type: DeclaredType): unknown {
  if (typeof type === 'string') {
    return { string: 'text', number: 1, boolean: true, any: {}, date: new Date(0) }[type];
  }
  if ('list' in type) {
    return [];
  }
  if ('enum' in type) {
    return declarations().enums[type.enum][0];
  }
  if ('struct' in type) {
    return Object.fromEntries([...membersOf(type.struct)].filter(([, { optional }]) => !optional).map(([name, member]) => [name, valid(member.type)]));
  }
  return 'class' in type ? CLASSES[type.class] : 'foreign' in type ? FOREIGN[type.foreign] : {};
}

/** Returns what is no error that says code, value and remedy. */
function uncoded(call: () => unknown): string | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    return (error as Error).name === 'ValidationError' ? undefined : String((error as Error).stack).split('\n').slice(0, 4).join('\n');
  }
}

const statics = Object.entries(declarations().entries).filter(([entry]) => {
  const [type, method] = entry.split('.');
  return Object.hasOwn((api as unknown as { [type: string]: object })[type], method);
});

test.each(statics)('%s takes what it declares', (entry, parameters) => {
  const [type, method] = entry.split('.');
  const target = (api as unknown as { [type: string]: { [method: string]: (...args: unknown[]) => unknown } })[type];
  expect(() => target[method](...parameters.map((each) => valid(each.type)))).not.toThrow(/MissingValue|UnknownProperty|InvalidValue/);
});

test.each(statics)('%s answers wrong arguments with a coded error', (entry, parameters) => {
  const [type, method] = entry.split('.');
  const target = (api as unknown as { [type: string]: { [method: string]: (...args: unknown[]) => unknown } })[type];
  const called = (args: readonly unknown[]) => uncoded(() => target[method](...args));
  const faults: string[] = [];
  parameters.forEach((parameter, index) => {
    const args = parameters.map((each) => valid(each.type));
    const attempt = (value: unknown, what: string) => {
      const fault = called(args.with(index, value));
      if (fault !== undefined) {
        faults.push(`${what}: ${fault}`);
      }
    };
    WRONG.forEach((wrong) => attempt(wrong, `${parameter.name} = ${String(typeof wrong === 'object' ? Object.prototype.toString.call(wrong) : String(wrong))}`));
    if (typeof parameter.type === 'object' && 'struct' in parameter.type) {
      for (const name of membersOf(parameter.type.struct).keys()) {
        WRONG.forEach((wrong) => attempt({ ...valid(parameter.type) as object, [name]: wrong }, `${parameter.name}.${name} = ${typeof wrong === 'object' ? Object.prototype.toString.call(wrong) : String(wrong)}`));
      }
    }
  });
  expect(faults).toEqual([]);
});

const messageOf = (call: () => unknown): string => {
  try {
    call();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};
/** As JavaScript hands it over. */
const untyped = <T>(value: unknown) => value as T;
const tool = (props: object) => api.McpTool.fromFunction('get_forecast', fn, untyped<api.McpToolProps>(props));
const serverIn = (props: object) => new api.RemoteMcpServer(new Stack(new App(), 'App'), 'Server', untyped<api.RemoteMcpServerProps>(props));

test.each<[string, () => unknown, string]>([
  ['a missing member', () => tool({}), 'MissingValue: McpTool.fromFunction("get_forecast") has no props.description; give a text'],
  ['a missing argument', () => untyped<(name: string) => void>(api.McpTool.fromCode)('a'), 'MissingValue: McpTool.fromCode("a") has no code; give one that McpCode makes'],
  ['a misspelt member', () => tool({ description: 'd', inputschema: {} }), 'UnknownProperty: McpTool.fromFunction("get_forecast") has props.inputschema, which does not exist; did you mean "inputSchema"?'],
  ['what the authorization takes, on the server', () => serverIn({ signingKey: api.SigningKey.fromSigningSecret() }), 'UnknownProperty: RemoteMcpServer() has props.signingKey, which is no property of RemoteMcpServerProps; it is one of McpAuthorization.oauth(): give it there, or leave it out [at App]'],
  ['scopes of groups, on the server', () => serverIn({ groupScopes: { admins: ['mcp'] } }), 'UnknownProperty: RemoteMcpServer() has props.groupScopes, which is no property of RemoteMcpServerProps; it is one of McpAuthorization.oauth(): give it there, or leave it out [at App]'],
  ['a sign-in, on the server', () => serverIn({ signIn: api.SignIn.managed() }), 'UnknownProperty: RemoteMcpServer() has props.signIn, which is no property of RemoteMcpServerProps; it is one of McpAuthorization.oauth(): give it there, or leave it out [at App]'],
  ['an alarm, on the server', () => serverIn({ anomalies: true }), 'UnknownProperty: RemoteMcpServer() has props.anomalies, which is no property of RemoteMcpServerProps; it is one of McpMonitoring.standard(): give it there, or leave it out [at App]'],
  ['who hears of alarms, on the server', () => serverIn({ alarmActions: [] }), 'UnknownProperty: RemoteMcpServer() has props.alarmActions, which is no property of RemoteMcpServerProps; it is one of McpMonitoring.standard(): give it there, or leave it out [at App]'],
  ['a rotation, on the server', () => serverIn({ rotateEvery: FOREIGN.Duration }), 'UnknownProperty: RemoteMcpServer() has props.rotateEvery, which is no property of RemoteMcpServerProps; it is one of SigningSecret.generated(): give it there, or leave it out [at App]'],
  ['a wrong value in the wrong place', () => serverIn({ signingKey: FOREIGN['kms.IKey'] }), 'UnknownProperty: RemoteMcpServer() has props.signingKey, which is no property of RemoteMcpServerProps; it is one of McpAuthorization.oauth(): give it there, or leave it out [at App]'],
  ['what the server takes, on its authorization', () => api.McpAuthorization.oauth(untyped({ signingSecret: api.SigningSecret.generated() })), 'UnknownProperty: McpAuthorization.oauth() has options.signingSecret, which is no property of OAuthAuthorizationOptions; it is one of RemoteMcpServer(): give it there, or leave it out'],
  ['a setting of functions, on the server', () => serverIn({ memorySize: 512 }), 'UnknownProperty: RemoteMcpServer() has props.memorySize, which is no property of RemoteMcpServerProps; it is one of connector of RemoteMcpServer(), functions.mcp of RemoteMcpServer(), functions.authorizer of RemoteMcpServer() and others: give it there, or leave it out [at App]'],
  ['a schema by the first word of its name', () => tool({ description: 'd', input: api.McpSchema.fromJson({ type: 'object' }) }), 'UnknownProperty: McpTool.fromFunction("get_forecast") has props.input, which does not exist; did you mean "inputSchema"?'],
  ['letters that changed places', () => serverIn({ functions: { mpc: { memorySize: 512 } } }), 'UnknownProperty: RemoteMcpServer() has props.functions.mpc, which does not exist; did you mean "mcp"? [at App]'],
  ['scopes by a shorter name', () => tool({ description: 'd', scopes: ['mcp'] }), 'UnknownProperty: McpTool.fromFunction("get_forecast") has props.scopes, which is no property of McpFunctionToolProps; did you mean "requiredScopes"?'],
  ['a timeout that this kind of tool does not have', () => tool({ description: 'd', timeout: FOREIGN.Duration }), 'UnknownProperty: McpTool.fromFunction("get_forecast") has props.timeout, which is no property of McpFunctionToolProps; it is one of connector of RemoteMcpServer(), McpTool.fromHttp(), overrides of McpToolset.fromOpenApi() and others: give it there, or leave it out'],
  ['who may call a tool, on the tool', () => tool({ description: 'd', allowedGroups: ['admins'] }), 'UnknownProperty: McpTool.fromFunction("get_forecast") has props.allowedGroups, which is no property of McpFunctionToolProps and would protect nothing; what a person may do follows from scopes: requiredScopes of a tool, resource or prompt, and groupScopes of McpAuthorization.oauth()'],
  ['who may sign in, on the authorization', () => api.McpAuthorization.oauth(untyped({ allowed_users: ['me@example.com'] })), 'UnknownProperty: McpAuthorization.oauth() has options.allowed_users, which is no property of OAuthAuthorizationOptions and would protect nothing; who may sign in is said by signIn of McpAuthorization.oauth()'],
  ['a question to its user, on a tool', () => tool({ description: 'd', requireApproval: true }), 'UnknownProperty: McpTool.fromFunction("get_forecast") has props.requireApproval, which is no property of McpFunctionToolProps and would protect nothing; a person is asked before a tool runs where the tool has confirm'],
  ['a number that is none of an enumeration', () => serverIn({ removalPolicy: 'delete' }), 'InvalidValue: RemoteMcpServer() has "delete" for props.removalPolicy; give a value of the type RemovalPolicy, one of destroy, retain, snapshot, retain-on-update-or-delete [at App]'],
  ['days that CloudWatch Logs does not have', () => serverIn({ logRetention: 42 }), expect.stringMatching(/^InvalidValue: RemoteMcpServer\(\) has 42 for props\.logRetention; give a value of the type logs\.RetentionDays, one of 1, 3, 5, 7, .* \[at App\]$/) as unknown as string],
  ['days as a text', () => serverIn({ logRetention: '30' }), expect.stringMatching(/^InvalidValue: RemoteMcpServer\(\) has "30" for props\.logRetention/) as unknown as string],
  ['a bucket for a key', () => serverIn({ encryptionKey: FOREIGN['s3.IBucket'] }), expect.stringMatching(/^InvalidValue: RemoteMcpServer\(\) has an object of the class \w+ for props\.encryptionKey; give a value of the type kms\.IKey \[at App\]$/) as unknown as string],
  ['a text for a list', () => tool({ description: 'd', requiredScopes: 'mcp' }), 'InvalidValue: McpTool.fromFunction("get_forecast") has "mcp" for props.requiredScopes; give a list, each member a text'],
  ['null', () => tool({ description: 'd', title: null }), 'InvalidValue: McpTool.fromFunction("get_forecast") has null for props.title; leave it out, or give a text'],
  ['an ARN for a function', () => api.McpCompletion.fromFunction(untyped('arn:aws:lambda:…')), 'InvalidValue: McpCompletion.fromFunction("arn:aws:lambda:…") has "arn:aws:lambda:…" for fn; give a value of the type lambda.IFunction'],
  ['a secret for where it is', () => api.McpCredentials.bearer(untyped('s3cret')), 'InvalidValue: McpCredentials.bearer() has a text for secret; give a value of the type secretsmanager.ISecret, such as Secret.fromSecretNameV2(this, \'Key\', \'its/name\'): the template would show a text'],
  ['another thing for a function', () => api.McpCompletion.fromFunction(untyped(FOREIGN.Size)), 'InvalidValue: McpCompletion.fromFunction() has an object of the class Size for fn; give a value of the type lambda.IFunction'],
  ['a number of seconds', () => api.McpResultCache.perCaller(untyped(60)), 'InvalidValue: McpResultCache.perCaller() has 60 for ttl; give a value of the type Duration'],
  ['an unknown text of an enumeration', () => api.McpPromptMessage.text('a', { role: untyped('robot') }), 'InvalidValue: McpPromptMessage.text("a") has "robot" for options.role; give one of "user", "assistant" (McpRole)'],
  ['no scope', () => new api.RemoteMcpServer(untyped(undefined), 'Server'), 'MissingValue: RemoteMcpServer() has no scope; give a value of the type Construct'],
  ['a condition in a list', () => serverIn({ tools: [false] }), 'InvalidValue: RemoteMcpServer() has false for props.tools[0]; give one that McpTool makes [at App]'],
  ['a plain object for a tool', () => serverIn({}).addTool(untyped({ name: 'a' })), 'InvalidValue: RemoteMcpServer.addTool() has an object for tool; give one that McpTool makes [at App/Server]'],
])('%s is named, with the remedy', (_, call, message) => {
  expect(messageOf(call)).toEqual(message);
});

class OwnTool extends api.McpTool {
  constructor(props: object, private readonly config: unknown) {
    super('own', untyped<api.McpToolProps>(props));
  }

  public bind(): api.McpToolConfig {
    return untyped<api.McpToolConfig>(this.config);
  }
}

class OwnToolset extends api.McpToolset {
  constructor(private readonly config: unknown) {
    super();
  }

  public bind(): api.McpToolsetConfig {
    return untyped<api.McpToolsetConfig>(this.config);
  }
}

test.each<[string, object, string]>([
  ['a tool', { tools: [new OwnTool({}, {})] }, 'MissingValue: the tool "own" has no McpToolProps.description; give a text [at App/Server]'],
  ['what runs it', { tools: [new OwnTool({ description: 'd' }, undefined)] }, 'MissingValue: bind() of the tool "own" has no McpToolConfig; give an object (McpToolConfig) [at App/Server]'],
  ['a function that runs it', { tools: [new OwnTool({ description: 'd' }, { target: fn })] }, 'InvalidValue: bind() of the tool "own" has an object of the class Import for McpToolConfig.target; give one that McpToolTarget makes [at App/Server]'],
  ['a toolset', { toolsets: [new OwnToolset({ tools: [fn] })] }, 'InvalidValue: bind() of a toolset has an object of the class Import for McpToolsetConfig.tools[0]; give one that McpTool makes [at App/Server]'],
])('%s of an own kind is checked alike', (_, props, message) => {
  expect(messageOf(() => serverIn(props))).toBe(message);
});

test.each<[string, object]>([
  ['of no meaning here', { owner: 'team-a' }],
  ['of a name that is anybody\'s', { region: 'eu-west-1', environment: 'prod', name: 'Forecast', url: 'https://wiki.example.com', timeout: 5 }],
  ['that sound like access, and are one word or no rule', { group: 'weather', roles: ['a'], requiredVersion: 2, tokenBudget: 5 }],
  ['that are not set', { signingKey: undefined }],
  ['of a class of the app\'s', new class {
    public readonly description = 'd';
    public readonly signingKey = 'mine';
  }()],
])('members %s may be given, as TypeScript allows', (_, props) => {
  expect(messageOf(() => tool('description' in props ? props : { description: 'd', ...props }))).toBe('');
});

test('a number that only the deployment knows may stand for one of an enumeration', () => {
  const scope = new Stack(new App(), 'App');
  expect(messageOf(() => new api.RemoteMcpServer(scope, 'Server', { logRetention: new CfnParameter(scope, 'Days', { type: 'Number' }).valueAsNumber }))).toBe('');
});

test('a class of the app may hand on its props, which have more than ours', () => {
  class OwnServer extends api.RemoteMcpServer {
    constructor(stackOf: Stack, props: object) {
      super(stackOf, 'Server', props);
    }
  }
  class OwnDomain extends api.McpSharedDomain {}
  const scope = new Stack(new App(), 'App');
  const domain = { domainName: 'mcp.example.com', certificate: FOREIGN['acm.ICertificate'], alarmActions: [] };
  expect(messageOf(() => new OwnServer(scope, { alarmActions: [], vpc: {} }))).toBe('');
  expect(messageOf(() => new OwnDomain(scope, 'Domain', untyped<api.McpSharedDomainProps>(domain)))).toBe('');
  expect(messageOf(() => new api.McpSharedDomain(scope, 'Other', untyped<api.McpSharedDomainProps>(domain)))).toMatch(/^UnknownProperty: McpSharedDomain\("?.*has props\.alarmActions/);
  expect(messageOf(() => new OwnServer(scope, { instruction: 'i' }))).toMatch(/^UnknownProperty: .* did you mean "instructions"\?/);
});

test.each(['__proto__', 'constructor', 'toString'])('a tool of each kind may be named %s', (name) => {
  const server = serverIn({
    tools: [api.McpTool.fromHttp(name, api.McpConnection.toUrl('https://api.example.com'), { description: 'd', url: '/' })],
  });
  expect(() => Template.fromStack(Stack.of(server))).not.toThrow();
});

test.each([['with a zero character', 'a\u0000b'], ['too long for the file system', 'é'.repeat(300)]])('a path %s is a path without a file', (_, path) => {
  const asset = { name: 'n' };
  expect([
    { resources: [api.McpResource.fromAsset('docs://a', path, asset)] },
    { resources: [api.McpResource.fromDirectory('docs://a/', path)] },
    { skills: [api.McpSkill.fromDirectory(path)] },
    { apps: [api.McpApp.fromAsset('ui://a/b', path, { ...asset, tools: ['a'] })] },
    { icons: [api.McpIcon.fromFile(path)] },
  ].map((props) => messageOf(() => serverIn(props)).split(':')[0])).toEqual(['AssetNotFound', 'AssetNotFound', 'SkillNotFound', 'AssetNotFound', 'AssetNotFound']);
});

test('a server of its own code takes no toolset either', () => {
  const server = serverIn({ serverCode: api.McpServerCode.fromFunction(fn) });
  expect(messageOf(() => server.addToolset(new OwnToolset({ tools: [] })))).toMatch(/^ServerCodeIsExclusive/);
});
