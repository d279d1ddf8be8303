// Leaves out of the OAuth function what it never uses, and its libraries load or compute at every cold start.
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** By the file that is replaced: what its importers get. Each is as small as what they use of it. */
const REPLACED = [
  // The document client makes one where it is given a client of another version. It is given ours (storage/document-client.ts).
  [/@aws-sdk\/client-dynamodb\/dist-es\/DynamoDBClient\.js$/, "export class DynamoDBClient { constructor() { throw new Error('the client is given'); } }"],
  // All that the document client needs of it. The rest looks for the names of runtimes and frameworks.
  [/@aws-sdk\/core\/dist-es\/submodules\/client\/index\.js$/, "export { setFeature } from './setFeature.js';"],
  // It closes streams of Node.js 0.8, too, and loads zlib to know some. Here bodies are no streams.
  [/node_modules\/destroy\/index\.js$/, 'module.exports = (stream) => stream.destroy();'],
  // Both speak to developers of what uses the libraries; the one looks for a terminal, the other takes a stack trace for each library.
  [/node_modules\/debug\/src\/index\.js$/, 'module.exports = () => Object.assign(() => undefined, { enabled: false });'],
  [/node_modules\/depd\/index\.js$/, 'module.exports = () => Object.assign(() => undefined, { function: (deprecated) => deprecated, property: () => undefined });'],
];

/** What answers the routes of features that are off. Each is spread when its feature is on, and then says so at the start. */
const OFF = ['challenge', 'code_verification', 'credential', 'interaction', 'openid_credential_issuer', 'userinfo'];
const LEFT_OUT = new RegExp(`oidc-provider/lib/actions/(${OFF.join('|')})\\.js$`);

/** All media types (150 KB) are ranked at every start; the function sends these. */
const MEDIA_TYPES = ['application/json', 'application/jwt', 'application/octet-stream', 'application/x-www-form-urlencoded', 'text/html', 'text/plain'];

/** `Response` is the whole of fetch, and touching it takes a twentieth of a second's half. The library's bodies are texts and objects. */
const WEB_BODIES = /\b(?:val|body) instanceof (?:Blob|ReadableStream|Response)\b/g;

export const oauthOnLambda = {
  name: 'oauth-on-lambda',
  setup(build) {
    for (const [filter, contents] of REPLACED) build.onLoad({ filter }, ({ path }) => ({ contents, resolveDir: dirname(path) }));
    build.onLoad({ filter: LEFT_OUT }, async ({ path }) => ({ contents: leftOut(await readFile(path, 'utf8'), path) }));
    build.onLoad({ filter: /\/mime-db\/db\.json$/ }, async ({ path }) => {
      const all = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify(Object.fromEntries(MEDIA_TYPES.map((type) => [type, all[type]]))), loader: 'json' };
    });
    // Commands look for an endpoint, which is given, too: a rule engine and its rules.
    build.onLoad({ filter: /@aws-sdk\/client-dynamodb\/dist-es\/commandBuilder\.js$/ }, ({ path }) => edited(
      path, 'import { getEndpointPlugin } from "@smithy/core/endpoints";', 'const getEndpointPlugin = () => ({ applyToStack() {} });', 1,
    ));
    build.onLoad({ filter: /\/koa\/lib\/(?:application|response)\.js$/ }, ({ path }) => edited(path, WEB_BODIES, 'false', 3));
  },
};

/** @throws where the library has changed */
async function edited(path, old, replacement, count) {
  const parts = (await readFile(path, 'utf8')).split(old);
  if (parts.length !== count + 1) throw new Error(`${path} is written in another way than this plugin knows`);
  return { contents: parts.join(replacement) };
}

/** The same exports, none of which is of use. */
function leftOut(code, path) {
  const names = [...code.matchAll(/^export (default|const \w+|function \w+)/gm)].map(([, name]) => name.split(' ').pop());
  if (names.length === 0) throw new Error(`${path} exports in another way than this plugin knows`);
  const message = JSON.stringify(`${path.split('/').pop()} is left out of the bundle (scripts/oauth-on-lambda.mjs)`);
  return [
    `const absent = Object.assign(() => { throw new Error(${message}); }, { [Symbol.iterator]() { throw new Error(${message}); } });`,
    ...names.map((name) => (name === 'default' ? 'export default absent;' : `export { absent as ${name} };`)),
  ].join('\n');
}
