import * as fs from 'node:fs';
import * as path from 'node:path';
import { App, CfnParameter, Fn, PhysicalName, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { Offering } from '../../../../src/offering/offering';
import { McpResource } from '../../../../src/offering/resources/mcp-resource';
import { McpTool, McpToolConfig } from '../../../../src/offering/tools/mcp-tool';
import { McpToolTarget } from '../../../../src/offering/tools/mcp-tool-target';
import { fixture, NO_HOSTS, removeTemporaryDirectories, temporaryDirectory } from '../../../support/offering-fixture';

afterAll(removeTemporaryDirectories);

const ENV = { account: '123456789012', region: 'eu-central-1' };
const ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:forecast';

function functionIn(scope: Construct, id: string, functionName?: string): lambda.Function {
  return new lambda.Function(scope, id, { functionName, runtime: lambda.Runtime.NODEJS_24_X, handler: 'a.b', code: lambda.Code.fromInline('x') });
}

function singletonIn(scope: Construct, functionName?: string): lambda.SingletonFunction {
  return new lambda.SingletonFunction(scope, 'Singleton', { uuid: 'once', functionName, runtime: lambda.Runtime.NODEJS_24_X, handler: 'a.b', code: lambda.Code.fromInline('x') });
}

/** The target of each tool, by the tool's name. */
function targetsOf(offering: Offering): { readonly [tool: string]: { readonly kind: string; readonly id: string } } {
  const directory = temporaryDirectory();
  offering.writeCatalogue(directory);
  const { tools } = JSON.parse(fs.readFileSync(path.join(directory, 'catalogue.json'), 'utf8'));
  return Object.fromEntries(Object.entries<any>(tools).map(([name, { target }]) => [name, target]));
}

/** What the role of the function that serves the tools may do. */
function granted(stack: Stack): unknown[] {
  return Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}

const mayInvoke = (resource: unknown) => [{ Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: resource }];

describe('the id of a target', () => {
  const NAMES = ['read', 'write', 'delete', 'list'];

  /** Tools in this order, each with a function of its own but the last, which shares that of the first. */
  function idsOf(names: readonly string[]): { readonly [tool: string]: string } {
    const { stack, offering } = fixture();
    const functions = new Map(['read', 'write', 'delete', 'extra'].map((name) => [name, functionIn(stack, name)]));
    for (const name of names) {
      offering.addTool(McpTool.fromFunction(name, functions.get(name) ?? functions.get('read')!, { description: 'd' }));
    }
    const targets = targetsOf(offering);
    expect(Object.keys(offering.wiring().targets).sort()).toEqual([...new Set(Object.values(targets).map(({ id }) => id))].sort());
    return Object.fromEntries(Object.entries(targets).map(([name, { id }]) => [name, id]));
  }

  function permutations(items: readonly string[]): string[][] {
    return items.length === 0 ? [[]] : items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
  }

  const ids = idsOf(NAMES);

  test('is one for each function', () => {
    expect(ids.list).toBe(ids.read);
    expect(new Set(Object.values(ids)).size).toBe(3);
  });

  test.each(permutations(NAMES).map((order) => [order.join(', '), order]))('stays when the tools are %s', (_order, order) => {
    expect(idsOf(order)).toEqual(ids);
  });

  test.each([0, 1, 2, 3, 4])('stays when a tool is added at %i', (place) => {
    expect(idsOf(NAMES.toSpliced(place, 0, 'extra'))).toMatchObject(ids);
  });

  test.each(NAMES)('stays when %s is removed', (name) => {
    const { [name]: _removed, ...others } = ids;
    expect(idsOf(NAMES.filter((other) => other !== name))).toEqual(others);
  });

  test('tells apart what has the same logical id in two stacks', () => {
    const { stack, offering } = fixture();
    const other = new Stack(stack.node.root as App, 'Other', { env: ENV });
    offering.addTool(McpTool.fromFunction('here', functionIn(stack, 'Forecast'), { description: 'd' }));
    offering.addTool(McpTool.fromFunction('there', functionIn(other, 'Forecast'), { description: 'd' }));
    const { here, there } = targetsOf(offering);
    expect(here.id).not.toBe(there.id);
  });

  test('tells apart two imported functions that change places', () => {
    const idOf = (functionArn: string) => {
      const { stack, offering } = fixture();
      offering.addTool(McpTool.fromFunction('a', lambda.Function.fromFunctionArn(stack, 'Imported', functionArn), { description: 'd' }));
      return targetsOf(offering).a.id;
    };
    expect(idOf(ARN)).toBe(idOf(ARN));
    expect(idOf(ARN)).not.toBe(idOf(`${ARN}-2`));
  });

  test('tells apart a function, its alias and its version', () => {
    const { stack, offering } = fixture();
    const fn = functionIn(stack, 'Forecast');
    const version = fn.currentVersion;
    const alias = new lambda.Alias(stack, 'Live', { aliasName: 'live', version });
    [fn, version, alias, fn.latestVersion].forEach((target, index) => offering.addTool(McpTool.fromFunction(`t${index}`, target, { description: 'd' })));
    expect(new Set(Object.values(targetsOf(offering)).map(({ id }) => id)).size).toBe(4);
  });
});

describe('a tool that is run by', () => {
  test.each<[string, (stack: Stack, fn: lambda.Function) => lambda.IFunction, unknown]>([
    ['a function', (_stack, fn) => fn, { 'Fn::GetAtt': [expect.stringMatching(/^Forecast/), 'Arn'] }],
    ['an alias', (stack, fn) => new lambda.Alias(stack, 'Live', { aliasName: 'live', version: fn.currentVersion }), { Ref: expect.stringMatching(/^Live/) }],
    ['a version', (_stack, fn) => fn.currentVersion, { Ref: expect.stringMatching(/^ForecastCurrentVersion/) }],
    ['what was not published', (_stack, fn) => fn.latestVersion, { 'Fn::Join': ['', [{ 'Fn::GetAtt': [expect.stringMatching(/^Forecast/), 'Arn'] }, ':$LATEST']] }],
    ['an imported function', (stack) => lambda.Function.fromFunctionArn(stack, 'Imported', ARN), ARN],
    ['a function of another Region', (stack) => lambda.Function.fromFunctionArn(stack, 'Imported', ARN.replace('eu-central-1', 'us-east-1')), ARN.replace('eu-central-1', 'us-east-1')],
    ['a function of another account', (stack) => lambda.Function.fromFunctionArn(stack, 'Imported', ARN.replace('123456789012', '999999999999')), ARN.replace('123456789012', '999999999999')],
    ['an imported alias', (stack) => lambda.Alias.fromAliasAttributes(stack, 'Alias', {
      aliasName: 'live', aliasVersion: lambda.Version.fromVersionArn(stack, 'Version', `${ARN}:7`),
    }), `${ARN}:live`],
    ['an imported version', (stack) => lambda.Version.fromVersionArn(stack, 'Version', `${ARN}:7`), `${ARN}:7`],
    ['a function whose imported ARN has a qualifier', (stack) => lambda.Function.fromFunctionArn(stack, 'Imported', `${ARN}:live`), `${ARN}:live`],
    ['a function that is known by its name', (stack) => lambda.Function.fromFunctionName(stack, 'Imported', 'forecast'), {
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':lambda:eu-central-1:123456789012:function:forecast']],
    }],
    ['a function that is known by its attributes', (stack) => lambda.Function.fromFunctionAttributes(stack, 'Imported', { functionArn: ARN, sameEnvironment: true }), ARN],
    ['a function whose ARN is a parameter', (stack) => lambda.Function.fromFunctionArn(stack, 'Imported', new CfnParameter(stack, 'Arn').valueAsString), { Ref: 'Arn' }],
    ['a function whose ARN is in Parameter Store', (stack) => lambda.Function.fromFunctionArn(stack, 'Imported', ssm.StringParameter.valueForStringParameter(stack, '/arn')), {
      Ref: expect.stringMatching(/^SsmParameterValuearn/),
    }],
    ['a function that another app exports', (stack) => lambda.Function.fromFunctionArn(stack, 'Imported', Fn.importValue('Other:Arn')), { 'Fn::ImportValue': 'Other:Arn' }],
    ['a function that a stack has once', (stack) => singletonIn(stack), { 'Fn::GetAtt': [expect.stringMatching(/^SingletonLambda/), 'Arn'] }],
    ['an alias of a function that a stack has once', (stack) => new lambda.Alias(stack, 'Live', { aliasName: 'live', version: singletonIn(stack).currentVersion }), {
      Ref: expect.stringMatching(/^Live/),
    }],
    ['a container image', (stack) => new lambda.DockerImageFunction(stack, 'Image', { code: lambda.DockerImageCode.fromEcr(ecr.Repository.fromRepositoryName(stack, 'Images', 'images')) }), {
      'Fn::GetAtt': [expect.stringMatching(/^Image/), 'Arn'],
    }],
  ])('%s may invoke exactly that, and is called at its ARN', (_what, target, arn) => {
    const { stack, offering } = fixture();
    const fn = functionIn(stack, 'Forecast');
    offering.addTool(McpTool.fromFunction('a', target(stack, fn), { description: 'd' }));
    const { a } = targetsOf(offering);
    expect(a.kind).toBe('function');
    expect(stack.resolve(offering.wiring())).toEqual({ targets: { [a.id]: { kind: 'function', functionArn: arn } } });
    expect(granted(stack)).toEqual(mayInvoke(arn));
  });

  test('a function of another stack, Region or account of the app is called there', () => {
    const { stack, offering } = fixture();
    const app = stack.node.root as App;
    const fnOf = (id: string, env: { account: string; region: string }) => functionIn(new Stack(app, id, { env }), 'Forecast', `forecast-${id.toLowerCase()}`);
    offering.addTool(McpTool.fromFunction('stack', fnOf('Near', ENV), { description: 'd' }));
    offering.addTool(McpTool.fromFunction('region', fnOf('Far', { ...ENV, region: 'us-east-1' }), { description: 'd' }));
    offering.addTool(McpTool.fromFunction('account', fnOf('Foreign', { ...ENV, account: '999999999999' }), { description: 'd' }));
    const template = Template.fromStack(stack);
    const text = JSON.stringify(template.toJSON());
    expect(text).toContain(':lambda:us-east-1:123456789012:function:forecast-far');
    expect(text).toContain(':lambda:eu-central-1:999999999999:function:forecast-foreign');
    expect(text).toMatch(/"Fn::ImportValue":"Near:ExportsOutputFnGetAttForecast/);
  });
});

