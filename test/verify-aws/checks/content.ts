import { setTimeout as delay } from 'node:timers/promises';
import { LINK_SECONDS, OBJECTS } from '../app';
import { type Checks, seen } from '../check';

const MODERN = { era: '2026-07-28' } as const;
const MEBIBYTE = 1024 * 1024;

/** The link of a text of the type `text/uri-list`. */
const linkIn = (text?: string) => text?.split(/\r?\n/).find((line) => /^https?:/.test(line));

/** Objects of a bucket. */
export const CONTENT: Checks = {
  'bucket-read': {
    expected: 'the object\'s text',
    async run({ server, place }) {
      await place.putObjects(OBJECTS);
      const { message: { result, error } } = await server.rpc('resources/read', { uri: 'docs://a.txt' }, MODERN);
      return seen(result?.contents?.[0]?.text ?? JSON.stringify(error), result?.contents?.[0]?.text === 'x'.repeat(OBJECTS['small/a.txt']));
    },
  },
  'bucket-missing': {
    expected: '-32602, and "object not read" in the log',
    async run({ server, lines }) {
      const { message: { error } } = await server.rpc('resources/read', { uri: 'docs://none' }, MODERN);
      const [line] = await lines('Mcp', 'object not read', 45);
      return seen(`${error?.code}; ${line === undefined ? 'nothing' : '"object not read"'} in the log`, error?.code === -32602 && line !== undefined);
    },
  },
  'presigned-link': {
    expected: 'GET 200 with all of it, HEAD 403; 403 after the expiry',
    async run({ server, place }) {
      await place.putObjects(OBJECTS);
      const { message: { result, error } } = await server.rpc('resources/read', { uri: 'linked://five-mebibytes.txt' }, MODERN);
      const link = linkIn(result?.contents?.[0]?.text) ?? seen(JSON.stringify(error), false);
      // Not by this server's asker: these are no requests of API Gateway.
      const head = await fetch(link, { method: 'HEAD' });
      const got = await fetch(link);
      const length = (await got.arrayBuffer()).byteLength;
      await delay((LINK_SECONDS + 2) * 1000);
      const late = await fetch(link);
      await late.arrayBuffer();
      return seen(`GET ${got.status}, ${length} bytes; HEAD ${head.status}; later ${late.status}`, got.status === 200 && length === 5 * MEBIBYTE && head.status === 403 && late.status === 403);
    },
  },
  'large-reply': {
    expected: 'all 50 MiB',
    seconds: 180,
    async run({ server, place }) {
      await place.putObjects(OBJECTS);
      const { message: { result, error } } = await server.rpc('resources/read', { uri: 'streamed://fifty-mebibytes.txt' }, { ...MODERN, signal: AbortSignal.timeout(150_000) });
      const length = result?.contents?.[0]?.text?.length;
      return seen(length === undefined ? JSON.stringify(error) : `${length} bytes`, length === 50 * MEBIBYTE);
    },
  },
  'publish-partition': {
    expected: 'a change is written; AccessDeniedException for another partition',
    onlyAws: true,
    async run({ aws, output }) {
      const publish = (partition: string) => aws.invoke(output('ProbeFunction'), { task: 'publish', partition });
      const written = await publish('CHANGE');
      const refused = await publish('CATALOGUE');
      return seen(`${written.error ?? 'written'}; ${refused.error ?? 'written'}`, written.error === undefined && refused.error === 'AccessDeniedException');
    },
  },
};
