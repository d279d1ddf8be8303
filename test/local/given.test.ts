import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { openProfile } from '../../local/aws/profile';
import { parseCommandLine } from '../../local/command-line';
import { readEnvironmentFile } from '../../local/functions/environment-file';
import { parseStandIn } from '../../local/functions/stand-in';
import type { GivenOptions } from '../../local/given';
import { functionApi, writeAssembly } from '../support/local/assembly';
import { Fixture, serve } from '../support/local/gateway-fixture';
import { json, send } from '../support/local/http';
import { SIGNED_POST } from '../support/local/signed';
import { temporaryDirectory } from '../support/temporary-directory';

const IMPORTED = 'arn:aws:lambda:eu-west-1:111122223333:function:elsewhere';

/** The function of the API calls the function that its environment names. */
const CALLER = `${SIGNED_POST}exports.handler = async () => {
  const address = process.env.AWS_ENDPOINT_URL_LAMBDA + '/2015-03-31/functions/' + encodeURIComponent(process.env.CALLED) + '/invocations';
  const response = await signedPost(address, 'lambda', {}, '{}');
  return { statusCode: 200, body: JSON.stringify({ called: await response.text(), failed: response.headers.get('x-amz-function-error'), size: process.env.SIZE, region: process.env.AWS_REGION }) };
};`;

const app = (variables: object = {}, more: object = {}, template: object = {}) => writeAssembly({
  Main: {
    Parameters: { Size: { Type: 'String' } },
    ...template,
    Resources: {
      ...functionApi({ Code: { ZipFile: CALLER }, Environment: { Variables: { CALLED: IMPORTED, ...variables } } }),
      Policy: { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: { Statement: [{ Action: 'lambda:InvokeFunction', Resource: [IMPORTED, `${IMPORTED}:*`, { 'Fn::GetAtt': ['Fn', 'Arn'] }] }] } } },
      ...more,
    },
  },
});

describe('what only a deployment knows', () => {
  let fixture: Fixture | undefined;
  afterEach(() => fixture?.stop());
  const started = async (directory: string, options: GivenOptions = {}) => {
    fixture = await serve(directory, options);
    return fixture;
  };
  const answer = async () => json(await send(`${fixture!.url}/`));
  const directory = (file: string, source: string) => {
    const made = temporaryDirectory('stand-in');
    writeFileSync(join(made, file), source);
    return made;
  };

  test('is said at the start, function by function and value by value, with the line that gives it', async () => {
    const { gateway } = await started(app({ SIZE: { Ref: 'Size' }, ID: { 'Fn::GetAtt': ['Fn', 'Nothing'] } }));
    expect(gateway.warnings).toEqual([
      'Main/Fn: the variable SIZE: the parameter "Size" has no value here; give it with --parameter Size=VALUE, or with --env-vars FILE, where FILE holds { "Fn": { "SIZE": "…" } }',
      'Main/Fn: the variable ID: Fn::GetAtt Fn.Nothing (AWS::Lambda::Function) has no value outside AWS; give a value with --env-vars FILE, where FILE holds { "Fn": { "ID": "…" } }',
      `${IMPORTED} is called by this app and is not in it; say what stands for it with --function ${IMPORTED}=DIR, =COMMAND, =URL or =aws`,
    ]);
    expect(await answer()).toEqual({ called: expect.stringContaining('Function not found'), failed: null, region: 'us-east-1' });
  });

  test('is given by parameters and variables', async () => {
    const envVars = join(directory('env.json', JSON.stringify({ Fn: { CALLED: 'nobody' } })), 'env.json');
    await started(app({ SIZE: { Ref: 'Size' } }), { envVars, parameters: new Map([['Size', 'big']]) });
    expect(await answer()).toMatchObject({ called: expect.stringContaining('Function not found: nobody'), size: 'big' });
  });

  test.each<[string, () => string, string]>([
    ['Node.js', () => directory('index.mjs', 'export const handler = async () => process.env.AWS_LAMBDA_FUNCTION_NAME + " in " + process.env.AWS_REGION;'), '"elsewhere in eu-west-1"'],
    ['Python', () => directory('lambda_function.py', 'def lambda_handler(event, context):\n    return "python for " + context.function_name\n'), '"python for elsewhere"'],
  ])('a directory with %s stands for a function of another account', async (_name, code, expected) => {
    const { gateway } = await started(app(), { standIns: new Map([[IMPORTED, { kind: 'directory', directory: code() }]]) });
    expect(gateway.warnings).toEqual([]);
    expect((await answer()).called).toBe(expected);
  });

  test.each(['Called', 'Main-Called', 'Called01234567'])('a directory stands for the code of a function of the app, called %s', async (id) => {
    const called = { Called01234567: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'Main-Called', PackageType: 'Image', Code: { ImageUri: 'x' } } } };
    const standIns = new Map([[id, { kind: 'directory' as const, directory: directory('index.js', 'exports.handler = async () => "in its place";') }]]);
    const { gateway } = await started(app({ CALLED: { Ref: 'Called01234567' } }, called), { standIns });
    expect(gateway.warnings).toEqual([expect.stringContaining(IMPORTED)]);
    expect((await answer()).called).toBe('"in its place"');
  });

  test.each<[string, (base: string) => string, string]>([
    ['Lambda\'s Invoke API', (base) => base, '/2015-03-31/functions/elsewhere/invocations'],
    ['the emulator in a container image', (base) => `${base}/2015-03-31/functions/function/invocations`, '/2015-03-31/functions/function/invocations'],
  ])('%s at a URL stands for a function', async (_name, urlOf, path) => {
    const seen: IncomingMessage[] = [];
    const server = createServer((request, response) => {
      seen.push(request);
      request.resume().on('end', () => (seen.length === 1 ? response.end('"from there"') : response.writeHead(200, { 'X-Amz-Function-Error': 'Unhandled' }).end('{"errorType":"E"}')));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await started(app(), { standIns: new Map([[IMPORTED, { kind: 'url', url: urlOf(base) }]]) });

    expect(await answer()).toMatchObject({ called: '"from there"', failed: null });
    expect(await answer()).toMatchObject({ called: '{"errorType":"E"}', failed: 'Unhandled' });
    expect(seen.map(({ method, url }) => [method, url])).toEqual([['POST', path], ['POST', path]]);
    server.closeAllConnections();
    server.close();
    expect(await answer()).toMatchObject({ called: expect.stringContaining(`${IMPORTED} cannot be reached`), failed: 'Unhandled' });
  });

  test('a profile of the AWS CLI that has no credentials is said at the start', async () => {
    const before = { ...process.env };
    process.env.AWS_SHARED_CREDENTIALS_FILE = join(directory('credentials', '[dev]\naws_access_key_id = A\naws_secret_access_key = B\n'), 'credentials');
    process.env.AWS_CONFIG_FILE = join(directory('config', ''), 'config');
    try {
      await expect((await openProfile('dev'))()).resolves.toMatchObject({ accessKeyId: 'A', secretAccessKey: 'B' });
      await expect(openProfile('prod')).rejects.toMatchObject({ code: 'AwsProfileUnusable', message: expect.stringContaining('--aws-profile prod: ') });
    } finally {
      process.env = before;
    }
  });

  test('what is given for nothing is named', async () => {
    const envVars = join(directory('env.json', '{"Fnn":{"A":1}}'), 'env.json');
    const { gateway } = await started(app(), { envVars, parameters: new Map([['Sice', 'x'], ['Size', 'x'], ['/no/such', 'x']]), standIns: new Map([['Nobody', { kind: 'url', url: 'http://127.0.0.1:1' }]]) });
    expect(gateway.warnings.slice(1)).toEqual([
      'a value or a stand-in is given for "Nobody", and this app has no such function',
      'a value or a stand-in is given for "Fnn", and this app has no such function',
      'a value is given for the parameter "Sice", which this app does not have',
      'a value is given for the parameter "/no/such", which this app does not have',
    ]);
  });

  test('an API whose own functions need a value does not start without, and says which values are missing', async () => {
    const directoryOfApp = writeAssembly({
      Main: {
        Parameters: { Tool: { Type: 'String' }, Stored: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/a/b' }, BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk' } },
        Resources: functionApi({ Code: { ZipFile: { 'Fn::Sub': '${Tool}' } }, Environment: { Variables: { A: { Ref: 'Stored' } } } }),
      },
    });
    await expect(serve(directoryOfApp)).rejects.toMatchObject({
      code: 'ParameterWithoutValue',
      message: 'Main/Fn: the parameter "Tool" has no value here; give it with --parameter Tool=VALUE. Main has these without values: --parameter Tool=VALUE --parameter /a/b=VALUE',
    });
  });
});