describe('what another Region or account has without a name', () => {
  const FAR = { ...ENV, region: 'us-east-1' };

  test.each<[string, (other: Stack) => McpTool, RegExp]>([
    ['a function', (other) => McpTool.fromFunction('a', functionIn(other, 'Forecast'), { description: 'd' }),
      /^UnnamedInOtherEnvironment: the tool "a": the function "Other\/Forecast" is in us-east-1 of the account 123456789012, the server in eu-central-1 of 123456789012, .*; give the function functionName: PhysicalName\.GENERATE_IF_NEEDED, or a name of yours, or both stacks crossRegionReferences: true \[at /],
    ['an alias of a function', (other) => McpTool.fromFunction('a', new lambda.Alias(other, 'Live', { aliasName: 'live', version: functionIn(other, 'Forecast').currentVersion }), { description: 'd' }),
      /^UnnamedInOtherEnvironment: the tool "a": the function "Other\/Live".*functionName/],
    ['a state machine', (other) => McpTool.fromStateMachine('a', new sfn.StateMachine(other, 'Reindex', { definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Pass(other, 'Pass')) }), { description: 'd' }),
      /^UnnamedInOtherEnvironment: the tool "a": the state machine "Other\/Reindex".*give the state machine stateMachineName: PhysicalName/],
  ])('%s: is told by path, value and remedy', (_what, tool, message) => {
    const { stack, offering } = fixture();
    const other = new Stack(stack.node.root as App, 'Other', { env: FAR });
    expect(() => offering.addTool(tool(other))).toThrow(message);
  });

  test('a function of another account: nothing is said of references across Regions', () => {
    const { stack, offering } = fixture();
    const fn = functionIn(new Stack(stack.node.root as App, 'Other', { env: { ...ENV, account: '999999999999' } }), 'Forecast');
    expect(() => offering.addTool(McpTool.fromFunction('a', fn, { description: 'd' }))).toThrow(/^UnnamedInOtherEnvironment: .* in eu-central-1 of the account 999999999999, .* or a name of yours \[at /);
  });

  test('a bucket: is told by path, value and remedy', () => {
    const { stack, offering } = fixture();
    const bucket = new s3.Bucket(new Stack(stack.node.root as App, 'Other', { env: FAR }), 'Files');
    expect(() => offering.addResource(McpResource.fromBucket('file:///{+path}', bucket, { name: 'files' }))).toThrow(/^UnnamedInOtherEnvironment: .*the bucket "Other\/Files".*bucketName: PhysicalName/);
  });
});

describe('a function of another account', () => {
  const foreign = (stack: Stack) => lambda.Function.fromFunctionArn(stack, 'Imported', ARN.replace('123456789012', '999999999999'));

  test('lets the server\'s account in, where it belongs to the app', () => {
    const { stack, offering } = fixture();
    const other = new Stack(stack.node.root as App, 'Other', { env: { ...ENV, account: '999999999999' } });
    const fn = functionIn(other, 'Forecast', 'forecast');
    offering.addTool(McpTool.fromFunction('a', fn, { description: 'd' }));
    offering.addTool(McpTool.fromFunction('b', fn, { description: 'd' }));
    Template.fromStack(other).resourcePropertiesCountIs('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction', Principal: '123456789012', FunctionName: Match.anyValue(),
    }, 1);
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test.each<[string, (other: Stack) => lambda.IFunction, unknown]>([
    ['an alias', (other) => new lambda.Alias(other, 'Live', { aliasName: 'live', version: functionIn(other, 'Forecast', 'forecast').currentVersion }), { Ref: expect.stringMatching(/^Live/) }],
    ['a version', (other) => functionIn(other, 'Forecast', 'forecast').currentVersion, { Ref: expect.stringMatching(/^ForecastCurrentVersion/) }],
    ['a function whose name CDK makes up', (other) => functionIn(other, 'Forecast', PhysicalName.GENERATE_IF_NEEDED), { 'Fn::GetAtt': [expect.stringMatching(/^Forecast/), 'Arn'] }],
    ['a function that its stack has once', (other) => singletonIn(other, 'forecast'), { 'Fn::GetAtt': [expect.stringMatching(/^SingletonLambda/), 'Arn'] }],
  ])('lets it in to %s, once for all tools', (_what, target, functionName) => {
    const { stack, offering } = fixture();
    const other = new Stack(stack.node.root as App, 'Other', { env: { ...ENV, account: '999999999999' } });
    const fn = target(other);
    offering.addTool(McpTool.fromFunction('a', fn, { description: 'd' }));
    offering.addTool(McpTool.fromFunction('b', fn, { description: 'd' }));
    expect(Object.values(Template.fromStack(other).findResources('AWS::Lambda::Permission')).map(({ Properties }) => Properties)).toEqual([
      { Action: 'lambda:InvokeFunction', Principal: '123456789012', FunctionName: functionName },
    ]);
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('toolFunctionInAnotherAccount'));
  });

  test('cannot let anyone in to what was not published, and must be told so', () => {
    const { stack, offering } = fixture();
    const other = new Stack(stack.node.root as App, 'Other', { env: { ...ENV, account: '999999999999' } });
    offering.addTool(McpTool.fromFunction('a', functionIn(other, 'Forecast', 'forecast').latestVersion, { description: 'd' }));
    Template.fromStack(other).resourceCountIs('AWS::Lambda::Permission', 0);
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('toolFunctionInAnotherAccount'));
  });

  test('must be told so by hand, where it was imported', () => {
    const { stack, offering } = fixture();
    offering.addTool(McpTool.fromFunction('a', foreign(stack), { description: 'd' }));
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp(
      'is in account 999999999999; let account 123456789012 invoke it there .*toolFunctionInAnotherAccount',
    ));
  });

  test('is not suspected where accounts are known to the deployment alone', () => {
    const app = new App();
    const stack = new Stack(app, 'Weather');
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const offering = new Offering(stack, { serverInfo: { name: 'weather', version: '1' }, invoker: role, ...NO_HOSTS });
    offering.addTool(McpTool.fromFunction('a', functionIn(stack, 'Forecast'), { description: 'd' }));
    offering.addTool(McpTool.fromFunction('b', foreign(stack), { description: 'd' }));
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });
});

