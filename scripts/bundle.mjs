// Bundles what runs on AWS and the local gateway into assets/, which the package ships: its users need no bundler.
// Arguments name the bundles to build; none builds all.
import { chmod, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { builtInsRequired } from './built-ins-required.mjs';
import { declarations } from './declarations.mjs';
import { declarationsOf } from './declarations-of.mjs';
import { dynaliteInMemory } from './dynalite-in-memory.mjs';
import { oauthOnLambda } from './oauth-on-lambda.mjs';
import { splitBundle } from './split-bundle.mjs';
import { thirdPartyNotices } from './third-party-notices.mjs';

const common = {
  bundle: true, minify: true, keepNames: true, platform: 'node', target: 'node24', legalComments: 'none', metafile: true,
  logLevel: 'warning', mainFields: ['module', 'main'], tsconfigRaw: '{}',
};
// Bundled CommonJS dependencies call require().
const requireBanner = "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/**
 * What an entry point imports only where it needs it (`import()`) is a file of its own: unread code takes its time at a cold start, too. Each is
 * built by itself, because the way from one file to another depends on where both lie.
 *
 * @param entryPoints by their paths in `outdir`, which are those below the first one's directory
 */
function lazily(entryPoints, outdir) {
  const [[, main], ...lazy] = Object.entries(entryPoints);
  const plugin = (entry) => ({
    name: 'lazily',
    setup({ onResolve }) {
      onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
        if (kind !== 'dynamic-import') return undefined;
        const name = relative(resolve(dirname(main)), resolve(resolveDir, path));
        if (!lazy.some(([other]) => other === name)) return { errors: [{ text: `${name} is imported lazily, and no entry point of the bundle` }] };
        return { path: `./${relative(dirname(entry), name)}`, external: true };
      });
    },
  });
  return Object.entries(entryPoints).map(([entry, source]) => (
    { entryPoints: { [entry]: source }, outdir, format: 'cjs', keepNames: false, plugins: [plugin(entry)], supported: { 'dynamic-import': false } }));
}

const requiringBuiltIns = {
  name: 'requiring-built-ins',
  setup({ initialOptions, onEnd }) {
    initialOptions.write = false;
    onEnd(async ({ outputFiles = [] }) => void await Promise.all(outputFiles.map(async ({ path, text }) => {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, builtInsRequired(text));
    })));
  },
};