describe('the command line', () => {
  const parsed = (...args: string[]) => parseCommandLine(['local', ...args]);

  test('gives values and stand-ins, several of each', () => {
    const here = import.meta.dirname;
    expect(parsed(
      '--env-vars', 'env.json', '--parameter', 'A=1', '--parameter', '/b/c=x=y', '--layer', `arn:l:1=${here}`,
      '--function', `One=${here}`, '--function', 'Two=http://localhost:3001',
    )).toMatchObject({
      envVars: 'env.json',
      parameters: new Map([['A', '1'], ['/b/c', 'x=y']]),
      layers: new Map([['arn:l:1', here]]),
      standIns: new Map([['One', { kind: 'directory', directory: here }], ['Two', { kind: 'url', url: 'http://localhost:3001' }]]),
    });
  });

  test.each([
    [['--parameter', 'A'], 'BadUsage', /takes NAME=VALUE, not "A"/],
    [['--layer', 'arn:l:1=/no/such'], 'BadUsage', /"\/no\/such" does not exist/],
    [['--function', 'A'], 'BadStandIn', /FUNCTION=DIR/],
    [['--function', 'A=http://[x'], 'BadStandIn', /is no URL/],
    [['--function', 'A=aws'], 'BadUsage', /A=aws needs --aws-profile/],
  ])('refuses %j', (args, code, message) => {
    expect(() => parsed(...args)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  });

  test('a directory must say how its code runs', async () => {
    const [, standIn] = parseStandIn(`A=${temporaryDirectory('empty')}`);
    const standIns = new Map([[IMPORTED, standIn]]);
    await expect(serve(app(), { standIns })).rejects.toMatchObject({ code: 'BadStandIn', message: expect.stringContaining('holds none of index.mjs') });
  });

  test.each(['', '[]', '{"Fn":1}', '{"Fn":{"A":{"secret":"canary"}}}', '{"Parameters":[]}', 'canary'])('a file of variables that is %s is refused, and not quoted', (text) => {
    const file = join(temporaryDirectory('env'), 'env.json');
    writeFileSync(file, text);
    expect(() => readEnvironmentFile(file)).toThrow(expect.objectContaining({ code: 'EnvironmentFileInvalid', message: expect.not.stringContaining('canary') }));
  });
});
