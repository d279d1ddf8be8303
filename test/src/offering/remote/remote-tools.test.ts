import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { McpAuthorization, McpConnection, McpIcon, McpRemoteServerProps, McpResultCache, McpToolset } from '../../../../src';
import { lockText } from '../../../../src/contract/remote/lock-file';
import { digestedText, remoteToolOf } from '../../../../src/contract/remote/remote-tool';
import { remoteTools } from '../../../../src/offering/remote/remote-tools';
import { resources, synthesizeServer } from '../../../support/synthesized-server';
import { temporaryDirectory } from '../../../support/temporary-directory';

const stack = new Stack(new App(), 'Docs');
const directory = temporaryDirectory('remote-tools');
let files = 0;

function fileWith(text: string): string {
  const file = path.join(directory, `${++files}.lock.json`);
  fs.writeFileSync(file, text);
  return file;
}

/** A lock file as the command writes it. */
function locked(...tools: readonly object[]): string {
  const entries = tools.map((given) => remoteToolOf({ inputSchema: { type: 'object' }, ...given })!)
    .map((tool) => ({ tool, digest: createHash('sha256').update(digestedText(tool)).digest('hex') }));
  return lockText({ server: { name: 'docs', title: 'Documents' }, protocolVersion: '2026-07-28', tools: entries });
}

const SEARCH = { name: 'search', description: 'Searches.' };
const names = (props: Partial<McpRemoteServerProps>, ...tools: readonly string[]) => (
  remoteTools('docs', { lockFile: fileWith(locked(...tools.map((name) => ({ name })))), ...props }, stack).tools.map(({ name }) => name)
);

