import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCredentials } from '../../../local/aws/credentials';
import { type RuntimeListener, serveRuntimeApi } from '../../../local/functions/runtime-api';
import { dynamoDb } from '../../../local/services/dynamodb/service';
import { lambda } from '../../../local/services/lambda/service';
import { secretsManager } from '../../../local/services/secrets-manager/service';
import type { ServiceCredentials } from '../../../local/services/service/credentials';
import type { RunningService } from '../../../local/services/service/service';
import { json, send, type SendOptions } from '../../support/local/http';
import { signedHeaders } from '../../support/local/signed';

const signedBy = (key: string) => `AWS4-HMAC-SHA256 Credential=${key}/20260101/us-east-1/x/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`;

interface Target {
  readonly path: string;
  readonly target: string;
  readonly body: string;
}

const TARGETS: { readonly [service: string]: Target } = {
  'a tool function, with a forged caller': { path: '/2015-03-31/functions/tool/invocations', target: '', body: '{"caller":{"sub":"admin"}}' },
  'the signing secret': { path: '/', target: 'secretsmanager.GetSecretValue', body: '{"SecretId":"signing"}' },
  'a scan of the registry': { path: '/', target: 'DynamoDB_20120810.Scan', body: '{"TableName":"registry"}' },
  'a write to the registry': { path: '/', target: 'DynamoDB_20120810.PutItem', body: '{"TableName":"registry","Item":{"pk":{"S":"grant"}}}' },
};

describe('T69 the local services answer nobody but the functions', () => {
  const credentials = createCredentials();
  const invoked: string[] = [];
  const running = new Map<string, RunningService>();
  beforeAll(async () => {
    const functions = {
      versionOf: () => '1',
      invoke: (name: string) => {
        invoked.push(name);
        return Promise.reject(new Error('invoked'));
      },
    };
    const [forLambda, forSecrets, forTables] = await Promise.all([lambda, secretsManager, dynamoDb].map((service) => service.start!(functions, credentials, { bucketsDirectory: '', secretsFile: '' })));
    for (const name of Object.keys(TARGETS)) {
      running.set(name, name.includes('function') ? forLambda : name.includes('secret') ? forSecrets : forTables);
    }
  });
  afterAll(() => Promise.all([...new Set(running.values())].map((service) => service.close())));

  const attack = (name: string, headers: (port: string) => readonly string[], options: SendOptions = {}) => {
    const { path, target, body } = TARGETS[name];
    const url = new URL(path, running.get(name)!.url);
    return send(url.href, { method: 'POST', body, headers: ['X-Amz-Target', target, 'X-Amz-Date', '20260101T000000Z', ...headers(url.port)], ...options });
  };
  const names = Object.keys(TARGETS);
  const own = ['Authorization', signedBy(credentials.accessKeyId)];

  test.each(names)('%s: not for a page of any origin, nor for one without, even with the credential', async (name) => {
    for (const headers of [['Origin', 'https://evil.example'], ['Origin', 'null'], ['Origin', 'http://localhost:3000'], ['Sec-Fetch-Site', 'cross-site']]) {
      const answer = await attack(name, () => [...own, 'Content-Type', 'text/plain', ...headers]);
      expect([answer.status, json(answer).__type]).toEqual([403, 'AccessDeniedException']);
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    }
  });

  test.each(names)('%s: no preflight succeeds', async (name) => {
    const preflight = ['Origin', 'https://evil.example', 'Access-Control-Request-Method', 'POST', 'Access-Control-Request-Headers', 'authorization,x-amz-target'];
    const answer = await attack(name, () => preflight, { method: 'OPTIONS', headers: preflight });
    expect(answer.status).toBe(403);
    expect(Object.keys(answer.headers).filter((header) => header.startsWith('access-control-'))).toEqual([]);
  });

  test.each(names)('%s: not under a name that was rebound to loopback', async (name) => {
    for (const host of ['evil.example', '127.0.0.1.evil.example', '127.0.0.1', '127.0.0.1:1']) {
      expect((await attack(name, () => [...own, 'Host', host])).status).toBe(403);
    }
    expect((await attack(name, (port) => [...own, 'Host', `evil.example:${port}`])).status).toBe(403);
  });

  test.each(names)('%s: not without the credential of this start', async (name) => {
    const others = ['local', '', createCredentials().accessKeyId, `${credentials.accessKeyId}0`, credentials.accessKeyId.slice(0, -1)];
    for (const key of others) {
      expect(json(await attack(name, () => ['Authorization', signedBy(key)])).__type).toBe('UnrecognizedClientException');
    }
    expect(json(await attack(name, () => ['Authorization', `Bearer ${credentials.accessKeyId}`])).__type).toBe('UnrecognizedClientException');
    expect(json(await attack(name, () => [])).__type).toBe('MissingAuthenticationTokenException');
  });

  test.each(names)('%s: not without the secret, nor with what was signed for another request', async (name) => {
    const { path, target, body } = TARGETS[name];
    const url = new URL(path, running.get(name)!.url).href;
    const signed = (more: Partial<ServiceCredentials> = {}, text = body) => signedHeaders(url, { ...credentials, ...more }, { method: 'POST', body: text, headers: ['X-Amz-Target', target] });
    const without = (header: string, pairs: readonly string[]) => pairs.filter((_value, index) => pairs[index - (index % 2)].toLowerCase() !== header);
    const resigned = (pattern: RegExp, text: string) => signed().map((value) => value.replace(pattern, text));
    const attacks: readonly (readonly string[])[] = [
      // Whoever holds a presigned URL knows these two.
      signed({ secretAccessKey: 'guessed' }),
      signed({ sessionToken: 'guessed' }),
      signed({}, '{}'),
      without('x-amz-security-token', signed()),
      without('x-amz-date', signed()),
      resigned(/Signature=./, 'Signature=g'),
      resigned(/SignedHeaders=[^,]*/, 'SignedHeaders=host'),
      resigned(/SignedHeaders=[^,]*/, 'SignedHeaders=x-amz-date'),
      [...signed(), 'X-Amz-Content-Sha256', 'UNSIGNED-PAYLOAD'].map((value) => value.replace(/Signature=.*/, `Signature=${'0'.repeat(64)}`)),
    ];
    for (const headers of attacks) {
      const answer = await send(url, { method: 'POST', body, headers });
      expect([answer.status, json(answer).__type]).toEqual([403, expect.stringMatching(/^(InvalidSignature|UnrecognizedClient)Exception$/)]);
    }
  });

  test('no attack has reached a function; its own processes reach each service, by either name of loopback', async () => {
    expect(invoked).toEqual([]);
    for (const host of ['127.0.0.1', 'localhost']) {
      for (const name of names) {
        const { path, target, body } = TARGETS[name];
        const url = new URL(path, running.get(name)!.url);
        url.hostname = host;
        const headers = signedHeaders(url.href, credentials, { method: 'POST', body, headers: ['X-Amz-Target', target] });
        expect((await send(url.href, { method: 'POST', body, headers })).status).not.toBe(403);
      }
    }
    expect(invoked).toEqual(['tool', 'tool']);
  });

  test('credentials differ from start to start', () => {
    expect(createCredentials().accessKeyId).not.toBe(credentials.accessKeyId);
  });
});

