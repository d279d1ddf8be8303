import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { packagesBeside } from '../../../local/dev/beside-app';
import { develop, type RunningDev } from '../../../local/dev/dev-command';
import { parseStandIn, type StandIns } from '../../../local/functions/stand-in';
import { type LocalGateway, startLocalGateway } from '../../../local/local-gateway';
import { answers, write, writeDevApp } from '../../support/local/dev-app';
import { RUNTIMES } from '../../support/local/gateway-fixture';
import { send } from '../../support/local/http';

interface Told {
  readonly kind: 'changed' | 'failed' | 'note';
  readonly text: string;
}

let directory: string;
let developing: RunningDev<LocalGateway>;
let written: string[];
let told: Told[];
/** The tools of each version that answered. */
let versions: (readonly string[])[];
let waiting: (() => void)[];

/** Resolves with what the terminal says next. */
async function next(): Promise<Told> {
  while (told.length === 0) {
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
  return told.shift()!;
}

function start(fresh = false, standIns: StandIns = new Map()): Promise<LocalGateway | undefined> {
  const tell = (kind: Told['kind'], text: string) => {
    told.push({ kind, text });
    waiting.splice(0).forEach((resolve) => resolve());
  };
  developing = develop({
    directory,
    fresh,
    environment: { ...process.env, NODE_OPTIONS: '' },
    screen: { begins: () => undefined, changed: (what) => tell('changed', what), failed: (what, lines, then) => tell('failed', [then === undefined ? what : `${what}; ${then}`, ...lines].join('\n')), note: (text) => tell('note', text), ready: () => undefined },
    serve: (kept) => startLocalGateway({
      app: kept.assembly,
      beside: directory,
      port: 0,
      runtimesDirectory: RUNTIMES,
      standIns,
      onHandled: () => undefined,
      onFunctionLog: (_name, line) => written.push(developing.asWritten(line)),
    }),
    onVersion: ({ served }) => versions.push(served.offered!.tools.map(({ name }) => name)),
  });
  return developing.ready;
}

const ask = async (gateway: LocalGateway, name: string, query = '') => (await send(`${gateway.served.url}/${name}${query}`)).text;

beforeEach(() => {
  directory = writeDevApp();
  told = [];
  written = [];
  versions = [];
  waiting = [];
});
afterEach(() => developing.stop());

describe('a tool that is saved', () => {
  test('shows in what it logs the files that are saved, before and after', async () => {
    const gateway = (await start())!;
    const logs = (line: number) => `${'\n'.repeat(line - 1)}export const handler = async () => { console.log(new Error('why').stack); return { statusCode: 200, body: '' }; };\n`;
    const frame = (line: number) => expect.stringContaining(`${path.join(directory, 'tools/plain/index.mjs')}:${line}:`);
    write(directory, 'tools/plain/index.mjs', logs(2));
    await next();
    await ask(gateway, 'plain');
    write(directory, 'tools/plain/index.mjs', logs(3));
    await next();
    await ask(gateway, 'plain');
    expect(written).toEqual(expect.arrayContaining([frame(2), frame(3)]));
    expect(written.filter((line) => line.includes('.remote-mcp'))).toEqual([]);
  });

  test('answers as it is now, and calls in flight as it was', async () => {
    const gateway = (await start())!;
    expect(await ask(gateway, 'plain')).toBe('one');
    const [wait, started] = ['wait', 'started'].map((name) => path.join(directory, '.remote-mcp', name));
    writeFileSync(wait, '');
    const before = ask(gateway, 'plain', `?wait=${encodeURIComponent(wait)}&started=${encodeURIComponent(started)}`);
    while (!existsSync(started)) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    write(directory, 'tools/plain/index.mjs', answers('two'));
    expect(await next()).toEqual({ kind: 'changed', text: 'tool plain: code' });
    expect(await ask(gateway, 'plain')).toBe('two');
    rmSync(wait);
    expect(await before).toBe('one');
  });

  test('may be renamed over, as editors do, and the others go on in their processes', async () => {
    const gateway = (await start())!;
    const exchanged: string[] = [];
    for (const text of ['two', 'three']) {
      write(directory, 'tools/plain/index.mjs~', answers(text));
      renameSync(path.join(directory, 'tools/plain/index.mjs~'), path.join(directory, 'tools/plain/index.mjs'));
      exchanged.push((await next()).text, await ask(gateway, 'plain'));
    }
    expect(exchanged).toEqual(['tool plain: code', 'two', 'tool plain: code', 'three']);
  });

  test('goes on in its last good version while it does not start, which is said once', async () => {
    const gateway = (await start())!;
    write(directory, 'tools/plain/index.mjs', 'export const handler = async () => {');
    const { kind, text } = await next();
    expect(kind).toBe('failed');
    expect(text).toMatch(/^tool plain does not start\n/);
    expect(text).toMatch(/SyntaxError/);
    expect(text).toContain('(index.mjs:1)\nexport const handler = async () => {\n');
    expect(await ask(gateway, 'plain')).toBe('one');
    write(directory, 'tools/plain/index.mjs', answers('two'));
    expect(await next()).toEqual({ kind: 'changed', text: 'tool plain: code' });
    expect(await ask(gateway, 'plain')).toBe('two');
  });

  test('that never started is named with its file and line, at the start and after each save, until it is mended', async () => {
    write(directory, 'tools/plain/index.mjs', '\nexport const handler = async () => {');
    const gateway = (await start())!;
    const place = (line: number) => `${path.join(directory, 'tools/plain/index.mjs')}:${line}`;
    expect(await next()).toEqual({ kind: 'failed', text: expect.stringMatching(/^tool plain does not start; each call of it fails until it is mended and saved\n[^]*SyntaxError/) });
    expect(await ask(gateway, 'bundled')).toBe('one');
    expect((await send(`${gateway.served.url}/plain`)).status).toBe(502);

    write(directory, 'tools/plain/index.mjs', "import './nowhere.mjs';\n");
    const { kind, text } = await next();
    expect([kind, text]).toEqual(['failed', expect.stringMatching(/^tool plain does not start; each call[^]*nowhere\.mjs/)]);
    expect(text).toContain(path.join(directory, 'tools/plain/index.mjs'));

    write(directory, 'tools/plain/index.mjs', '\n\nthrow new Error("not yet");\n');
    expect((await next()).text).toContain(place(3));

    // The next version of the stack starts it again: it is not said again, nor by the path of a copy.
    write(directory, 'tools/bundled/index.mjs', answers('two'));
    expect(await next()).toEqual({ kind: 'changed', text: 'tool bundled: code' });

    write(directory, 'tools/plain/index.mjs', answers('two'));
    expect(await next()).toEqual({ kind: 'changed', text: 'tool plain: code' });
    expect(await ask(gateway, 'plain')).toBe('two');
  }, 30_000);

  test('is built again by the command that runs in its place', async () => {
    write(directory, 'tool.mjs', `import { handler } from './tools/plain/index.mjs';
      const api = \`http://\${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation\`;
      for (;;) {
        const event = await fetch(\`\${api}/next\`);
        const answer = await handler(await event.json());
        await fetch(\`\${api}/\${event.headers.get('lambda-runtime-aws-request-id')}/response\`, { method: 'POST', body: JSON.stringify(answer) });
      }`);
    const gateway = (await start(false, new Map([parseStandIn(`plain="${process.execPath}" "${path.join(directory, 'tool.mjs')}"`)])))!;
    expect(await ask(gateway, 'plain')).toBe('one');
    write(directory, 'tools/plain/index.mjs', answers('two'));
    expect(await next()).toEqual({ kind: 'changed', text: 'tool plain: code' });
    expect(await ask(gateway, 'plain')).toBe('two');
  });

  test('is synthesized where it is bundled', async () => {
    const gateway = (await start())!;
    write(directory, 'tools/bundled/index.mjs', answers('two'));
    expect(await next()).toEqual({ kind: 'changed', text: 'tool bundled: code' });
    expect(await ask(gateway, 'bundled')).toBe('two');
  });
});

describe('a stack that is saved', () => {
  test('is synthesized and served on the same port, and its last good version while it fails', async () => {
    const gateway = (await start())!;
    const { url } = gateway.served;
    const stack = readFileSync(path.join(directory, 'stack.mjs'), 'utf8');
    write(directory, 'stack.mjs', `${stack}export const oops: = 1;\n`);
    const failed = await next();
    expect(failed.kind).toBe('failed');
    expect(failed.text).toMatch(/^the app does not synthesize \(exit status 1\)\n[^]*stack\.mjs:2\n[^]*SyntaxError/);
    expect(failed.text).not.toMatch(/node:internal/);
    expect(await ask(gateway, 'plain')).toBe('one');

    write(directory, 'stack.mjs', stack.replace('];', ", { name: 'added', from: 'tools/plain' }];"));
    expect(await next()).toEqual({ kind: 'changed', text: 'stack: 1 tool added (added)' });
    expect(versions).toEqual([['plain', 'bundled'], ['plain', 'bundled', 'added']]);
    expect(gateway.served.url).toBe(url);
    expect(await ask(gateway, 'added')).toBe('one');
  });

  test('is named by its own line, however deep in a library it fails', async () => {
    write(directory, 'node_modules/deep/index.mjs', 'export const fail = (depth) => { if (depth > 0) return fail(depth - 1) + 1; throw new Error("too deep"); };\n');
    await start();
    write(directory, 'stack.mjs', "import { fail } from './node_modules/deep/index.mjs';\nexport const routes = [];\nfail(20);\n");
    expect((await next()).text).toMatch(/too deep\n[^]*stack\.mjs:3:1/);
  }, 30_000);

  test('leaves no asset behind that nothing uses', async () => {
    const gateway = (await start())!;
    const assets = () => readdirSync(path.join(directory, '.remote-mcp', 'cdk.out')).filter((name) => name.startsWith('asset.')).length;
    expect(assets()).toBe(2);
    write(directory, 'tools/bundled/index.mjs', answers('two'));
    await next();
    expect(await ask(gateway, 'bundled')).toBe('two');
    // They go with the last process that runs them.
    while (assets() > 2) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await developing.stop();
    expect(assets()).toBe(2);
  });
});

test.each([
  ['a tool', 'tools/plain/index.mjs', 'export const handler = async () => {'],
  ['a bundled tool', 'tools/bundled/index.mjs', 'export const handler = async () => {'],
  ['the stack', 'stack.mjs', 'export const routes = nothing;'],
])('says once that an error in %s is undone', async (_what, file, broken) => {
  const gateway = (await start())!;
  const before = readFileSync(path.join(directory, file), 'utf8');
  write(directory, file, broken);
  expect((await next()).kind).toBe('failed');
  write(directory, file, before);
  expect(await next()).toEqual({ kind: 'changed', text: 'as before: the version that answers is what is saved' });
  expect(await ask(gateway, 'plain')).toBe('one');
  write(directory, 'tools/bundled/index.mjs', answers('two'));
  expect(await next()).toEqual({ kind: 'changed', text: 'tool bundled: code' });
});

test('what cdk.json excludes from watching changes nothing', async () => {
  const gateway = (await start())!;
  write(directory, 'notes/todo.txt', 'later');
  write(directory, 'other/index.mjs.map', '{}');
  write(directory, 'tools/plain/index.mjs', answers('two'));
  expect(await next()).toEqual({ kind: 'changed', text: 'tool plain: code' });
  expect(await ask(gateway, 'plain')).toBe('two');
  expect(told).toEqual([]);
});

test('an app that does not synthesize at first is tried again when it changes', async () => {
  const stack = readFileSync(path.join(directory, 'stack.mjs'), 'utf8');
  write(directory, 'stack.mjs', 'export const routes = nothing;');
  const ready = start();
  expect((await next()).text).toMatch(/ReferenceError: nothing is not defined/);
  write(directory, 'stack.mjs', stack);
  expect(await ask((await ready)!, 'plain')).toBe('one');
});

describe('a workspace', () => {
  /** Moves the app into a package, beside others. */
  beforeEach(() => {
    const root = directory;
    directory = path.join(root, 'infra');
    mkdirSync(directory);
    ['app.mjs', 'cdk.json', 'stack.mjs'].forEach((file) => renameSync(path.join(root, file), path.join(directory, file)));
    write(directory, 'stack.mjs', "export const routes = [{ name: 'plain', from: '../tools/plain' }, { name: 'bundled', from: '../words/src', bundled: true }];\n");
    write(root, 'words/src/index.mjs', answers('of words'));
    write(root, 'package.json', '{ "workspaces": ["infra", "tools", "words"] }');
  });
  const link = (name: string, to: string) => {
    const place = path.join(directory, '..', 'node_modules', name);
    mkdirSync(path.dirname(place), { recursive: true });
    symlinkSync(path.join(directory, '..', to), place);
  };

  test('has its packages watched that the app uses, also by way of another, and no others', async () => {
    link('@acme/tools', 'tools');
    link('words', 'words');
    link('infra', 'infra');
    write(directory, '../unused/index.mjs', '');
    link('unused', 'unused');
    write(directory, '../node_modules/installed/package.json', '{}');
    write(directory, 'package.json', '{ "dependencies": { "@acme/tools": "*", "installed": "1" }, "devDependencies": { "infra": "*" } }');
    write(directory, '../tools/package.json', '{ "dependencies": { "words": "*" } }');
    expect(packagesBeside(directory)).toEqual([path.join(directory, '../tools'), path.join(directory, '../words')].map((place) => realpathSync(place)));

    const gateway = (await start())!;
    write(directory, '../unused/index.mjs', '1');
    write(directory, '../tools/plain/index.mjs', answers('two'));
    expect(await next()).toEqual({ kind: 'changed', text: 'tool plain: code' });
    write(directory, '../words/src/index.mjs', answers('three'));
    expect(await next()).toEqual({ kind: 'changed', text: 'tool bundled: code' });
    expect([await ask(gateway, 'plain'), await ask(gateway, 'bundled')]).toEqual(['two', 'three']);
    expect(told).toEqual([]);
  });

  test('has directories watched that globs of cdk.json name, without what they exclude', async () => {
    const { app } = JSON.parse(readFileSync(path.join(directory, 'cdk.json'), 'utf8'));
    write(directory, 'cdk.json', JSON.stringify({ app, watch: { include: ['**', '../words/**'], exclude: ['**/*.md'] } }));
    const gateway = (await start())!;
    write(directory, '../words/README.md', 'nothing of the app');
    write(directory, '../words/src/index.mjs', answers('two'));
    expect(await next()).toEqual({ kind: 'changed', text: 'tool bundled: code' });
    expect(await ask(gateway, 'bundled')).toBe('two');
    expect(told).toEqual([]);
  });
});

describe('an app that ends well', () => {
  const stack = (resources: string, metadata = '{}') => `import { writeFileSync, mkdirSync } from 'node:fs';
const out = process.env.CDK_OUTDIR;
mkdirSync(out, { recursive: true });
writeFileSync(out + '/Main.template.json', JSON.stringify({ Resources: ${resources} }));
writeFileSync(out + '/Main.metadata.json', JSON.stringify(${metadata}));
writeFileSync(out + '/manifest.json', JSON.stringify({ version: '44.0.0', artifacts: {
  Main: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Main.template.json' }, additionalMetadataFile: 'Main.metadata.json' },
} }));
`;
  const annotated = (...entries: readonly (readonly [type: string, text: string])[]) => (app: string) =>
    app.replace("properties: { templateFile: 'Main.template.json' } }", `properties: { templateFile: 'Main.template.json' }, metadata: { '/Main/Forecast': ${JSON.stringify(entries.map(([type, data]) => ({ type, data })))} } }`);
  let whole: string;
  beforeEach(() => {
    whole = readFileSync(path.join(directory, 'app.mjs'), 'utf8');
  });

  test('without a server is told so, and served when it has one', async () => {
    write(directory, 'app.mjs', stack('{}'));
    const ready = start();
    expect(await next()).toEqual({ kind: 'failed', text: expect.stringMatching(/^the app has no server\nthere is no RemoteMcpServer in Main[^]*new RemoteMcpServer\(this, /) });
    write(directory, 'app.mjs', whole);
    expect(await ask((await ready)!, 'plain')).toBe('one');
  });

  test('and writes nothing is not taken for what it wrote before', async () => {
    const gateway = (await start())!;
    write(directory, 'app.mjs', "console.log('no synth');");
    expect((await next()).text).toMatch(/^the app does not synthesize \(no cloud assembly\)\nno synth\nit wrote no cloud assembly into .*app\.synth\(\)/);
    write(directory, 'app.mjs', whole);
    expect(await next()).toEqual({ kind: 'changed', text: 'as before: the version that answers is what is saved' });
    expect(await ask(gateway, 'plain')).toBe('one');
  });

  test('is refused where a construct or a validation has an error, as by the CLI', async () => {
    await start();
    write(directory, 'app.mjs', annotated(['aws:cdk:error', 'no subnet is left'], ['aws:cdk:info', 'one zone'])(whole));
    expect(await next()).toEqual({ kind: 'failed', text: 'the app does not synthesize (an error of a construct)\nMain/Forecast: no subnet is left' });

    const report = (conclusion: string) => JSON.stringify({
      pluginReports: [{ conclusion, violations: [{ description: 'no resources', severity: 'error', violatingConstructs: [{ constructPath: 'Main' }] }, { description: 'old', severity: 'warning', violatingConstructs: [] }] }],
    });
    const validated = (conclusion: string) => `${whole}\nwriteFileSync(join(out, 'validation-report.json'), ${JSON.stringify(report(conclusion))});`;
    write(directory, 'app.mjs', validated('failure'));
    expect(await next()).toEqual({ kind: 'failed', text: 'the app does not synthesize (an error of a construct)\nMain: no resources' });
    write(directory, 'app.mjs', validated('success'));
    expect((await next()).text).toMatch(/^as before/);
    // A report of the synthesis before is none of the next one's.
    write(directory, 'app.mjs', validated('failure'));
    await next();
    write(directory, 'app.mjs', whole);
    expect((await next()).text).toMatch(/^as before/);
  });

  test('has each of its warnings said once', async () => {
    write(directory, 'app.mjs', annotated(['aws:cdk:warning', 'no timeout [ack: us:timeout]'])(whole));
    await start();
    expect(await next()).toEqual({ kind: 'note', text: 'warning: Main/Forecast: no timeout' });
    write(directory, 'app.mjs', annotated(['aws:cdk:warning', 'no timeout [ack: us:timeout]'], ['aws:cdk:warning', 'no memory'])(whole));
    write(directory, 'tools/bundled/index.mjs', answers('two'));
    const said = [await next(), await next()];
    expect(said.map(({ text }) => text).sort()).toEqual(['tool bundled: code', 'warning: Main/Forecast: no memory']);
  });

  test.each([
    [{}, { 'aws:cdk:version-reporting': true }],
    [{ versionReporting: false, context: { '@aws-cdk/core:failSynthOnValidationErrors': true } }, {}],
  ])('was told what the CLI tells, with %j in cdk.json', async (settings, expected) => {
    const { app } = JSON.parse(readFileSync(path.join(directory, 'cdk.json'), 'utf8'));
    write(directory, 'cdk.json', JSON.stringify({ app, ...settings }));
    write(directory, 'app.mjs', `${whole}\nwriteFileSync(join(out, 'context.json'), process.env.CDK_CONTEXT_JSON);`);
    await start();
    expect(JSON.parse(readFileSync(path.join(directory, '.remote-mcp/cdk.out/context.json'), 'utf8'))).toEqual({
      'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true, '@aws-cdk/core:failSynthOnValidationErrors': false, ...expected,
    });
  });
});

test('what is kept lies where neither Git nor others look', async () => {
  await start();
  const kept = path.join(directory, '.remote-mcp');
  expect(statSync(kept).mode & 0o777).toBe(0o700);
  expect(readFileSync(path.join(kept, '.gitignore'), 'utf8')).toMatch(/^\*$/m);
});

test.each([
  ['nothing', undefined, /there is no cdk\.json in .*--app/],
  ['no app', '{}', /cdk\.json has no "app"/],
  ['no JSON', '{', /cdk\.json is not JSON/],
])('a cdk.json with %s is told at once', (_what, content, message) => {
  rmSync(path.join(directory, 'cdk.json'));
  if (content !== undefined) {
    write(directory, 'cdk.json', content);
  }
  developing = { ready: Promise.resolve(undefined), asWritten: (line) => line, stop: () => Promise.resolve() };
  expect(() => start()).toThrow(message);
});
