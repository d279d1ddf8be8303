import { beforeEach, describe, expect, test } from '@jest/globals';
import type { AllowedHosts } from '../../../../lambda-src/oauth/client-metadata-fetch/allowed-hosts';
import { createClientMetadataFetch, type FetchHook } from '../../../../lambda-src/oauth/client-metadata-fetch/client-metadata-fetch';
import type { FetchOutcome } from '../../../../lambda-src/oauth/client-metadata-fetch/fetch-document';
import type { DocumentFetchRequest } from '../../../../src/contract/document-fetcher/document-fetch';

const CLIENT_ID = 'https://client.example/oauth/client.json';
const JWKS_URI = 'https://client.example/keys';
const PUBLISHED = { client_id: CLIENT_ID, client_name: 'An honest client', redirect_uris: ['http://127.0.0.1/callback'] };
const JWKS = { keys: [{ kty: 'EC', crv: 'P-256', x: 'eA', y: 'eQ' }] };
const published = (content: unknown) => ({ body: JSON.stringify(content), seconds: 300 });
/** A client's document, and the keys that it would be if it were asked for keys. */
const DOCUMENT = published({ ...PUBLISHED, ...JWKS });
const NOT_FOUND = { reason: 'status', detail: '404' } as const;
const THROTTLED = { reason: 'fetcher_unavailable', detail: 'throttled: ' } as const;

let now: number;
let logged: object[];
let asked: DocumentFetchRequest[];
let outcome: FetchOutcome;

beforeEach(() => {
  now = 1_800_000_000;
  logged = [];
  asked = [];
  outcome = DOCUMENT;
});

function hook(allowedHosts: AllowedHosts = 'any'): FetchHook {
  return createClientMetadataFetch({
    allowedHosts,
    clock: () => now,
    log: (level, message, fields) => logged.push({ level, message, ...fields }),
    fetchDocument: async (request) => {
      asked.push(request);
      return outcome;
    },
  });
}
// As the library does.
const fetchDocument = (fetch: FetchHook, url = CLIENT_ID) => fetch(url, { method: 'GET', redirect: 'manual' });
const fetchKeys = (fetch: FetchHook, url = JWKS_URI) => fetch(url, { method: 'GET' });

describe('what clients publish', () => {
  test('is fetched by the document fetcher, and answered as the library expects it', async () => {
    const response = await fetchDocument(hook());

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject(PUBLISHED);
    expect(response.headers.get('cache-control')).toBe('max-age=300');
    expect(asked).toEqual([{ kind: 'client_metadata', url: CLIENT_ID }]);
    expect(logged).toEqual([{ level: 'info', message: 'client metadata', event: 'client_metadata_fetch', kind: 'client_metadata', url: CLIENT_ID, seconds: 300 }]);
  });

  test('is asked for by nothing but its kind and its URL', async () => {
    await hook()(CLIENT_ID, { redirect: 'manual', headers: { cookie: 'session=1', authorization: 'Bearer x' }, signal: AbortSignal.abort() });
    await fetchKeys(hook());

    expect(asked).toEqual([{ kind: 'client_metadata', url: CLIENT_ID }, { kind: 'client_keys', url: JWKS_URI }]);
  });

  test('is not fetched from a host that is not allowed', async () => {
    await expect(fetchDocument(hook(['claude.ai']))).rejects.toThrow('host_not_allowed');
    await expect(fetchKeys(hook(['claude.ai']))).rejects.toThrow('host_not_allowed');
    await expect(fetchKeys(hook([]))).rejects.toThrow('host_not_allowed');

    expect(asked).toEqual([]);
    expect(logged[0]).toMatchObject({ level: 'warn', kind: 'client_metadata', url: CLIENT_ID, reason: 'host_not_allowed' });
  });

  test.each([
    ['https://client.example:8443/c.json', 'must use the default port'],
    ['https://2130706433/c.json', 'must name the host in its canonical form'],
    ['https://client.example/', 'must have a path'],
  ])('T30: is not fetched as %s', async (url, detail) => {
    await expect(fetchDocument(hook(), url)).rejects.toThrow(`url: ${detail}`);

    expect(asked).toEqual([]);
    expect(logged).toEqual([expect.objectContaining({ level: 'warn', kind: 'client_metadata', url, reason: 'url', detail })]);
  });

  test('is fetched by a GET or not at all', async () => {
    await expect(hook()(CLIENT_ID, { method: 'POST' })).rejects.toThrow('only documents are fetched');

    expect(asked).toEqual([]);
  });
});