describe('T69 the Runtime API answers nobody but the runtime', () => {
  const event = { requestId: 'r', payload: Buffer.from('{"token":"secret"}'), functionArn: 'arn', traceId: 't' };
  const taken: string[] = [];
  const listener: RuntimeListener = {
    next: (give) => {
      taken.push('next');
      give(event, 0);
    },
    responseStarted: (id) => void taken.push(id),
    responseEnded: (id) => void taken.push(id),
    failed: (id) => void taken.push(id),
    initFailed: () => void taken.push('init'),
  };
  let api: Awaited<ReturnType<typeof serveRuntimeApi>>;
  beforeAll(async () => {
    api = await serveRuntimeApi(listener);
  });
  afterAll(() => api.close());

  test('a page, a rebound name and a process that does not know the path take no event and answer none', async () => {
    const [host] = api.address.split('/');
    const attacks: (readonly [string, SendOptions])[] = [
      [`http://${host}/2018-06-01/runtime/invocation/next`, {}],
      [`http://${host}/guess/2018-06-01/runtime/invocation/next`, {}],
      [`http://${api.address}0/2018-06-01/runtime/invocation/next`, {}],
      [`http://${api.address}/2018-06-01/runtime/invocation/next`, { headers: ['Origin', 'https://evil.example'] }],
      [`http://${api.address}/2018-06-01/runtime/invocation/next`, { headers: ['Sec-Fetch-Site', 'cross-site'] }],
      [`http://${api.address}/2018-06-01/runtime/invocation/next`, { headers: ['Host', 'evil.example'] }],
      [`http://${host}/2018-06-01/runtime/invocation/r/response`, { method: 'POST', body: '{}' }],
      [`http://${host}/2018-06-01/runtime/invocation/r/error`, { method: 'POST', body: '{}' }],
      [`http://${host}/2018-06-01/runtime/init/error`, { method: 'POST', body: '{}' }],
    ];
    for (const [url, options] of attacks) {
      const answer = await send(url, options);
      expect([answer.status, answer.text]).toEqual([403, expect.not.stringContaining('token')]);
    }
    expect(taken).toEqual([]);
  });

  test('the runtime takes its event', async () => {
    expect((await send(`http://${api.address}/2018-06-01/runtime/invocation/next`)).text).toBe('{"token":"secret"}');
  });
});
