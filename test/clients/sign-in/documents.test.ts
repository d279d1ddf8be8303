import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { startLocalServer, synthesize } from '../local-server';
import { SIGN_IN_APP } from './fixture';
import { temporaryDirectory } from '../../support/temporary-directory';

const REDIRECT_URI = 'http://127.0.0.1:49157/callback';

/** Where only the fetcher itself would find something, and why it does not look there. */
const HIDDEN: readonly (readonly [url: string, why: { readonly reason: string; readonly detail: unknown }])[] = [
  ['https://127.0.0.1/client.json', { reason: 'address', detail: '127.0.0.1' }],
  ['https://10.0.0.1/client.json', { reason: 'address', detail: '10.0.0.1' }],
  ['https://169.254.169.254/latest/meta-data', { reason: 'address', detail: '169.254.169.254' }],
  ['https://localhost/client.json', { reason: 'address', detail: expect.stringMatching(/^(127\.|::1$)/) }],
];
/** What is not even asked for. */
const MALFORMED = ['https://2130706433/client.json', { reason: 'url', detail: 'must name the host in its canonical form' }] as const;

/** The whole way of a document, from the gateway by the OAuth function to the document fetcher, of which each has its own process. */
describe('clients that name themselves by hidden documents', () => {
  let directory: string;
  let answers: readonly { readonly status: number; readonly text: string }[];
  let log: readonly string[];
  beforeAll(async () => {
    directory = temporaryDirectory('documents');
    await synthesize(SIGN_IN_APP, join(directory, 'cdk.out'));
    const server = await startLocalServer({ app: join(directory, 'cdk.out'), endpoint: 'stage' });
    const authorize = async (clientId: string) => {
      const request = new URLSearchParams({
        client_id: clientId, redirect_uri: REDIRECT_URI, response_type: 'code', code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256',
      });
      const response = await fetch(`${server.issuer}/authorize?${request}`, { redirect: 'manual', headers: { accept: 'application/json' } });
      return { status: response.status, text: await response.text() };
    };
    try {
      answers = await Promise.all([...HIDDEN, MALFORMED].map(([url]) => authorize(url)));
    } finally {
      // What it still had to say is in the log then.
      await server.stop();
    }
    log = server.log().split('\n');
  }, 120_000);

  /** What a function said. */
  const lines = (message: string): readonly unknown[] => log
    .filter((line) => line.includes(`"message":"${message}"`)).map((line) => JSON.parse(line.slice(line.indexOf('{'))));

  test('are all told the same (T36)', () => {
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0].status).toBe(400);
    expect(JSON.parse(answers[0].text)).toMatchObject({ error: 'invalid_client', error_description: 'client_id metadata document fetch failed' });
  });

  test('are not asked for at an address that is written otherwise than it is read (T30)', () => {
    const [url, why] = MALFORMED;
    expect(lines('client metadata')).toContainEqual(expect.objectContaining({ level: 'warn', url, ...why }));
    expect(lines('document not fetched')).not.toContainEqual(expect.objectContaining({ url }));
  });

  test.each(HIDDEN)('are not looked for at %s, as both functions say (T30)', (url, why) => {
    for (const message of ['document not fetched', 'client metadata']) {
      expect(lines(message)).toContainEqual(expect.objectContaining({ level: 'warn', kind: 'client_metadata', url, ...why }));
    }
  });
});
