import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { McpConnection, McpToolset } from '../../src';
import { ACCESS_POLICY_LAYER_PATH, ACCESS_POLICY_MODULE, requiredScopes } from '../../src/contract/authorizer/access-policy';
import { AUTHORIZER_FUNCTION_ENV } from '../../src/contract/authorizer/env';
import { decodeEnv } from '../../src/contract/env';
import { methodsOf, ROUTES } from '../../src/contract/gateway/routes';
import { AI_CATALOG_ROUTE, SERVER_CARD_ROUTE } from '../../src/contract/gateway/server-card';
import { MCP_FUNCTION_ENV } from '../../src/contract/mcp/env';
import { MCP_MODULE_LAYER_PATH } from '../../src/contract/mcp/layer';
import { METRIC_DIMENSION, METRIC_NAMESPACE, METRICS } from '../../src/contract/metrics';
import { OAUTH_FUNCTION_ENV } from '../../src/contract/oauth/env';
import { REGISTRY_SCHEMA } from '../../src/contract/registry';
import { askingServer, fullServer, minimalServer } from '../support/reference-servers';
import { deployed, methodOf, only, rendered, Resource, resourcePaths, resources, SynthesizedServer, synthesizeServer } from '../support/synthesized-server';

/** The template and the functions are made apart. This is where they meet without being deployed. */

const servers: [string, SynthesizedServer][] = [['minimal', minimalServer()], ['full', fullServer()]];

/** One tool that uses all that tools may use. */
const asking = askingServer();

const FUNCTIONS = [
  { name: 'Mcp', source: 'mcp', env: MCP_FUNCTION_ENV },
  { name: 'Authorizer', source: 'authorizer', env: AUTHORIZER_FUNCTION_ENV },
  { name: 'OAuth', source: 'oauth', env: OAUTH_FUNCTION_ENV },
  { name: 'DocumentFetcher', source: 'document-fetcher', env: [] },
] as const;

function functionNamed({ template }: SynthesizedServer, name: string): Resource {
  return only(template, 'AWS::Lambda::Function', (_, logicalId) => logicalId.startsWith(`Server${name}Function`))[1];
}

function sourceText(directory: string): string {
  const root = path.join(__dirname, '..', '..', 'lambda-src', directory);
  return readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
}

