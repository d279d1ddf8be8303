import * as fs from 'node:fs';
import * as path from 'node:path';
import { Duration, App, Size, Stack } from 'aws-cdk-lib';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { apiTools } from '../../../../src/offering/openapi/api-tools';
import { ApiDocument } from '../../../../src/offering/openapi/document';
import { McpApiDocument } from '../../../../src/offering/openapi/mcp-api-document';
import { McpApiOperations } from '../../../../src/offering/openapi/mcp-api-operations';
import { toolNames } from '../../../../src/offering/openapi/names';
import { McpOpenApiToolsetProps } from '../../../../src/offering/openapi/open-api-props';
import { operationsOf } from '../../../../src/offering/openapi/operations';
import { McpHttpSelection } from '../../../../src/offering/results/mcp-http-selection';
import { codeOf } from '../../../support/offering-fixture';
import { temporaryDirectory } from '../../../support/temporary-directory';

const responses = { 200: { description: 'Done' } };
const PETS = {
  openapi: '3.1.0',
  info: { title: 'Pets', version: '1' },
  servers: [{ url: 'https://api.example.com/v1' }],
  paths: {
    '/pets': {
      get: { operationId: 'listPets', tags: ['pets'], summary: 'List pets', responses },
      post: { operationId: 'pets/create', tags: ['pets'], summary: 'Create', description: 'Creates a pet.', responses },
    },
    '/pets/{id}': {
      delete: { responses, tags: ['pets'] },
      trace: { operationId: 'tracePet', tags: ['pets'], responses },
    },
    '/stores/{id}/hours': { get: { operationId: 'hours', tags: ['stores'], responses } },
  },
};

const TIMEOUT = Duration.seconds(29);
const ADDRESS = { baseUrl: 'https://api.example.com/v1', origins: [] };
const tools = (props: McpOpenApiToolsetProps, document: { [name: string]: unknown } = PETS) =>
  apiTools(McpApiDocument.fromObject(document), ADDRESS, props, TIMEOUT);
const names = (props: McpOpenApiToolsetProps) => tools(props).tools.map(({ name }) => name);

describe('operations are chosen', () => {
  test.each<[string, McpApiOperations[], string[]]>([
    ['by id', [McpApiOperations.withId('listPets', 'DELETE /pets/{id}')], ['listPets', 'delete_pets_id']],
    ['by tag', [McpApiOperations.withTag('stores', 'none')], ['hours']],
    ['by path', [McpApiOperations.withPath('/pets')], ['listPets', 'pets_create']],
    ['by a pattern', [McpApiOperations.withPath('/stores/**')], ['hours']],
    ['by a pattern of one segment', [McpApiOperations.withPath('/*')], ['listPets', 'pets_create']],
    ['by method', [McpApiOperations.withMethod('get')], ['listPets', 'hours']],
    ['by both', [McpApiOperations.withTag('pets').and(McpApiOperations.withMethod('GET'))], ['listPets']],
    ['all', [McpApiOperations.all()], ['listPets', 'pets_create', 'delete_pets_id', 'hours']],
  ])('%s', (_name, include, expected) => {
    expect(names({ include })).toEqual(expected);
  });

  test('less those that are excluded', () => {
    expect(names({ include: [McpApiOperations.all()], exclude: [McpApiOperations.withMethod('DELETE'), McpApiOperations.withId('hours')] })).toEqual(['listPets', 'pets_create']);
  });

  test('and one that cannot be a tool is an error by its id, and a warning otherwise', () => {
    expect(() => tools({ include: [McpApiOperations.withId('tracePet')] }))
      .toThrow('OpenApiOperationRefused: the operation tracePet (TRACE /pets/{id}) of the OpenAPI document cannot become a tool: it has the method "TRACE", which is not sent');
    const { refused, warnings } = tools({ include: [McpApiOperations.withTag('pets')] });
    expect(refused.map(({ operation }) => operation.operationId)).toEqual(['tracePet']);
    expect(warnings).toContainEqual({ id: 'openApiOperationsLeftOut', message: expect.stringContaining('tracePet: it has the method "TRACE"') });
  });

  test.each<[string, Partial<McpOpenApiToolsetProps>, string]>([
    ['nothing is included', { include: [] }, 'OpenApiSelectionEmpty'],
    ['a tag is none', { include: [McpApiOperations.withTag('pet')] }, 'OpenApiSelectionEmpty'],
    ['everything is excluded', { exclude: [McpApiOperations.all()] }, 'OpenApiSelectionEmpty'],
    ['an id is none', { include: [McpApiOperations.withId('listPet')] }, 'OpenApiOperationUnknown'],
    ['an override is for none', { overrides: { listPet: {} } }, 'OpenApiOperationUnknown'],
    ['there are too many', { maxTools: 3 }, 'OpenApiBudgetExceeded'],
    ['they are too large', { maxBytes: 100 }, 'OpenApiBudgetExceeded'],
    ['they take too long', { maxDuration: Duration.millis(1), include: [McpApiOperations.withId('hours')] }, 'OpenApiBudgetExceeded'],
    ['the prefix is illegal', { namePrefix: 'a.' }, 'InvalidToolName'],
    ['the prefix leaves no room', { namePrefix: 'p'.repeat(40) }, 'InvalidToolName'],
  ])('or refused when %s', (_name, props, code) => {
    const document = props.maxDuration ? { ...PETS, info: { title: 'Never read before', version: '1' } } : PETS;
    expect(codeOf(() => tools({ include: [McpApiOperations.all()], ...props }, document))).toBe(code);
  });

  test('and a slip of the pen gets the likeliest id', () => {
    expect(() => tools({ include: [McpApiOperations.withId('listPet')] })).toThrow('has no operation "listPet"; did you mean "listPets"?');
  });
});

