import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DOMAIN_ISSUER, event, INITIAL_ACCESS_TOKEN, INITIAL_ACCESS_TOKEN_ARN, SIGNING_SECRET_ARN, startWorld, tokenRequest, type World } from './support/oauth-world';
import { AUTHORIZER_FUNCTION_ENV, OAUTH_FUNCTION_ENV } from '../../../src/contract/env';
import { AWS_VARIABLES, TABLE_NAME } from '../platform/support/loopback-registry';

const bundle = (name: string) => join(import.meta.dirname, '..', '..', '..', 'assets', 'functions', name, 'index.js');

/** Every variable that the contract knows; empty ones are what a plain server has. */
const blank = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, '']));

/** Calls the handler of a bundle with one event after another, in a process of its own. */
function invoke(name: string, env: Record<string, string>, events: object[]): Promise<Record<string, any>[]> {
  const program = `
    // Otherwise Node.js prints the line of the bundle, which is the bundle.
    process.on('uncaughtException', ({ message }) => { process.stderr.write(message); process.exit(1); });
    const { handler } = await import(${JSON.stringify(bundle(name))});
    const answers = [];
    for (const event of JSON.parse(process.env.EVENTS)) answers.push(await handler(event).catch(({ message }) => ({ message })));
    process.stdout.write('ANSWERS' + JSON.stringify(answers));
  `;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { env: { ...AWS_VARIABLES, ...env, EVENTS: JSON.stringify(events) } });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk) => { out += chunk; });
    child.stderr.on('data', (chunk) => { err += chunk; });
    child.on('close', (code) => {
      const [, answers] = out.split('ANSWERS');
      if (code !== 0 || answers === undefined || err !== '') reject(new Error(`${code} ${err} ${out}`));
      else resolve(JSON.parse(answers));
    });
  });
}

describe('the bundles', () => {
  let world: World;
  beforeAll(async () => { world = await startWorld({ issuer: DOMAIN_ISSUER }); });
  afterAll(() => world.stop());

  test('the authorizer\'s is not larger than 80 KB', () => {
    const files = ['index.js', 'jose.js'].map((file) => readFileSync(join(dirname(bundle('authorizer')), file)));
    expect(Buffer.concat(files).length).toBeLessThanOrEqual(80 * 1024);
  });

  test('register a machine, give it a token and accept that, as AWS runs them', async () => {
    const services = {
      ...blank([...AUTHORIZER_FUNCTION_ENV, ...OAUTH_FUNCTION_ENV]),
      REGISTRY_TABLE_NAME: TABLE_NAME,
      MCP_RESOURCE: world.resource,
      OAUTH_ISSUER: world.issuer,
      AWS_ENDPOINT_URL_DYNAMODB: world.registry.endpoint,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: world.secrets.endpoint,
    };
    const configuration = {
      server: { name: 'test' },
      scopes: [{ name: 'mcp' }],
      grantAllUpfront: false,
      signIn: [],
      registration: { mode: 'open' },
      clientIdMetadataDocuments: { mode: 'off' },
      clients: [],
    };
    const oauth = {
      ...services,
      OAUTH_CONFIGURATION: JSON.stringify(configuration),
      OAUTH_ACCESS_TOKEN_LIFETIME: '3600',
      SIGNING_SECRET_ARN,
      SIGNING_SECRET_FIELD: '',
      INITIAL_ACCESS_TOKEN_SECRET_ARN: INITIAL_ACCESS_TOKEN_ARN,
    };
    const [registered] = await invoke('oauth', oauth, [event({ method: 'POST', path: '/register', headers: { authorization: `Bearer ${INITIAL_ACCESS_TOKEN}` }, json: {} })]);
    expect(registered.statusCode).toBe(201);
    const [issued] = await invoke('oauth', oauth, [event(tokenRequest(JSON.parse(registered.body)))]);
    expect(issued.statusCode).toBe(200);
    const { access_token: token } = JSON.parse(issued.body);
    const [allowed, refused] = await invoke('authorizer', services, [token, `${token}x`].map((each) => ({ methodArn: 'arn', multiValueHeaders: { Authorization: [`Bearer ${each}`] } })));
    expect(allowed).toMatchObject({ policyDocument: { Statement: [{ Effect: 'Allow', Resource: 'arn' }] }, context: { scope: 'mcp' } });
    expect(refused).toEqual({ message: 'Unauthorized' });
  }, 20_000);

  test.each([['oauth'], ['authorizer']])('%s names every variable that it misses', async (name) => {
    await expect(invoke(name, {}, [])).rejects.toThrow(/missing environment variables: MCP_RESOURCE, OAUTH_ISSUER/);
  });
});
