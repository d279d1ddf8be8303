import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCredentials } from '../../../local/aws/credentials';
import type { FunctionDefinition } from '../../../local/functions/function-definition';
import { FunctionPool } from '../../../local/functions/function-pool';
import { buffered } from '../../../local/functions/invocation';
import { elsewhere } from '../../../local/services/elsewhere/service';
import type { RunningService } from '../../../local/services/service/service';
import { RUNTIMES } from '../../support/local/gateway-fixture';
import { temporaryDirectory } from '../../support/temporary-directory';

/** An app with modules of its own, whose assets lie below it as they do in cdk.out. */
let app: string;
let logs: string[];
const write = (file: string, text: string) => {
  mkdirSync(path.dirname(path.join(app, file)), { recursive: true });
  writeFileSync(path.join(app, file), text);
};
const inAssembly = (name: string) => path.join(app, 'cdk.out', name);

beforeAll(() => {
  app = temporaryDirectory('isolation');
  write('node_modules/unbundled/index.js', 'module.exports = "of the app";');
  write('node_modules/@aws-sdk/client-own/index.js', 'module.exports = { sdk: "of the app" };');
  write('cdk.out/asset.cjs/index.js', 'exports.handler = async () => require("unbundled");');
  write('cdk.out/asset.esm/index.mjs', 'import text from "unbundled"; export const handler = async () => text;');
  write('cdk.out/asset.scoped/index.js', 'const text = require("@scope/unbundled/deep"); exports.handler = async () => text;');
  write('cdk.out/asset.own/index.js', 'exports.handler = async () => require("bundled");');
  write('cdk.out/asset.own/node_modules/bundled/index.js', 'module.exports = "of the asset";');
  write('cdk.out/asset.layer/nodejs/node_modules/layered/index.js', 'module.exports = require("unbundled");');
  write('cdk.out/asset.layered/index.js', 'exports.handler = async () => require("layered");');
  write('cdk.out/asset.sdk/index.js', 'exports.handler = async () => require("@aws-sdk/client-own").sdk;');
  write('cdk.out/asset.sdkesm/index.mjs', 'import client from "@aws-sdk/client-own"; export const handler = async () => client.sdk;');
  write('cdk.out/asset.nosdk/index.js', 'exports.handler = async () => require("@aws-sdk/client-none/deep");');
  write('cdk.out/asset.sdklayer/nodejs/node_modules/@aws-sdk/client-own/index.js', 'module.exports = { sdk: "of the layer" };');
  write('cdk.out/asset.python/index.py', 'def handler(event, context):\n    import of_the_machine\n    return of_the_machine.text\n');
  write('cdk.out/asset.pythontop/index.py', 'import of_the_machine\ndef handler(event, context):\n    return 1\n');
  write('cdk.out/asset.boto/index.py', 'import sys\ndef handler(event, context):\n    import boto3\n    return boto3.text\n');
  write('cdk.out/asset.path/index.py', 'import sys\ndef handler(event, context):\n    return [path for path in sys.path if path.endswith("-packages")]\n');
});

function poolOf(asset: string, more: Partial<FunctionDefinition> = {}, assembly = path.join(app, 'cdk.out')): FunctionPool {
  const definition: FunctionDefinition = {
    name: 'fn',
    arn: 'arn:aws:lambda:us-east-1:000000000000:function:fn',
    declaredAs: 'Main/Fn',
    versions: new Map(),
    region: 'us-east-1',
    runtime: 'nodejs24.x',
    handler: 'index.handler',
    timeoutSeconds: 10,
    memoryMegabytes: 128,
    environment: {},
    layers: [],
    gaps: [],
    code: { type: 'asset', path: inAssembly(`asset.${asset}`) },
    ...more,
  };
  return new FunctionPool(definition, {
    app: assembly, workDirectory: temporaryDirectory('work'), runtimesDirectory: RUNTIMES, services: {}, credentialsOf: createCredentials, log: (_label, line) => logs.push(line),
  });
}

async function call(pool: FunctionPool, payload = '{}') {
  const answer = await buffered(await pool.invoke(Buffer.from(payload)), 'r');
  return JSON.parse(answer.payload.toString('utf8')) as unknown;
}

async function run(asset: string, more: Partial<FunctionDefinition> = {}, payload = '{}') {
  logs = [];
  const pool = poolOf(asset, more);
  try {
    return await call(pool, payload);
  } finally {
    await pool.stop();
  }
}