test('what the document says of a tool can be replaced', () => {
  const overrides = { 'pets/create': { name: 'new_pet', title: 'New', description: 'Other', requiredScopes: ['write'], destructive: false } };
  const { tools: [list, create, remove] } = tools({ include: [McpApiOperations.withTag('pets')], overrides, requiredScopes: ['read'], namePrefix: 'x_' });
  expect(list).toMatchObject({ name: 'x_listPets', title: 'List pets', description: 'List pets', requiredScopes: ['read'], readOnly: true });
  expect(create).toMatchObject({ name: 'new_pet', title: 'New', description: 'Other', requiredScopes: ['write'], destructive: false, idempotent: false });
  expect(remove).toMatchObject({ name: 'x_delete_pets_id', description: 'DELETE /pets/{id}', destructive: true, idempotent: true });
});

describe('arguments in headers', () => {
  const withHeaders = (parameterHeaders: { [argument: string]: string }) => tools({ include: [McpApiOperations.withId('hours')], overrides: { hours: { parameterHeaders } } }).tools[0];

  test('are said beside the document', () => {
    expect(withHeaders({ id: 'Store' }).inputSchema.properties).toMatchObject({ id: { 'type': 'string', 'x-mcp-header': 'Store' } });
  });

  test.each(['shop', 'toString', '__proto__'])('are refused for "%s", which is no argument', (argument) => {
    expect(() => withHeaders(JSON.parse(`{"${argument}":"Store"}`))).toThrow(
      `InvalidParameterHeader: the tool "hours" of the OpenAPI document has parameterHeaders for "${argument}", which is none of its arguments: id`,
    );
  });
});

