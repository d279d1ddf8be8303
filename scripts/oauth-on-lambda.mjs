// Leaves out of the OAuth function what it never uses, and its libraries load or compute at every cold start.
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** By the file that is replaced: what its importers get. Each is as small as what they use of it. */
const REPLACED = [
  // The document client makes one where it is given a client of another version. It is given ours (storage/document-client.ts).
  [/@aws-sdk\/client-dynamodb\/dist-es\/DynamoDBClient\.js$/, "export class DynamoDBClient { constructor() { throw new Error('the client is given'); } }"],
  // All that the document client needs of it. The rest looks for the names of runtimes and frameworks.
  [/@aws-sdk\/core\/dist-es\/submodules\/client\/index\.js$/, "export { setFeature } from './setFeature.js';"],
  // Of schemas, which commands have none of (below).
  [/@smithy\/core\/dist-es\/submodules\/client\/smithy-client\/schemaLogFilter\.js$/, 'export const schemaLogFilter = undefined;'],
  // It closes streams of Node.js 0.8, too, and loads zlib to know some. Here bodies are no streams.
  [/node_modules\/destroy\/index\.js$/, 'module.exports = (stream) => stream.destroy();'],
  // The library gives it the error to throw. It has a version of its own of what makes errors and their classes from status codes, and compares objects.
  [/node_modules\/http-assert\/index\.js$/, 'module.exports = (value, error) => { if (!value) throw error; };'],
  // Both speak to developers of what uses the libraries; the one looks for a terminal, the other takes a stack trace for each library.
  [/node_modules\/debug\/src\/index\.js$/, 'module.exports = () => Object.assign(() => undefined, { enabled: false });'],
  [/node_modules\/depd\/index\.js$/, 'module.exports = () => Object.assign(() => undefined, { function: (deprecated) => deprecated, property: () => undefined });'],
];

/**
 * Features that are off, and what is given instead of these defaults. What answers a route of theirs is spread when the feature is on, and then says so at the
 * start; the rest, when it is called. Nothing is encrypted that is stored or sent as a JWT: `features.encryption` is off.
 */
const LEFT_OUT = [
  ...['challenge', 'code_verification', 'credential', 'interaction', 'openid_credential_issuer', 'userinfo', 'authorization/ciba', 'authorization/device'].map((action) => `actions/${action}`),
  'adapters/memory_adapter', 'consts/dev_keystore', 'response_modes/web_message',
].map((path) => `oidc-provider/lib/${path}`).concat(['encrypt', 'decrypt'].map((use) => `jose/dist/webapi/jwe/compact/${use}`));

/** All media types (150 KB) are ranked at every start; the function sends these. */
const MEDIA_TYPES = ['application/json', 'application/jwt', 'application/octet-stream', 'application/x-www-form-urlencoded', 'text/html', 'text/plain'];

/** `Response` is the whole of fetch, and touching it takes a twentieth of a second's half. The library's bodies are texts and objects. */
const WEB_BODIES = /\b(?:val|body) instanceof (?:Blob|ReadableStream|Response)\b/g;

/** The first formatter of a process loads ICU's data: an eighth of a cold start, for a word in the texts of some errors. */
const LISTS_ON_USE = 'const listFormatOnUse = (...how) => ({ format: (list) => new Intl.ListFormat(...how).format(list) });';

/** For the colours of warnings. Both streams are made when they are looked at. */
const TERMINAL = /globalThis\.process\?\.(?:stdout|stderr)\?\.isTTY/g;

/** Modules of Node.js that take longer to load than what is used of them. `assert` looks at the terminal for its colours. */
const BUILT_IN = {
  'assert': `
    const holds = (value, message) => { if (!value) throw new Error(message); };
    module.exports = Object.assign(holds, { strict: holds, equal: (value, expected, message) => holds(Object.is(value, expected), message) });
  `,
  'node:v8': 'module.exports = {};',
};