const bundles = {
  // CommonJS, all of them. The MCP function's is loaded from a layer through NODE_PATH, which only require() obeys. And an import statement takes its
  // time, as below. Names are kept by a call for each function that is created: a fifth of a request's time.
  mcp: lazily({
    index: 'lambda-src/mcp/handler.ts',
    'audited-arguments': 'lambda-src/mcp/audited-arguments.ts',
    batch: 'lambda-src/mcp/batch.ts',
    'content/bucket': 'lambda-src/mcp/content/bucket.ts',
    'content/prompt': 'lambda-src/mcp/content/prompt.ts',
    'content/read': 'lambda-src/mcp/content/read.ts',
    'http/encoding': 'lambda-src/mcp/http/encoding.ts',
    'http/parameter-headers': 'lambda-src/mcp/http/parameter-headers.ts',
    'http/throttle': 'lambda-src/mcp/http/throttle.ts',
    'http/forwarded-address': 'lambda-src/mcp/http/forwarded-address.ts',
    'http/trace-context': 'lambda-src/mcp/http/trace-context.ts',
    'invoke/code': 'lambda-src/mcp/invoke/code.ts',
    'invoke/code/source-map': 'lambda-src/mcp/invoke/code/source-map.ts',
    'invoke/function': 'lambda-src/mcp/invoke/function.ts',
    'invoke/reporting-function': 'lambda-src/mcp/invoke/reporting-function.ts',
    'invoke/state-machine': 'lambda-src/mcp/invoke/state-machine.ts',
    'request-metrics': 'lambda-src/mcp/request-metrics.ts',
    'invoke/remedies': 'lambda-src/mcp/invoke/remedies.ts',
    'invoke/state-machine-remedies': 'lambda-src/mcp/invoke/state-machine-remedies.ts',
    'methods/listen': 'lambda-src/mcp/methods/listen.ts',
    'methods/prompts': 'lambda-src/mcp/methods/prompts.ts',
    'methods/resources': 'lambda-src/mcp/methods/resources.ts',
    'methods/skills': 'lambda-src/mcp/methods/skills.ts',
    'methods/tasks': 'lambda-src/mcp/methods/tasks.ts',
    'json/read-json': 'lambda-src/mcp/json/read-json.ts',
    'protocol/batch': 'lambda-src/mcp/protocol/batch.ts',
    'methods/completion': 'lambda-src/mcp/methods/completion.ts',
    'results/result-cache': 'lambda-src/mcp/results/result-cache.ts',
    'results/failure-messages': 'lambda-src/mcp/results/failure-messages.ts',
    'results/tool-answer': 'lambda-src/mcp/results/tool-answer.ts',
    'subscriptions/subscriptions': 'lambda-src/mcp/subscriptions/subscriptions.ts',
    'talk/asking-content': 'lambda-src/mcp/talk/asking-content.ts',
    'talk/conversations': 'lambda-src/mcp/talk/conversations.ts',
    'talk/talking-tool': 'lambda-src/mcp/talk/talking-tool.ts',
    'tasks/tasks': 'lambda-src/mcp/tasks/tasks.ts',
    'task-runner': 'lambda-src/mcp/task-runner.ts',
    'validation/misfit': 'lambda-src/mcp/validation/misfit.ts',
    'validation/usable-arguments': 'lambda-src/mcp/validation/usable-arguments.ts',
  }, 'assets/functions/mcp'),
  authorizer: lazily({ index: 'lambda-src/authorizer/handler.ts', jose: 'lambda-src/authorizer/jose.ts' }, 'assets/functions/authorizer'),
  oauth: {
    main: 'lambda-src/oauth/handler.ts',
    lazy: [
      'administration/administration.ts',
      'client-metadata-fetch/client-metadata-fetch.ts',
      'interactions/routes.ts',
      'pages/customized-pages.ts',
      'pages/message-pages.ts',
      'provider/identity-assertion-grant.ts',
      'registration/registration.ts',
      'sign-in/openid-provider.ts',
    ],
    outdir: 'assets/functions/oauth', keepNames: false, plugins: [oauthOnLambda],
  },
  'document-fetcher': { entryPoints: ['lambda-src/document-fetcher/handler.ts'], outfile: 'assets/functions/document-fetcher/index.js', format: 'cjs' },
  'audit': { entryPoints: ['lambda-src/audit/handler.ts'], outfile: 'assets/functions/audit/index.js', format: 'cjs' },
  'rotation': { entryPoints: ['lambda-src/rotation/handler.ts'], outfile: 'assets/functions/rotation/index.js', format: 'cjs' },
  // The author's own server is loaded by its inline code, which no bundler has seen.
  'server-code': { entryPoints: ['lambda-src/server-code/handler.ts'], outfile: 'assets/functions/server-code/index.js', format: 'cjs', keepNames: false },
  // From a layer, as the MCP function's.
  connector: lazily({
    index: 'lambda-src/connector/handler.ts',
    'credentials/client-credentials-grant': 'lambda-src/connector/credentials/client-credentials-grant.ts',
    'credentials/sigv4': 'lambda-src/connector/credentials/sigv4.ts',
    'http/answer/evaluator': 'lambda-src/connector/http/answer/evaluator.ts',
    'http/answer/jsonata': 'lambda-src/connector/http/answer/jsonata.ts',
    'remote/run': 'lambda-src/connector/remote/run.ts',
  }, 'assets/functions/connector'),
  // On whatever Node.js its user has, both.
  'openapi-document': { entryPoints: ['synthesis/openapi-document/main.ts'], outfile: 'assets/synthesis/openapi-document/main.mjs', format: 'esm', target: 'node22', banner: { js: requireBanner } },
  // Loaded by the constructs, which are CommonJS, and only where a pattern needs it.
  'patterns': { entryPoints: ['synthesis/patterns/main.ts'], outfile: 'assets/synthesis/patterns/main.js', format: 'cjs', target: 'node22' },
  'remote-lock': { entryPoints: ['synthesis/remote-lock/main.ts'], outfile: 'assets/synthesis/remote-lock/main.mjs', format: 'esm', target: 'node22', banner: { js: requireBanner } },
  local: [
    {
      entryPoints: { 'cli': 'local/launcher.ts', 'main': 'local/cli.ts', 'testing/thread': 'local/testing/thread.ts' },
      // What the command and the thread of a test have in common is there once.
      outdir: 'assets/local', outExtension: { '.js': '.mjs' }, splitting: true, chunkNames: 'shared/[name]-[hash]',
      format: 'esm', target: 'node22', plugins: [dynaliteInMemory, requiringBuiltIns], banner: { js: `#!/usr/bin/env node\n${requireBanner}` },
      // Names as they are in the source: those of classes are printed, and keeping them otherwise takes a call for each function that is made.
      minifyIdentifiers: false, keepNames: false, minify: false, minifyWhitespace: true, minifySyntax: true,
    },
    // In the sandbox of any test runner, whose client of the official SDK it uses; old enough to say that a Node.js is too old. Its errors show its lines.
    ...[['cjs', '.cjs', {}], ['esm', '.mjs', { define: { __dirname: 'import.meta.dirname' } }]].map(([format, extension, options]) => ({
      entryPoints: { 'testing/index': 'local/testing/index.ts' }, outdir: 'assets/local', outExtension: { '.js': extension },
      format, target: 'node20', minify: false, external: ['@modelcontextprotocol/client'], ...format === 'cjs' && { supported: { 'dynamic-import': false } }, ...options,
    })),
  ],
};

const wanted = process.argv.slice(2);
for (const [name, bundle] of Object.entries(bundles)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const builds = [bundle].flat();
  const directory = builds[0].outdir ?? dirname(builds[0].outfile);
  // What an earlier build left there would be shipped.
  await rm(directory, { recursive: true, force: true });
  const results = (await Promise.all(builds.map((options) => (options.lazy ? splitBundle : build)({ ...common, ...options })))).flat();
  await writeFile(join(directory, 'THIRD-PARTY-NOTICES.txt'), await thirdPartyNotices(results.map(({ metafile }) => metafile)));
}
await mkdir('assets/synthesis', { recursive: true });
await writeFile('assets/synthesis/declarations.json', JSON.stringify(declarations('src/index.ts')));
if (existsSync('assets/local')) {
  await cp('local/runtimes', 'assets/local/runtimes', { recursive: true });
  await cp('local/init/templates', 'assets/local/init/templates', { recursive: true });
  await cp('local/dev/page/browser', 'assets/local/page', { recursive: true });
  await chmod('assets/local/cli.mjs', 0o755);
  const types = declarationsOf('local/testing/index.ts');
  await Promise.all(['d.ts', 'd.mts', 'd.cts'].map((extension) => writeFile(`assets/local/testing/index.${extension}`, types)));
}