describe('time and size of answers', () => {
  const include = [McpApiOperations.withId('listPets', 'hours')];
  const operations = (props: Partial<McpOpenApiToolsetProps>) =>
    tools({ include, ...props }).tools.map(({ operation: { answer, timeoutMillis } }) => ({ ...answer, timeoutMillis }));

  test('are those of the server without a word, those of the set, or those of one operation', () => {
    expect(operations({})).toEqual([{ maxBytes: 48 * 1024, timeoutMillis: 28_000 }, { maxBytes: 48 * 1024, timeoutMillis: 28_000 }]);
    expect(operations({
      timeout: Duration.seconds(20),
      maxAnswerSize: Size.kibibytes(16),
      overrides: { hours: { timeout: Duration.seconds(5), maxAnswerSize: Size.kibibytes(4) } },
    })).toEqual([{ maxBytes: 16 * 1024, timeoutMillis: 20_000 }, { maxBytes: 4 * 1024, timeoutMillis: 5_000 }]);
  });

  test.each<[string, Partial<McpOpenApiToolsetProps>, string]>([
    ['the time is longer than a request to the server', { timeout: Duration.seconds(30) }, 'InvalidHttpTimeout: the tool "listPets" of the OpenAPI document may take 30 seconds, but a request to the server 29'],
    ['the time of one is none', { overrides: { hours: { timeout: Duration.millis(0) } } }, 'InvalidHttpTimeout: the tool "hours" of the OpenAPI document may take no time'],
    ['the size is larger than a result can be', { maxAnswerSize: Size.mebibytes(2) }, 'InvalidAnswerSize: the tool "listPets" of the OpenAPI document has a maxAnswerSize of 2048 KiB'],
    ['a selection cannot be read', { overrides: { hours: { selection: McpHttpSelection.fromPointer('data') } } }, 'InvalidJsonPointer: the tool "hours" of the OpenAPI document selects "data"'],
  ])('are refused where %s', (_name, props, message) => {
    expect(() => operations(props)).toThrow(message);
  });

  test('a part that is selected is not what the output schema describes', () => {
    const json = (schema: object) => ({ 200: { description: 'Done', content: { 'application/json': { schema } } } });
    const document = { ...PETS, paths: { '/pets': { get: { operationId: 'listPets', responses: json({ type: 'array', items: { type: 'string' } }) } } } };
    const only = (props: Partial<McpOpenApiToolsetProps>) => tools({ include: [McpApiOperations.all()], outputSchemas: true, ...props }, document).tools[0];

    expect(only({}).operation.answer).toMatchObject({ structured: true, member: expect.any(String) });
    const { outputSchema, operation: { answer } } = only({ overrides: { listPets: { selection: McpHttpSelection.fromPointer('/0') } } });
    expect(outputSchema).toBeUndefined();
    expect(answer).toEqual({ maxBytes: 48 * 1024, selection: { kind: 'pointer', pointer: '/0' } });
  });
});

test('another path than that of the document\'s servers is a warning', () => {
  const { warnings } = apiTools(McpApiDocument.fromObject(PETS), { baseUrl: 'https://api.example.com', origins: [] }, { include: [McpApiOperations.withId('hours')] }, TIMEOUT);
  expect(warnings).toEqual([
    { id: 'openApiDocumentProblems', message: expect.stringContaining('contradicts the OpenAPI specification') },
    { id: 'openApiAdapted', message: expect.stringContaining('the path variable "id" is not declared') },
    { id: 'openApiServerPath', message: expect.stringContaining('"/v1"') },
  ]);
});

describe('names', () => {
  const namesOf = (ids: readonly string[]) => {
    const { operations } = operationsOf(new ApiDocument({ openapi: '3.1.0', paths: Object.fromEntries(ids.map((operationId, index) => [`/p${index}`, { get: { operationId } }])) }));
    return [...toolNames(operations, 48).entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, name]) => name);
  };

  test('keep what is legal, and replace the rest', () => {
    expect(namesOf(['meta/root', 'metaroot', 'a-b', 'a_b', 'A_b', 'get.yml', 'größe'])).toEqual(['meta_root', 'metaroot', 'a-b', 'a_b', 'A_b', 'get_yml', 'gr_e']);
  });

  test('are told apart by what they are, in any order', () => {
    const hashed = (name: string) => expect.stringMatching(new RegExp(`^${name}_[0-9a-f]{6}$`));
    expect(namesOf(['a/b', 'a_b', 'a.b'])).toEqual([hashed('a_b'), 'a_b', hashed('a_b')]);
    expect(namesOf(['same', 'same'])).toEqual([hashed('same'), hashed('same')]);
    expect(new Set(namesOf(['same', 'same'])).size).toBe(2);
  });

  test('are cut, and still differ', () => {
    const long = 'x'.repeat(70);
    const cut = namesOf([`${long}1`, `${long}2`]);
    expect(new Set(cut).size).toBe(2);
    expect(cut.every((name) => name.length === 48)).toBe(true);
  });
});