describe('of what has been published, only what has effect here is answered', () => {
  const answered = async (content: unknown) => {
    outcome = published(content);
    return await (await fetchDocument(hook())).json() as object;
  };

  test('T38: a document, and a fetcher that somebody got at, grants nothing', async () => {
    expect(await answered({ ...PUBLISHED, grant_types: ['client_credentials'], scope: 'admin', x: 1 })).toEqual({
      ...PUBLISHED, grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'], token_endpoint_auth_method: 'none',
    });
  });

  test('keys are reduced to public keys', async () => {
    outcome = published({ keys: [{ ...JWKS.keys[0], x5u: 'https://10.0.0.1/' }], client_id: CLIENT_ID });

    expect(await (await fetchKeys(hook())).json()).toEqual(JWKS);
  });

  test.each<[string, unknown, string]>([
    ['T34: under one spelling of its URL, is none under another', { ...PUBLISHED, client_id: `${CLIENT_ID}?` }, 'metadata: client_id must be the URL of the document'],
    ['that is no object', [], 'metadata: the document must be a JSON object'],
    ['that is a key set', JWKS, 'metadata: client_id must be the URL of the document'],
  ])('a document %s', async (_what, content, message) => {
    await expect(answered(content)).rejects.toThrow(message);
    const [reason] = message.split(':');
    expect(logged).toEqual([expect.objectContaining({ level: 'warn', url: CLIENT_ID, reason })]);
  });

  test.each<[string, object]>([
    ['that give a secret away', { keys: [{ ...JWKS.keys[0], d: 'ZA' }] }],
    ['that are a document', PUBLISHED],
  ])('keys %s are none', async (_what, content) => {
    outcome = published(content);

    await expect(fetchKeys(hook())).rejects.toThrow('keys: must');
  });

  test('what is not even JSON is none', async () => {
    outcome = { body: '{', seconds: 300 };

    await expect(fetchDocument(hook())).rejects.toThrow('not_json');
  });

  test('that it is none is remembered as any other failure', async () => {
    const fetcher = hook();
    outcome = published({});
    await expect(fetchDocument(fetcher)).rejects.toThrow('metadata');
    outcome = DOCUMENT;
    await expect(fetchDocument(fetcher)).rejects.toThrow('metadata');

    expect(asked).toHaveLength(1);
  });
});

describe('what has been fetched', () => {
  test('is kept as long as it may be', async () => {
    for (const fetch of [fetchDocument, fetchKeys]) {
      const fetcher = hook();
      asked = [];
      await fetch(fetcher);
      now += 299;
      expect((await fetch(fetcher)).headers.get('cache-control')).toBe('max-age=1');
      expect(asked).toHaveLength(1);
      now += 1;
      await fetch(fetcher);
      expect(asked).toHaveLength(2);
    }
  });

  test('as one kind is not the other', async () => {
    const fetcher = hook();
    await fetchDocument(fetcher);
    await fetchKeys(fetcher, CLIENT_ID);

    expect(asked.map(({ kind }) => kind)).toEqual(['client_metadata', 'client_keys']);
  });

  test('is forgotten when it is not valid any more', async () => {
    const fetcher = hook();
    await fetchDocument(fetcher);
    outcome = NOT_FOUND;
    now += 300;

    await expect(fetchDocument(fetcher)).rejects.toThrow('status: 404');
    now += 30;
    await expect(fetchDocument(fetcher)).rejects.toThrow('status: 404');
  });
});

describe('that there is no document', () => {
  test('is remembered for 30 seconds', async () => {
    const fetcher = hook();
    outcome = NOT_FOUND;
    await expect(fetchDocument(fetcher)).rejects.toThrow('status: 404');
    outcome = DOCUMENT;

    now += 29;
    await expect(fetchDocument(fetcher)).rejects.toThrow('status: 404');
    expect(logged.at(-1)).toMatchObject({ level: 'warn', reason: 'status', detail: '404', cached: true });
    expect(asked).toHaveLength(1);

    now += 1;
    expect((await fetchDocument(fetcher)).status).toBe(200);
  });

  test('is not remembered where only this server is to blame, and the log says so', async () => {
    const fetcher = hook();
    outcome = THROTTLED;
    await expect(fetchDocument(fetcher)).rejects.toThrow('fetcher_unavailable: throttled');
    expect(logged).toEqual([expect.objectContaining({ level: 'error', url: CLIENT_ID, ...THROTTLED })]);
    outcome = DOCUMENT;

    expect((await fetchDocument(fetcher)).status).toBe(200);
  });
});