describe('a function sees its asset and its layers', () => {
  test('and its own modules', async () => {
    expect(await run('own')).toBe('of the asset');
  });

  test.each(['cjs', 'esm', 'scoped'])('and nothing of the app\'s node_modules: %s', async (asset) => {
    const name = asset === 'scoped' ? '@scope/unbundled' : 'unbundled';
    const remedy = `"${name}" is neither in the function's asset nor in its layers, so AWS would not find it either: bundle it (NodejsFunction does)`;
    expect(await run(asset)).toMatchObject({ errorMessage: expect.stringMatching(/Cannot find (module|package) '(@scope\/unbundled\/deep|unbundled)'/) });
    expect(logs.join('\n')).toContain(remedy);
  });

  test('nor does a layer', async () => {
    expect(await run('layered', { layers: [inAssembly('asset.layer')] })).toMatchObject({ errorMessage: expect.stringContaining("Cannot find module 'unbundled'") });
  });

  test.each(['sdk', 'sdkesm'])('but the AWS SDK of the app, which stands for that of Lambda\'s runtimes: %s', async (asset) => {
    expect(await run(asset)).toBe('of the app');
  });

  test('or that of a layer', async () => {
    expect(await run('sdk', { layers: [inAssembly('asset.sdklayer')] })).toBe('of the layer');
  });

  test('and is told what to install where the app has none', async () => {
    await run('nosdk');
    expect(logs.join('\n')).toContain('which does not have it: npm install --save-dev @aws-sdk/client-none');
  });

  test.each([
    ['when it is loaded', 'import client from "@aws-sdk/client-late"; export const handler = async () => client.sdk;'],
    ['when it is called', 'export const handler = async () => (await import("@aws-sdk/client-late")).default.sdk;'],
  ])('and finds at its next call what has been installed since it was missed, %s', async (_when, source) => {
    rmSync(path.join(app, 'late'), { recursive: true, force: true });
    write('late/cdk.out/asset.late/index.mjs', source);
    const pool = poolOf('late', { code: { type: 'asset', path: path.join(app, 'late/cdk.out/asset.late') } }, path.join(app, 'late/cdk.out'));
    try {
      expect(await call(pool)).toMatchObject({ errorMessage: expect.stringContaining("'@aws-sdk/client-late'") });
      write('late/node_modules/@aws-sdk/client-late/index.js', 'module.exports = { sdk: "late" };');
      expect(await call(pool)).toBe('late');
    } finally {
      await pool.stop();
    }
  });

  describe('in Python', () => {
    const python = { runtime: 'python3.13' };

    test('and none of the machine\'s packages', async () => {
      expect(await run('path', python)).toEqual([]);
      for (const asset of ['python', 'pythontop']) {
        expect(await run(asset, python)).toMatchObject({ errorMessage: expect.stringMatching(/No module named 'of_the_machine'.*PythonFunction with a requirements\.txt/) });
      }
      expect(logs.join('\n')).toMatch(/"of_the_machine" is neither in the function's asset nor in its layers/);
    });

    test('and is told into which Python to install what Lambda holds and the machine lacks', async () => {
      write('cdk.out/asset.noboto/index.py', 'import sys\ndef handler(event, context):\n    if event: return sys.executable\n    raise ModuleNotFoundError("No module named \'boto3\'", name="boto3")\n');
      const python3 = String(await run('noboto', python, '{"ask":1}'));
      expect(await run('noboto', python)).toMatchObject({ errorMessage: expect.stringContaining(`${python3} -m pip install boto3, or activate a virtual environment that has it`) });
    });

    test('but its own boto3 before that of the machine', async () => {
      write('cdk.out/asset.boto/boto3/__init__.py', 'text = "of the asset"\n');
      expect(await run('boto', python)).toBe('of the asset');
    });
  });
});

describe('AWS services that are not on this machine', () => {
  let running: RunningService;
  beforeAll(async () => {
    running = await elsewhere.start!({ versionOf: () => undefined, invoke: () => Promise.reject(new Error('nobody')) }, createCredentials(), { bucketsDirectory: '', secretsFile: '' });
  });
  afterAll(() => running.close());

  const authorization = (service: string) => `AWS4-HMAC-SHA256 Credential=K/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`;
  const remedy = (service: string, variable: string) => new RegExp(`^${service} \\(.+\\) is not on this machine: start the local gateway with --aws-profile NAME to call AWS, or with AWS_ENDPOINT_URL_${variable} to call a stand-in$`);

  test.each<[string, string, { readonly [name: string]: string }, string, RegExp, string]>([
    ['AWS JSON', 'sqs', { 'Content-Type': 'application/x-amz-json-1.0', 'X-Amz-Target': 'AmazonSQS.SendMessage' }, '{}', /"message":"([^"]*)"/, 'SQS'],
    ['REST with JSON', 'bedrock', { 'Content-Type': 'application/json' }, '{}', /"message":"([^"]*)"/, 'BEDROCK_RUNTIME'],
    ['queries', 'sns', { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' }, 'Action=Publish&Version=1', /<Message>([^<]*)</, 'SNS'],
    ['XML', 'route53', {}, '', /<Message>([^<]*)</, 'ROUTE53'],
    ['CBOR', 'monitoring', { 'Smithy-Protocol': 'rpc-v2-cbor', 'Content-Type': 'application/cbor' }, '', /(monitoring \([\x20-\x7e]*)$/, 'CLOUDWATCH'],
  ])('refuse calls at once in the protocol of their callers: %s', async (_name, service, headers, body, message, variable) => {
    const response = await fetch(`${running.url!}/`, { method: 'POST', headers: { ...headers, Authorization: authorization(service) }, body });
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([400, 'NotOnThisMachine']);
    expect(message.exec(await response.text())?.[1]).toMatch(remedy(service, variable));
  });

  test('answer no browser', async () => {
    expect((await fetch(running.url!, { headers: { Origin: 'https://evil.example' } })).status).toBe(403);
  });
});