export const oauthOnLambda = {
  name: 'oauth-on-lambda',
  setup(build) {
    for (const [filter, contents] of REPLACED) build.onLoad({ filter }, ({ path }) => ({ contents, resolveDir: dirname(path) }));
    build.onLoad({ filter: new RegExp(`/(?:${LEFT_OUT.join('|')})\\.js$`) }, async ({ path }) => ({ contents: leftOut(await readFile(path, 'utf8'), path) }));
    build.onLoad({ filter: /\/mime-db\/db\.json$/ }, async ({ path }) => {
      const all = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify(Object.fromEntries(MEDIA_TYPES.map((type) => [type, all[type]]))), loader: 'json' };
    });
    // Commands look for an endpoint, which is given, too: a rule engine and its rules.
    build.onLoad({ filter: /@aws-sdk\/client-dynamodb\/dist-es\/commandBuilder\.js$/ }, ({ path }) => edited(
      path, 'import { getEndpointPlugin } from "@smithy/core/endpoints";', 'const getEndpointPlugin = () => ({ applyToStack() {} });', 1,
    ));
    // Commands have schemas, for serializers that are not there: 300 shapes, and a class for each error.
    build.onLoad({ filter: /@aws-sdk\/client-dynamodb\/dist-es\/schemas\/schemas_0\.js$/ }, async ({ path }) => ({ contents: undefinedExports(await readFile(path, 'utf8'), path) }));
    build.onLoad({ filter: /@smithy\/core\/dist-es\/submodules\/client\/smithy-client\/command\.js$/ }, ({ path }) => edited(
      path, 'import { NormalizedSchema } from "@smithy/core/schema";', 'const NormalizedSchema = undefined;', 1,
    ));
    build.onLoad({ filter: /\/koa\/lib\/(?:application|response)\.js$/ }, ({ path }) => edited(path, WEB_BODIES, 'false', 3));
    // It asks whether a snapshot of the process is being made.
    build.onResolve({ filter: /^node:v8$/ }, ({ path }) => ({ path, namespace: 'built-in' }));
    build.onResolve({ filter: /^(?:node:)?assert$/ }, () => ({ path: 'assert', namespace: 'built-in' }));
    build.onLoad({ filter: /./, namespace: 'built-in' }, ({ path }) => ({ contents: BUILT_IN[path] }));
    build.onLoad({ filter: /\/oidc-provider\/lib\/helpers\/formatters\.js$/ }, async ({ path }) => {
      const { contents } = await edited(path, 'new Intl.ListFormat(', 'listFormatOnUse(', 2);
      return { contents: `${LISTS_ON_USE}\n${contents}` };
    });
    build.onLoad({ filter: /\/oidc-provider\/lib\/helpers\/attention\.js$/ }, ({ path }) => edited(path, TERMINAL, 'false', 2));
    // Random characters are made in advance: of ninety ids, one by one before anything is compiled.
    build.onLoad({ filter: /\/oidc-provider\/lib\/helpers\/nanoid\.js$/ }, ({ path }) => edited(path, 'const POOL_SIZE = 4096;', 'const POOL_SIZE = 256;', 1));
    build.onLoad({ filter: /\/(?:oidc-provider\/lib|jose\/dist\/webapi\/util)\/.*\.js$/ }, async ({ path }) => ({ contents: withNames(await readFile(path, 'utf8'), path) }));
  },
};

/** @throws where the library has changed */
async function edited(path, old, replacement, count) {
  const parts = (await readFile(path, 'utf8')).split(old);
  if (parts.length !== count + 1) throw new Error(`${path} is written in another way than this plugin knows`);
  return { contents: parts.join(replacement) };
}

/** What is asked for and not needed. */
function undefinedExports(code, path) {
  const names = [...code.matchAll(/^export var ([\w$]+) =/gm)].map(([, name]) => name);
  if (names.length === 0) throw new Error(`${path} exports in another way than this plugin knows`);
  return names.map((name) => `export const ${name} = undefined;`).join('\n');
}

/** Names of classes: the library knows its models by them. To keep all names, as esbuild does, takes a call for each function that is created. */
function withNames(code, path) {
  let named = 0;
  const contents = code.replace(/\bclass (\w+)(?: extends [^{]+)? \{/g, (start, name) => {
    named += 1;
    return `${start} static { Object.defineProperty(this, 'name', { value: '${name}' }); }`;
  });
  if (named !== [...code.matchAll(/\bclass [A-Z]/g)].length) throw new Error(`${path} has a class that this plugin cannot name`);
  return contents;
}

/** The same exports, none of which is of use. */
function leftOut(code, path) {
  const names = [...code.matchAll(/^export (?:(default|(?:const|(?:async )?function) \w+)|\{([^}]+)\})/gm)].flatMap(([, name, list]) => (list?.split(',') ?? [name]).map((each) => each.trim().split(' ').pop()));
  if (names.length === 0) throw new Error(`${path} exports in another way than this plugin knows`);
  const message = JSON.stringify(`${path.split('/').pop()} is left out of the bundle (scripts/oauth-on-lambda.mjs)`);
  return [
    `const absent = Object.assign(() => { throw new Error(${message}); }, { [Symbol.iterator]() { throw new Error(${message}); } });`,
    ...names.map((name) => (name === 'default' ? 'export default absent;' : `export { absent as ${name} };`)),
  ].join('\n');
}
