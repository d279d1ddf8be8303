import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCredentials } from '../../local/aws/credentials';
import { SERVICES } from '../../local/services';
import { startIdentityProvider } from '../../local/services/identity-provider/identity-provider';
import type { RunningService } from '../../local/services/service/service';
import { type Fixture, serveFixture } from '../support/local/gateway-fixture';
import { json, send } from '../support/local/http';
import { signedHeaders } from '../support/local/signed';

/** What every object of JavaScript has without anybody having put it there. */
const NAMES = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'];

describe.each(SERVICES.filter(({ endpointVariable }) => endpointVariable !== undefined).map((service) => [service.endpointVariable!, service] as const))('%s', (_, service) => {
  const credentials = createCredentials();
  const post = (url: string, headers: readonly string[]) => send(url, { method: 'POST', body: '{}', headers: signedHeaders(url, credentials, { method: 'POST', body: '{}', service: url === running.url ? 's3' : 'x', headers }) });
  let running: RunningService;
  beforeAll(async () => {
    running = await service.start!({ versionOf: () => undefined, invoke: () => Promise.reject(new Error('nobody can be called')) }, credentials, { bucketsDirectory: '', secretsFile: '' });
  });
  afterAll(() => running.close());

  test.each(NAMES)('answers the operation "%s" as one that it does not know', async (name) => {
    for (const target of [name, `secretsmanager.${name}`, `DynamoDB_20120810.${name}`]) {
      const answer = await post(running.url!, ['X-Amz-Target', target, 'Content-Type', 'application/x-amz-json-1.0']);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(answer.text).toMatch(/UnknownOperationException|<Code>MethodNotAllowed<|NotOnThisMachine/);
    }
  });

  test.each(NAMES)('answers for a function called "%s"', async (name) => {
    const answer = await post(`${running.url!}/2015-03-31/functions/${name}/invocations`, []);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });

  test.each(['', 'null', '[]', '{', '"text"'])('answers the body %j', async (body) => {
    const answer = await send(running.url!, { method: 'POST', headers: ['X-Amz-Target', 'secretsmanager.GetSecretValue'], body });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });
});

describe('the gateway', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await serveFixture();
  }, 90_000);
  afterAll(() => fixture.stop());

  test.each(NAMES)('hands on a header, a query parameter and a path that are called "%s"', async (name) => {
    const event = json<{ [member: string]: any }>(await send(`${fixture.url}/files/${name}?${name}=1`, { headers: [name, 'value'] }));
    expect(Object.entries(event.headers)).toContainEqual([name, 'value']);
    expect(Object.entries(event.multiValueHeaders)).toContainEqual([name, ['value']]);
    expect(Object.entries(event.queryStringParameters)).toEqual([[name, '1']]);
    expect(event.pathParameters).toEqual({ proxy: name });
  });

  test.each(NAMES)('passes a body of the type "%s" on to a mock, which has no template for it', async (name) => {
    const answer = await send(`${fixture.url}/mock`, { headers: ['Content-Type', name, 'Accept', name] });
    expect(answer.status).toBe(500);
    expect(answer.headers['x-amzn-errortype']).toBe('InternalServerErrorException');
  });
});

test.each(NAMES)('the identity provider takes a parameter called "%s" for one that it does not know', async (name) => {
  const provider = await startIdentityProvider();
  try {
    const answer = await send(`${provider.issuer}/token`, {
      method: 'POST', headers: ['Content-Type', 'application/x-www-form-urlencoded'], body: `${name}=1&grant_type=${name}&client_id=${name}`,
    });
    expect(answer.status).toBe(400);
    expect(json(answer).error).toBe('unsupported_grant_type');
  } finally {
    await provider.close();
  }
});
