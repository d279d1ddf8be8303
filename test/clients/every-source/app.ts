import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import {
  McpApiDocument, McpApiOperations, McpAuthorization, McpCode, McpConnection, McpExecutionInput, McpResultCache, McpSchema, McpTool, McpToolProps, McpToolset,
  RemoteMcpServer,
} from '../../../src';

// Of each source a tool whose results are kept, and one that is confirmed. All return another id each time they run.
const { UPSTREAM = '', LOCK_FILE = '' } = process.env;
const app = new App();
const stack = new Stack(app, 'EverySource');

const ids = new lambda.Function(stack, 'Ids', {
  runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', timeout: Duration.seconds(5), code: lambda.Code.fromInline('exports.handler = async () => crypto.randomUUID();'),
});
const code = McpCode.fromFile(join(process.cwd(), 'test', 'clients', 'every-source', 'tools', 'id.mjs'));
const machine = new sfn.StateMachine(stack, 'Machine', {
  stateMachineType: sfn.StateMachineType.EXPRESS,
  definitionBody: sfn.DefinitionBody.fromString('{"StartAt":"Id","QueryLanguage":"JSONata","States":{"Id":{"Type":"Pass","Output":"{% $uuid() %}","End":true}}}'),
});
const connection = McpConnection.toUrl(UPSTREAM, { privateNetwork: true });

const resultCache = McpResultCache.perCaller(Duration.minutes(5));
const confirm = 'Do it in {{region}}?';
const inputSchema = McpSchema.fromJson({ type: 'object', properties: { region: { 'type': 'string', 'x-mcp-header': 'Region' } }, required: ['region'] });
const both = (make: (name: 'kept' | 'asked', props: McpToolProps) => McpTool) => [
  make('kept', { description: 'An id.', inputSchema, readOnly: true, resultCache }),
  make('asked', { description: 'An id.', inputSchema, readOnly: true, confirm }),
];

const operation = (operationId: string) => ({
  get: { operationId, parameters: [{ name: 'region', in: 'query', required: true, schema: { type: 'string' } }], responses: { 200: { description: 'An id' } } },
});
const parameterHeaders = { region: 'Region' };

new RemoteMcpServer(stack, 'Server', {
  authorization: McpAuthorization.none(),
  tools: [
    ...both((name, props) => McpTool.fromFunction(`function_${name}`, ids, props)),
    ...both((name, props) => McpTool.fromCode(`code_${name}`, code, props)),
    ...both((name, props) => McpTool.fromHttp(`http_${name}`, connection, { ...props, url: '/id{?region}' })),
    ...both((name, props) => McpTool.fromStateMachine(`machine_${name}`, machine, { ...props, executionInput: McpExecutionInput.ARGUMENTS })),
  ],
  toolsets: [
    McpToolset.fromOpenApi(
      McpApiDocument.fromObject({ openapi: '3.1.0', info: { title: 'Ids', version: '1' }, paths: { '/id': operation('kept'), '/id?asked': operation('asked') } }),
      connection,
      { include: [McpApiOperations.all()], namePrefix: 'openapi_', overrides: { kept: { resultCache, parameterHeaders }, asked: { confirm, parameterHeaders } } },
    ),
    McpToolset.fromRemoteServer('remote', McpConnection.toUrl(`${UPSTREAM}/mcp`, { privateNetwork: true }), {
      lockFile: LOCK_FILE, overrides: { kept: { resultCache, readOnly: true }, asked: { confirm } },
    }),
  ],
});
app.synth();