describe.each(servers)('the %s template', (name, server) => {
  test.each(FUNCTIONS)('tells the $name function what it decodes, and nothing else', ({ name: fn, env }) => {
    const { Variables } = functionNamed(server, fn).Properties.Environment ?? { Variables: {} };
    expect(decodeEnv(env as readonly never[], rendered(Variables))).toEqual(rendered(Variables));
    expect(Object.keys(Variables).sort()).toEqual([...env].sort());
  });

  test.each(ROUTES.flatMap((route) => methodsOf([route]).map((method) => [method, route.path, route] as const)))('has the route %s %s of the contract', (method, route, { target, authorization }) => {
    const { AuthorizationType, AuthorizerId, Integration } = methodOf(server.template, method, route).Properties;
    expect(`${AuthorizationType} ${rendered(AuthorizerId ?? '')}`).toMatch({
      // The browsers' authorizer lets in without a token who GETs or HEADs a page, and nobody else.
      'public': /^NONE $/, 'bearer': /^CUSTOM \{ServerGateway(Browser)?Authorizer\}$/, 'bearer-or-browser': /^CUSTOM \{ServerGatewayBrowserAuthorizer\}$/,
    }[authorization]);
    const functionOf: { readonly [target: string]: string } = { 'mcp-function': 'ServerMcpFunction', 'oauth-function': 'ServerOAuthFunction' };
    expect(Integration.Type).toBe(target in functionOf ? 'AWS_PROXY' : 'MOCK');
    expect(rendered(Integration.Uri ?? '')).toContain(functionOf[target] ?? '');
  });

  test('has no route but those of the contract', () => {
    const segments = (route: string) => route.split('/').map((segment) => (segment.startsWith('{') ? '[^/]+' : segment.replace('.', '\\.'))).join('/');
    const paths = new Set([...resourcePaths(server.template)].filter(([resource]) => Object.values(resources(server.template, 'AWS::ApiGateway::Method'))
      .some(({ Properties }) => Properties.ResourceId.Ref === resource)).map(([, route]) => route));
    for (const route of paths) {
      expect([...ROUTES, SERVER_CARD_ROUTE, AI_CATALOG_ROUTE].map(({ path: inContract }) => inContract)).toContainEqual(expect.stringMatching(new RegExp(`^${segments(route)}$`)));
    }
  });

  test('has the table that the functions read and write', () => {
    const { KeySchema, AttributeDefinitions, TimeToLiveSpecification } = only(server.template, 'AWS::DynamoDB::GlobalTable', (_resource, id) => id.startsWith('ServerRegistry'))[1].Properties;
    expect(KeySchema).toEqual([
      { AttributeName: REGISTRY_SCHEMA.partitionKey, KeyType: 'HASH' }, { AttributeName: REGISTRY_SCHEMA.sortKey, KeyType: 'RANGE' },
    ]);
    expect(AttributeDefinitions.map(({ AttributeType }: { AttributeType: string }) => AttributeType)).toEqual(['S', 'S']);
    expect(TimeToLiveSpecification).toEqual({ AttributeName: REGISTRY_SCHEMA.expiry, Enabled: true });
  });

  test('has no resource that refers to itself, which CloudFormation refuses even in metadata', () => {
    const references = (value: unknown): string[] => [...JSON.stringify(value).matchAll(/\{"(?:Ref":|Fn::GetAtt":\[)"(\w+)"/g)].map(([, logicalId]) => logicalId);
    const { Resources } = server.template.toJSON() as { Resources: { [logicalId: string]: unknown } };
    expect(Object.entries(Resources).filter(([logicalId, resource]) => references(resource).includes(logicalId)).map(([logicalId]) => logicalId)).toEqual([]);
  });

  test('alarms on no metric of ours that is not in the contract', () => {
    const metricsOf = (properties: { readonly [name: string]: any }) => (
      properties.Metrics?.flatMap(({ MetricStat }: { MetricStat?: { Metric: object } }) => MetricStat?.Metric ?? []) ?? [properties]
    );
    const ours: { readonly MetricName: string; readonly Dimensions: unknown }[] = Object.values(resources(server.template, 'AWS::CloudWatch::Alarm'))
      .flatMap(({ Properties }) => metricsOf(Properties))
      .filter(({ Namespace }) => Namespace === METRIC_NAMESPACE);
    // Neither has tools of another server, and neither pays for their alarm. Failures of tools are seen beside the calls.
    const { authorizationUndecided, credentialReused, signingSecretUnavailable, toolDuration, toolErrors, toolFailures } = METRICS;
    const ofAnomalies = name === 'full' ? [toolDuration, toolErrors] : [];
    expect([...new Set(ours.map(({ MetricName }) => MetricName))].sort())
      .toEqual([authorizationUndecided, credentialReused, signingSecretUnavailable, toolFailures, ...ofAnomalies].sort());
    const { MCP_RESOURCE } = rendered(functionNamed(server, 'Mcp').Properties.Environment.Variables);
    for (const { Dimensions } of ours) {
      expect(rendered(Dimensions)).toEqual([{ Name: METRIC_DIMENSION, Value: MCP_RESOURCE }]);
    }
  });
});

test.each(FUNCTIONS)('the $name function uses every variable that it is told', ({ source, env }) => {
  const text = sourceText(source);
  expect(env.filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
});

test('a server with tools of another server alarms on those that changed, and tells its connector the dimension', () => {
  const { template } = synthesizeServer(() => ({
    toolsets: [McpToolset.fromRemoteServer('every', McpConnection.toUrl('https://mcp.example.com/mcp'), {
      lockFile: path.join(__dirname, '..', '..', 'examples', 'remote-server', 'everything.lock.json'),
    })],
  }));
  const [, { Properties }] = only(template, 'AWS::CloudWatch::Alarm', (alarm) => alarm.Properties.MetricName === METRICS.remoteToolChanged);
  const [{ Name, Value }] = rendered(Properties.Dimensions);
  const [, connector] = only(template, 'AWS::Lambda::Function', (_, logicalId) => logicalId.startsWith('ServerConnectorFunction'));
  expect([Properties.Namespace, Name]).toEqual([METRIC_NAMESPACE, METRIC_DIMENSION]);
  expect(rendered(connector.Properties.Code.ZipFile)).toContain(`"resource":"${Value}"`);
});

test('every metric of the contract is emitted by some function', () => {
  const text = [...FUNCTIONS.map(({ source }) => source), 'connector', 'platform'].map(sourceText).join('\n');
  expect(Object.keys(METRICS).filter((name) => !text.includes(`countMetric('${name}'`) && !text.includes(`METRICS.${name}`))).toEqual([]);
});

describe('permissions', () => {
  /** What the commands of @aws-sdk/lib-dynamodb need. One that is not listed here makes the test fail. */
  const DOCUMENT_COMMANDS: { readonly [command: string]: string } = {
    Get: 'GetItem', Put: 'PutItem', Update: 'UpdateItem', Delete: 'DeleteItem', BatchGet: 'BatchGetItem', BatchWrite: 'BatchWriteItem', Query: 'Query', Scan: 'Scan',
  };
  /** What the runtime needs, whatever the function does. */
  const RUNTIME = ['logs:CreateLogStream', 'logs:PutLogEvents', 'xray:PutTraceSegments', 'xray:PutTelemetryRecords'];
  /** Comes with `ISecret.grantRead()`, which alone knows the ARN of a secret given by name, and its key. */
  const WITH_SECRETS = ['secretsmanager:DescribeSecret'];

  function granted(server: SynthesizedServer, name: string): string[] {
    const [, policy] = only(server.template, 'AWS::IAM::Policy', (_, logicalId) => logicalId.startsWith(`Server${name}Role`));
    const actions: string[] = policy.Properties.PolicyDocument.Statement.flatMap(({ Action }: { Action: string | string[] }) => Action);
    return [...new Set(actions)].filter((action) => !RUNTIME.includes(action) && !WITH_SECRETS.includes(action)).sort();
  }

  function used(source: string): string[] {
    const text = sourceText(source);
    const commands = [...text.matchAll(/new (\w+)Command\(/g)].map(([, command]) => `dynamodb:${DOCUMENT_COMMANDS[command] ?? `unknown command ${command}`}`);
    const operations = [...text.matchAll(/awsJson\(\s*[^,]+,\s*'(\w+)',\s*'(\w+)'/g)].map(([, service, operation]) => `${service}:${operation}`);
    const invocations = /\binvokeFunction\(/.test(text) ? ['lambda:InvokeFunction'] : [];
    const secrets = /\bsecretsManagerReader\(/.test(text) ? ['secretsmanager:GetSecretValue'] : [];
    return [...new Set([...commands, ...operations, ...invocations, ...secrets])].sort();
  }

  test.each(FUNCTIONS)('of the $name function are what its code asks for, no less and no more', ({ name, source }) => {
    expect(granted(asking, name)).toEqual(used(source));
  });
});

test('the authorizer finds the access policy where its layer puts it', () => {
  const { template, app } = servers[1][1];
  const { Layers } = functionNamed(servers[1][1], 'Authorizer').Properties;
  const { Content } = template.toJSON().Resources[Layers[0].Ref].Properties;
  const layer = path.join(app.synth().directory, `asset.${Content.S3Key.replace('.zip', '')}`);
  const program = `
    import { createRequire } from 'node:module';
    process.stdout.write(JSON.stringify(createRequire(import.meta.url)('${ACCESS_POLICY_MODULE}')));
  `;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8', env: { NODE_PATH: path.join(layer, path.dirname(path.dirname(ACCESS_POLICY_LAYER_PATH))) },
  });
  expect(requiredScopes(JSON.parse(stdout), { method: 'resources/read', name: 'weather://units' })).toEqual(['weather:read']);
});

describe.each(servers)('the MCP function of the %s template', (_, server) => {
  const { Code, Layers, Environment } = functionNamed(server, 'Mcp').Properties;
  const assembly = server.app.synth();

  /** The directory that the layer is zipped from. */
  function layerDirectory(): string {
    const { Content } = server.template.toJSON().Resources[Layers[0].Ref].Properties;
    return path.join(assembly.directory, `asset.${Content.S3Key.replace('.zip', '')}`);
  }

  /** Loads the inline code as Lambda does, in a Node.js of its own, and sends one request. */
  function invoke(message: object) {
    const host = `
      const chunks = [];
      globalThis.awslambda = {
        streamifyResponse: (handler) => handler,
        HttpResponseStream: { from: (stream, prelude) => { chunks.push({ prelude }); return stream; } },
      };
      const stream = new (require('node:stream').Writable)({ write(chunk, _, done) { chunks.push(chunk.toString()); done(); } });
      const module_ = { exports: {} };
      new Function('require', 'exports', 'module', process.env.INLINE_CODE)(require, module_.exports, module_);
      const event = JSON.parse(process.env.EVENT);
      Promise.resolve(module_.exports.handler(event, stream, { awsRequestId: 'r', getRemainingTimeInMillis: () => 1000 }))
        .then(() => { process.stdout.write('\\n' + JSON.stringify(chunks)); });
    `;
    const headers = { 'Content-Type': ['application/json'], 'Accept': ['application/json, text/event-stream'], 'MCP-Protocol-Version': ['2025-11-25'] };
    const event = {
      httpMethod: 'POST',
      path: '/mcp',
      multiValueHeaders: headers,
      isBase64Encoded: false,
      body: JSON.stringify(message),
      headers: Object.fromEntries(Object.entries(headers).map(([name, [value]]) => [name, value])),
      requestContext: { requestId: 'r', authorizer: { sub: 's', client_id: 'c', scope: 'mcp' } },
    };
    const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', host], {
      encoding: 'utf8',
      env: {
        ...deployed(Environment.Variables),
        INLINE_CODE: deployed(Code.ZipFile),
        EVENT: JSON.stringify(event),
        AWS_REGION: 'eu-west-1',
        NODE_PATH: path.join(layerDirectory(), path.dirname(MCP_MODULE_LAYER_PATH)),
      },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const chunks: (string | { prelude: { statusCode: number } })[] = JSON.parse(stdout.split('\n').at(-1)!);
    return {
      status: chunks.map((chunk) => (typeof chunk === 'string' ? undefined : chunk.prelude.statusCode)).find((code) => code !== undefined),
      body: chunks.filter((chunk) => typeof chunk === 'string').join(''),
    };
  }

  test('loads from its layer and answers a ping', () => {
    const { status, body } = invoke({ jsonrpc: '2.0', id: 1, method: 'ping' });
    expect(status).toBe(200);
    expect(JSON.parse(body.replace(/^.*data: /s, ''))).toEqual({ jsonrpc: '2.0', id: 1, result: {} });
  });

  test('lists what was declared', () => {
    const { body } = invoke({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
    expect(JSON.parse(body.replace(/^.*data: /s, '')).result.tools).toMatchObject([{ name: 'get_forecast', inputSchema: { required: ['city'] } }]);
  });
});