describe('a lock file', () => {
  test.each<[string, () => string, string, RegExp]>([
    ['is missing', () => path.join(directory, 'none.json'), 'RemoteLockUnreadable', /cannot read .*none\.json.*ENOENT.*; write it with: npx cdk-remote-mcp-server lock URL --output .*none\.json/],
    ['is a directory', () => directory, 'RemoteLockUnreadable', /cannot read .*EISDIR/],
    ['is no JSON', () => fileWith('{'), 'RemoteLockUnreadable', /is not JSON; write it again with/],
    ['is another JSON', () => fileWith('[]'), 'RemoteLockUnreadable', /is none that "remote-mcp lock" wrote/],
    ['has a format of the future', () => fileWith('{ "lockVersion": 2 }'), 'RemoteLockUnreadable', /has the format 2, and 1 is known/],
    ['is incomplete', () => fileWith('{ "lockVersion": 1, "tools": [] }'), 'RemoteLockUnreadable', /is incomplete/],
    ['has a tool that is incomplete', () => fileWith(locked(SEARCH).replace('"inputSchema"', '"input"')), 'RemoteLockUnreadable', /has a tool that is incomplete/],
    ['has a tool without a digest', () => fileWith(locked(SEARCH).replace('"digest"', '"digits"')), 'RemoteLockUnreadable', /has a tool that is incomplete/],
    ['has a tool twice', () => fileWith(locked(SEARCH, SEARCH)), 'RemoteLockUnreadable', /has two tools named "search"/],
    ['was edited', () => fileWith(locked(SEARCH).replace('Searches.', 'Finds.')), 'RemoteLockEdited', /the tool "search" is not what its digest says.*write it again with/],
    ['has another digest', () => fileWith(locked(SEARCH).replace(/"digest": "./, '"digest": "x')), 'RemoteLockEdited', /the tool "search"/],
    ['has no tools', () => fileWith(locked()), 'RemoteToolsEmpty', /no tool of the lock file .* is left/],
  ])('that %s is refused', (_what, file, code, message) => {
    expect(() => remoteTools('docs', { lockFile: file() }, stack)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
    expect(() => remoteTools('docs', { lockFile: file() }, stack)).toThrow('[at Docs]');
  });

  test('with a byte order mark, or with members in another order, is the same', () => {
    expect(remoteTools('docs', { lockFile: fileWith(`\uFEFF${locked(SEARCH)}`) }, stack).tools).toHaveLength(1);
    const json = JSON.parse(locked({ ...SEARCH, inputSchema: { type: 'object', properties: {} } }));
    const backwards = (object: object) => Object.fromEntries(Object.entries(object).reverse());
    json.tools = json.tools.map(({ inputSchema, ...rest }: { inputSchema: object }) => ({ inputSchema: backwards(inputSchema), ...rest }));
    expect(remoteTools('docs', { lockFile: fileWith(JSON.stringify(json)) }, stack).tools).toHaveLength(1);
  });
});

describe('a choice', () => {
  test.each<[string, Partial<McpRemoteServerProps>, string, RegExp]>([
    ['includes what there is not', { include: ['seach'] }, 'RemoteToolUnknown', /has no tool "seach"; did you mean "search"\?/],
    ['excludes what there is not', { exclude: ['docs_search'] }, 'RemoteToolUnknown', /has no tool "docs_search"/],
    ['says something of what there is not', { overrides: { serach: { requiredScopes: ['a'] } } }, 'RemoteToolUnknown', /has no tool "serach"; did you mean "search"\?/],
    ['leaves nothing', { include: ['search'], exclude: ['search'] }, 'RemoteToolsEmpty', /change include or exclude, or lock the server again/],
    ['includes nothing', { include: [] }, 'RemoteToolsEmpty', /no tool of the lock file/],
  ])('that %s is refused', (_what, props, code, message) => {
    expect(() => names(props, 'search', 'read')).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  });

  test('is by the names of the remote server', () => {
    expect(names({ include: ['read.page', 'search'], exclude: ['search'] }, 'search', 'read.page')).toEqual(['docs_read_page']);
  });

  test('gives a tool its own scopes in the place of those of all', () => {
    const { tools } = remoteTools('docs', { lockFile: fileWith(locked({ name: 'constructor' }, SEARCH)), requiredScopes: ['all'], overrides: { search: { requiredScopes: [] } } }, stack);
    expect(tools.map(({ name, overrides }) => [name, overrides.requiredScopes])).toEqual([['docs_constructor', ['all']], ['docs_search', []]]);
  });
});

test('what a server says of a tool can be replaced, but not what models read of it', () => {
  const lockFile = fileWith(locked({ ...SEARCH, annotations: { readOnlyHint: false, openWorldHint: false } }, { name: 'read' }));
  const resultCache = McpResultCache.perCaller(Duration.minutes(1));
  const icons = [McpIcon.fromUrl('https://docs.example.com/icon.png')];
  const toolset = McpToolset.fromRemoteServer('docs', McpConnection.toUrl('https://docs.example.com/mcp'), {
    lockFile, requiredScopes: ['docs'], overrides: { search: { confirm: 'Search?', readOnly: true, destructive: false, idempotent: true, resultCache, icons, auditedArguments: ['q'] } },
  });
  const { tools: [read, search] } = toolset.bind(stack, { toolTimeout: Duration.seconds(29) });

  expect(search.props).toMatchObject({
    description: 'Searches.', confirm: 'Search?', readOnly: true, destructive: false, idempotent: true, openWorld: false, resultCache, icons, auditedArguments: ['q'], requiredScopes: ['docs'],
  });
  expect(read.props).toEqual(expect.objectContaining({ confirm: undefined, readOnly: undefined, resultCache: undefined, requiredScopes: ['docs'] }));
});

describe('a prefix', () => {
  test.each([[''], ['a b'], ['a.b'], ['docs/'], ['dö'], ['a'.repeat(33)]])('"%s" is refused', (prefix) => {
    expect(() => remoteTools(prefix, { lockFile: fileWith(locked(SEARCH)) }, stack)).toThrow(expect.objectContaining({ code: 'InvalidToolPrefix', message: expect.stringContaining('choose another') }));
  });
});

describe('a name', () => {
  test('of characters that clients refuse gets others, and a hash only where two would be one', () => {
    expect(names({}, 'a.b', 'a/b', 'a_b', 'ä', 'c/d')).toEqual([expect.stringMatching(/^docs_a_b_[0-9a-f]{6}$/), expect.stringMatching(/^docs_a_b_[0-9a-f]{6}$/), 'docs_a_b', 'docs_c_d', expect.stringMatching(/^docs_[0-9a-f]{6}$/)]);
  });

  test('that is too long has 64 characters and a hash, whatever is left out', () => {
    const long = 'x'.repeat(80);
    const [name] = names({ include: [long] }, `${long}y`, long);
    expect(name).toMatch(/^docs_x+_[0-9a-f]{6}$/);
    expect(name).toHaveLength(64);
    expect(names({}, `${long}y`, long)).toContain(name);
  });
});

describe('a server', () => {
  const connection = McpConnection.toUrl('https://docs.example.com/mcp');

  test('has a connector that calls the tools', () => {
    const { template } = synthesizeServer({ authorization: McpAuthorization.none(), toolsets: [McpToolset.fromRemoteServer('docs', connection, { lockFile: fileWith(locked(SEARCH)) })] });
    expect(Object.keys(resources(template, 'AWS::Lambda::Function')).filter((id) => id.startsWith('ServerConnector'))).toHaveLength(1);
  });

  test('with two tools of one name says from where', () => {
    const [one, other] = [fileWith(locked(SEARCH)), fileWith(locked(SEARCH))];
    const twice = () => synthesizeServer({
      authorization: McpAuthorization.none(), toolsets: [one, other].map((lockFile) => McpToolset.fromRemoteServer('docs', connection, { lockFile })),
    });
    expect(twice).toThrow(`DuplicateToolName: two tools are named "docs_search" ("search" of the remote server in "${one}", and "search" of the remote server in "${other}")`);
  });

  test.each<[string, object, RegExp]>([
    ['an input schema of no object', { inputSchema: { type: 'string' } }, /its input schema has the type "string"/],
    ['a schema that cannot be compiled', { inputSchema: { type: 'object', properties: { a: { type: 'strin' } } } }, /its input schema has "type": "strin" at "\/properties\/a"/],
    ['an output schema that cannot be compiled', { outputSchema: { type: 'object', required: 'a' } }, /its output schema has "required"/],
    ['a header of no HTTP', { inputSchema: { type: 'object', properties: { a: { 'type': 'string', 'x-mcp-header': 'a b' } } } }, /its input schema .*"a b" of "a" is no HTTP field name/],
  ])('is refused a tool with %s, and may leave it out', (_what, tool, message) => {
    const lockFile = fileWith(locked({ ...SEARCH, ...tool }, { name: 'read' }));
    const server = (exclude?: string[]) => synthesizeServer({ authorization: McpAuthorization.none(), toolsets: [McpToolset.fromRemoteServer('docs', connection, { lockFile, exclude })] });
    expect(() => server()).toThrow(expect.objectContaining({ code: 'RemoteToolUnusable', message: expect.stringMatching(message) }));
    expect(() => server()).toThrow('Leave the tool out (exclude: ["search"])');
    expect(() => server(['search'])).not.toThrow();
  });

  test('T131: loses the patterns that a text could keep this server busy with', () => {
    const inputSchema = { type: 'object', properties: { a: { type: 'string', pattern: '^(a+)+$' } } };
    const [tool] = remoteTools('docs', { lockFile: fileWith(locked({ ...SEARCH, inputSchema })) }, stack).tools;

    expect(tool.inputSchema).toEqual({ type: 'object', properties: { a: { type: 'string' } } });
    expect(stack.node.metadata.map(({ data }) => data)).toContainEqual(expect.stringContaining('the remote tool "search" has at "/properties/a" the pattern "^(a+)+$", which is left out here'));
  });

  test('describes a tool that its own server does not describe', () => {
    const [{ description }] = remoteTools('docs', { lockFile: fileWith(locked({ name: 'search', title: 'Search' })) }, stack).tools;
    expect(description).toBe('Search (a tool of Documents)');
  });
});