describe('a document', () => {
  const read = (document: McpApiDocument) => document._read(30_000).document.openapi;
  const YAML = 'openapi: 3.0.3\ninfo: {title: Pets, version: "1"}\npaths:\n  /pets:\n    get: {responses: {200: {description: Done}}}\n';

  test('is read from text, a file, an object and an asset, in JSON and YAML', () => {
    const directory = temporaryDirectory('openapi');
    fs.writeFileSync(path.join(directory, 'pets.yaml'), YAML);
    expect(read(McpApiDocument.fromFile(path.join(directory, 'pets.yaml')))).toBe('3.0.3');
    expect(read(McpApiDocument.fromText(`\uFEFF${JSON.stringify(PETS)}`))).toBe('3.1.0');
    expect(read(McpApiDocument.fromObject(PETS))).toBe('3.1.0');
    const stack = new Stack(new App({ outdir: path.join(directory, 'cdk.out') }), 'Stack');
    expect(read(McpApiDocument.fromAsset(new Asset(stack, 'Document', { path: path.join(directory, 'pets.yaml') })))).toBe('3.0.3');
  });

  test.each([
    ['a missing file', () => McpApiDocument.fromFile('no-such-file.yaml'), 'OpenApiDocumentUnreadable'],
    ['no JSON or YAML', () => McpApiDocument.fromText('{"a": '), 'OpenApiDocumentUnreadable'],
    ['a list', () => McpApiDocument.fromText('[]'), 'OpenApiDocumentUnreadable'],
    ['no paths', () => McpApiDocument.fromText('{"openapi": "3.1.0"}'), 'OpenApiDocumentUnreadable'],
    ['another version', () => McpApiDocument.fromText('{"openapi": "4.0.0", "paths": {}}'), 'OpenApiVersion'],
    ['Swagger 2.0', () => McpApiDocument.fromText('{"swagger": "2.0", "paths": {}}'), 'OpenApiVersion'],
    ['YAML that grows', () => McpApiDocument.fromText(`a: &a [1,1,1,1,1,1,1,1,1]\n${'bcdefghi'.split('').map((name, index) => `${name}: &${name} [${`*${'abcdefgh'[index]},`.repeat(9).slice(0, -1)}]`).join('\n')}\n`), 'OpenApiDocumentUnreadable'],
    ['no JSON value', () => McpApiDocument.fromObject({ paths: new Map() }), 'OpenApiDocumentUnreadable'],
  ])('is refused: %s', (_name, document, code) => {
    expect(codeOf(() => read(document()))).toBe(code);
  });

  test('T95: follows references to its folder by choice, and nowhere else', () => {
    const directory = temporaryDirectory('openapi-references');
    const folder = path.join(directory, 'api');
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(directory, 'secret.json'), '{"type":"string","description":"canary"}');
    fs.writeFileSync(path.join(folder, 'pet.yaml'), 'type: object\nproperties: {name: {type: string}}\n');
    fs.symlinkSync(path.join(directory, 'secret.json'), path.join(folder, 'link.json'));
    const write = (name: string, reference: string): string => {
      const file = path.join(folder, name);
      const content = { 'application/json': { schema: { $ref: reference } } };
      fs.writeFileSync(file, JSON.stringify({ ...PETS, paths: { '/pets': { post: { operationId: 'add', requestBody: { required: true, content }, responses } } } }));
      return file;
    };
    const within = write('within.json', './pet.yaml');
    const add = (file: string, followReferences: boolean) => apiTools(McpApiDocument.fromFile(file, { followReferences }), ADDRESS, { include: [McpApiOperations.withId('add')] }, TIMEOUT).tools[0];
    expect(add(within, true).inputSchema).toMatchObject({ properties: { name: { type: 'string' } } });
    expect(codeOf(() => add(within, false))).toBe('OpenApiOperationRefused');
    for (const [name, reference] of [['up.json', '../secret.json'], ['link-user.json', './link.json'], ['file.json', `file://${path.join(directory, 'secret.json')}`], ['http.json', 'http://127.0.0.1:9/x.json']]) {
      expect(codeOf(() => add(write(name, reference), true))).toBe('OpenApiReference');
      expect(codeOf(() => add(write(name, reference), false))).toBe('OpenApiOperationRefused');
    }
  });
});
