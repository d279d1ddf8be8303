// What the tools are: functions of any kind and language, and what is no function.
import { join } from 'node:path';
import { ArnFormat, Aws, CfnCondition, CfnMapping, CfnParameter, Duration, Fn, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import * as sam from 'aws-cdk-lib/aws-sam';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { greet, greeter, NAME, server, type Shape } from './shape';
import { McpApiDocument, McpApiOperations, McpCode, McpConnection, McpExecutionInput, McpTool, McpToolset } from '../../src';

const FILES = join(import.meta.dirname, 'files');
const GREETING = join(import.meta.dirname, '..', 'fixtures', 'gateway', 'layer');
const HELLO = /^hello Ada/i;
const IMPORTED = 'arn:aws:lambda:us-east-1:123456789012:function:elsewhere';
const LAYER = 'arn:aws:lambda:us-east-1:123456789012:layer:words:3';

const asset = (name: string) => lambda.Code.fromAsset(join(FILES, name));
const fn = (stack: Stack, runtime: lambda.Runtime, handler: string, code: lambda.Code, props: Partial<lambda.FunctionProps> = {}) =>
  greeter(stack, 'Greeter', { runtime, handler, code, timeout: Duration.seconds(20), ...props });

/** Values of the intrinsic functions of a template. */
function computed(stack: Stack): { readonly [variable: string]: string } {
  const words = new CfnMapping(stack, 'Words', { mapping: { 'us-east-1': { word: 'mapped' } } });
  const list = new CfnParameter(stack, 'List', { type: 'CommaDelimitedList', default: 'a, b' }).valueAsList;
  const condition = new CfnCondition(stack, 'Here', { expression: Fn.conditionEquals(Aws.REGION, 'us-east-1') });
  return {
    MAPPED: words.findInMap(Aws.REGION, 'word'),
    DEFAULT: words.findInMap(Aws.REGION, 'other', 'default'),
    LISTED: Fn.select(1, list),
    CHOSEN: Fn.conditionIf(condition.logicalId, 'chosen', 'other').toString(),
    JSON: stack.toJsonString({ list }),
  };
}

/** A server whose tool is this function. */
const by = (name: string, make: (stack: Stack) => lambda.IFunction, others: Partial<Shape> = {}): Shape => ({
  name,
  declare: (app) => {
    const stack = new Stack(app, 'Weather', { env: { account: '123456789012', region: 'us-east-1' } });
    server(stack, { tools: [greet(make(stack))] });
  },
  greeting: HELLO,
  ...others,
});

/** A server with this tool, which is no function. */
const offering = (name: string, make: (stack: Stack) => Parameters<typeof server>[1], others: Partial<Shape> = {}): Shape => ({
  name,
  declare: (app) => {
    const stack = new Stack(app, 'Weather');
    server(stack, make(stack));
  },
  greeting: HELLO,
  ...others,
});

/**
 * @param built holds directories with what was compiled, `java` and `go`
 * @param upstream an API that greets
 */
export const functionShapes = (built: string, upstream: string): readonly Shape[] => [
  by('Node.js, as it is', (stack) => fn(stack, lambda.Runtime.NODEJS_22_X, 'greet.handler', asset('node'))),
  by('Node.js, bundled', (stack) => new NodejsFunction(stack, 'Greeter', { entry: join(FILES, 'bundled', 'greet.ts'), runtime: lambda.Runtime.NODEJS_24_X })),
  by('Python', (stack) => fn(stack, lambda.Runtime.PYTHON_3_13, 'greet.handler', asset('python'))),
  by('Ruby', (stack) => fn(stack, lambda.Runtime.RUBY_3_4, 'greet.handler', asset('ruby'))),
  by('Java', (stack) => fn(stack, lambda.Runtime.JAVA_21, 'example.Greet::handle', lambda.Code.fromAsset(join(built, 'java')))),
  by('Go', (stack) => fn(stack, lambda.Runtime.PROVIDED_AL2023, 'bootstrap', lambda.Code.fromAsset(join(built, 'go'))), { given: { name: 'Ada', city: 'Ada' }, greeting: /^Go says greet to Ada/ }),
  by('a container image, for which a command stands', (stack) => new lambda.DockerImageFunction(stack, 'Greeter', {
    code: lambda.DockerImageCode.fromEcr(ecr.Repository.fromRepositoryName(stack, 'Images', 'greeter')), timeout: Duration.seconds(20),
  }), { options: { standIns: new Map([['Greeter', { kind: 'command', command: `${process.execPath} ${join(FILES, 'image', 'runtime.mjs')}` }]]) } }),
  by('in a VPC', (stack) => greeter(stack, 'Greeter', { vpc: new ec2.Vpc(stack, 'Vpc', { natGateways: 1 }) })),
  by('an alias of a version', (stack) => new lambda.Alias(stack, 'Live', { aliasName: 'prod', version: greeter(stack).currentVersion })),
  by('with a layer', (stack) => fn(stack, lambda.Runtime.NODEJS_24_X, 'index.handler', lambda.Code.fromInline(
    "exports.handler = async (event) => require('greeting').greet(event.arguments.name);",
  ), { layers: [new lambda.LayerVersion(stack, 'Words', { code: lambda.Code.fromAsset(GREETING) })] })),
  by('with a layer of somebody else', (stack) => fn(stack, lambda.Runtime.NODEJS_24_X, 'index.handler', lambda.Code.fromInline(
    "exports.handler = async (event) => require('greeting').greet(event.arguments.name);",
  ), { layers: [lambda.LayerVersion.fromLayerVersionArn(stack, 'Words', LAYER)] }), { options: { layers: new Map([[LAYER, GREETING]]) } }),
  by('with a layer for ES modules and a wrapper', (stack) => fn(stack, lambda.Runtime.NODEJS_24_X, 'greet.handler', asset('esm'), {
    layers: [new lambda.LayerVersion(stack, 'Words', { code: asset('layer') })],
    environment: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/wrapper', GREETING_FILE: '/opt/greeting.txt' },
  })),
  by('of the Serverless Application Model', (stack) => {
    stack.addTransform('AWS::Serverless-2016-10-31');
    const { ref } = new sam.CfnFunction(stack, 'Greeter', { runtime: 'nodejs24.x', handler: 'index.handler', inlineCode: 'exports.handler = async (event) => `Hello ${event.arguments.name}`;' });
    return lambda.Function.fromFunctionArn(stack, 'Imported', stack.formatArn({ service: 'lambda', resource: 'function', resourceName: ref, arnFormat: ArnFormat.COLON_RESOURCE_NAME }));
  }),
  by('that reads what a template computes', (stack) => greeter(stack, 'Greeter', {
    code: lambda.Code.fromInline('exports.handler = async (event) => `Hello ${event.arguments.name}, ${["MAPPED", "DEFAULT", "LISTED", "CHOSEN", "JSON"].map((name) => process.env[name]).join(" ")}`;'),
    environment: computed(stack),
  }), { greeting: /^Hello Ada, mapped default b chosen \{"list":\["a","b"\]\}$/ }),
  by('imported, for which code stands', (stack) => lambda.Function.fromFunctionArn(stack, 'Elsewhere', IMPORTED), {
    options: { standIns: new Map([[IMPORTED, { kind: 'directory', directory: join(FILES, 'stand-in') }]]) },
  }),
  by('imported, for which nothing stands', (stack) => lambda.Function.fromFunctionArn(stack, 'Elsewhere', IMPORTED), {
    greeting: /^The tool could not be called/,
    check: async (_client, { warnings }) => {
      if (!warnings.some((warning) => warning.startsWith(`the tool "greet": ${IMPORTED}`))) {
        throw new Error(`nobody says that the tool has no function: ${warnings.join('; ')}`);
      }
    },
  }),
  by('that reads a parameter and one of the Parameter Store', (stack) => greeter(stack, 'Greeter', {
    code: lambda.Code.fromInline('exports.handler = async (event) => `Hello ${event.arguments.name}, ${process.env.WORD} ${process.env.STORED}`;'),
    environment: {
      WORD: new CfnParameter(stack, 'Word').valueAsString,
      STORED: ssm.StringParameter.valueForStringParameter(stack, '/words/last'),
    },
  }), { options: { parameters: new Map([['Word', 'well'], ['/words/last', 'met']]) }, greeting: /^Hello Ada, well met$/ }),
  offering('code in the server', () => ({ tools: [McpTool.fromCode('greet', McpCode.fromFile(join(FILES, 'code', 'greet.mjs')), { description: 'Greets.', inputSchema: NAME })] })),
  offering('a state machine', (stack) => ({
    tools: [McpTool.fromStateMachine('greet', new sfn.StateMachine(stack, 'Machine', {
      stateMachineType: sfn.StateMachineType.EXPRESS,
      definitionBody: sfn.DefinitionBody.fromString(
        '{"StartAt":"Greet","QueryLanguage":"JSONata","States":{"Greet":{"Type":"Pass","Output":"{% \'Hello \' & $states.input.name %}","End":true}}}',
      ),
    }), { description: 'Greets.', inputSchema: NAME, executionInput: McpExecutionInput.ARGUMENTS })],
  })),
  offering('a request to an API', () => ({
    tools: [McpTool.fromHttp('greet', McpConnection.toUrl(upstream, { privateNetwork: true }), { description: 'Greets.', inputSchema: NAME, url: '/greet{?name}', readOnly: true })],
  })),
  offering('an operation of an OpenAPI document', () => ({
    tools: [],
    toolsets: [McpToolset.fromOpenApi(McpApiDocument.fromObject({
      openapi: '3.1.0',
      info: { title: 'Greetings', version: '1' },
      paths: { '/greet': { get: { operationId: 'greet', parameters: [{ name: 'name', in: 'query', required: true, schema: { type: 'string' } }], responses: { 200: { description: 'A greeting' } } } } },
    }), McpConnection.toUrl(upstream, { privateNetwork: true }), { include: [McpApiOperations.all()] })],
  })),
];