test.each([
  'arn:aws:lambda:eu-central-1:123456789012:function/forecast',
  'arn:aws:lambda:eu-central-1:123456789012:function:fore/cast',
  'arn:aws:states:eu-central-1:123456789012:stateMachine:forecast',
])('a function with the ARN %s is refused', (functionArn) => {
  const { stack, offering } = fixture();
  const fn = lambda.Function.fromFunctionAttributes(stack, 'Imported', { functionArn, sameEnvironment: true });
  expect(() => offering.addTool(McpTool.fromFunction('a', fn, { description: 'd' }))).toThrow(
    `InvalidFunctionArn: the tool "a": the function "Weather/Imported" has the ARN "${functionArn}"; write it as arn:aws:lambda:REGION:ACCOUNT:function:NAME, or with :ALIAS or :VERSION after it [at Weather]`,
  );
});

test('a tool of somebody\'s own brings its function along', () => {
  class CounterTool extends McpTool {
    constructor() {
      super('count', { description: 'Counts' });
    }

    public bind(scope: Construct): McpToolConfig {
      return { target: McpToolTarget.fromFunction(functionIn(scope, 'Counter')) };
    }
  }
  const { stack, offering } = fixture();
  offering.addTool(new CounterTool());
  expect(granted(stack)).toEqual(mayInvoke({ 'Fn::GetAtt': [expect.stringMatching(/^Counter/), 'Arn'] }));
});
