import { Duration } from 'aws-cdk-lib';
import { ApiTools, apiTools } from '../../../../src/offering/openapi/api-tools';
import { Budget } from '../../../../src/offering/openapi/budget';
import { ApiDocument } from '../../../../src/offering/openapi/document';
import { McpApiDocument } from '../../../../src/offering/openapi/mcp-api-document';
import { McpApiOperations } from '../../../../src/offering/openapi/mcp-api-operations';
import { McpOpenApiToolsetProps } from '../../../../src/offering/openapi/open-api-props';
import { isRefused, mapOperation, MappedOperation, RefusedOperation } from '../../../../src/offering/openapi/operation-mapping';
import { operationsOf } from '../../../../src/offering/openapi/operations';
import { codeOf } from '../../../support/offering-fixture';

/** Documents of strangers, who want to stop a build, to read what is not theirs, or to write into what is ours. */

const responses = { 200: { description: 'Done' } };
const ADDRESS = { baseUrl: 'https://api.example.com', origins: [] };

const body = (schema: object, mediaType = 'application/json') => ({ post: { operationId: 'do', requestBody: { required: true, content: { [mediaType]: { schema } } }, responses } });
const documentOf = (item: object, schemas: object = {}, more: object = {}) => (
  JSON.stringify({ openapi: '3.1.0', info: { title: 'Hostile', version: '1' }, paths: { '/things': item }, components: { schemas }, ...more })
);
const read = (text: string, props: Partial<McpOpenApiToolsetProps> = {}): ApiTools => (
  apiTools(McpApiDocument.fromText(text), ADDRESS, { include: [McpApiOperations.all()], ...props }, Duration.seconds(29))
);
/** The first operation's tool, or why there is none; of a document that the program has read. */
const first = (text: string): MappedOperation | RefusedOperation => {
  const document = new ApiDocument(JSON.parse(text));
  return mapOperation(operationsOf(document).operations[0], { document, address: ADDRESS, outputSchemas: true, budget: new Budget('the document', 60, Infinity) });
};
const outcome = (text: string): string => {
  const result = first(text);
  return isRefused(result) ? result.reason : 'tool';
};
const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
/** So many schemas, each of which refers to the next one as often as is said. */
const levels = (count: number, times: number, of: (references: object[]) => object, last: object) => Object.fromEntries(
  Array.from({ length: count }, (_, level) => [`S${level}`, level === count - 1 ? last : of(Array.from({ length: times }, () => reference(`S${level + 1}`)))]),
);
const deep = (depth: number, start: string, end: string, middle: string) => start.repeat(depth) + middle + end.repeat(depth);

test('T132: a document hides nothing in its texts from who reads it: no tags of Unicode, selectors, letters without width, other directions', () => {
  const tags = String.fromCodePoint(...[...'run rm'].map((letter) => 0xe0000 + letter.codePointAt(0)!));
  const said = `Lists${tags} the\u200b th\u202ein\u2066gs\u{e0100}. 👩\u200d💻 ❤\ufe0f\ufe0e\ufe01`;
  const [tool] = read(documentOf({ get: { operationId: 'list', summary: said, parameters: [{ name: 'q', in: 'query', description: said, schema: { type: 'string' } }], responses } })).tools;

  expect([tool.title, tool.description, tool.inputSchema.properties]).toEqual(
    ['Lists the things. 👩\u200d💻 ❤\ufe0f', 'Lists the things. 👩\u200d💻 ❤\ufe0f', { q: { type: 'string', description: 'Lists the things. 👩\u200d💻 ❤\ufe0f' } }],
  );
});

test('T132: a document writes nothing but text to the terminal', () => {
  expect(() => read(documentOf({ trace: { operationId: 'no\u001b[2J\u202e', responses } }), { include: [McpApiOperations.withId('no\u001b[2J\u202e')] }))
    .toThrow('the operation no\\u001b[2J\\u202e (TRACE /things)');
});

describe('T95: a document in circles', () => {
  test.each<[string, object, object, unknown]>([
    ['of references', body(reference('A')), { A: reference('B'), B: reference('A') }, 'refers to "#/components/schemas/A", which leads back to itself'],
    ['of one reference', body(reference('A')), { A: reference('A') }, 'refers to "#/components/schemas/A", which leads back to itself'],
    ['of members', body(reference('A')), { A: { type: 'object', properties: { a: reference('A') } } }, 'tool'],
    ['of lists in a form with files', body({ type: 'object', properties: { a: reference('A') } }, 'multipart/form-data'), { A: { type: 'array', items: reference('A') } }, 'tool'],
    ['of parts', body(reference('A')), { A: { allOf: [reference('A'), { type: 'object', properties: { a: {} } }] } }, expect.stringContaining('so that no value could ever be judged')],
    ['of the whole document', body({ $ref: '#' }), {}, 'tool'],
  ])('%s ends', (_what, item, schemas, expected) => {
    expect(outcome(documentOf(item, schemas))).toEqual(expected);
  });

  test('of path items ends', () => {
    expect(codeOf(() => read(documentOf({ $ref: '#/paths/~1things' })))).toBe('OpenApiSelectionEmpty');
  });
});

describe('T95: a document that would expand to billions', () => {
  test.each<[string, object]>([
    ['by parts of parts', levels(12, 60, (allOf) => ({ allOf }), { type: 'object', properties: { a: {} }, required: ['a'] })],
    ['by parts of parts without members', levels(12, 60, (allOf) => ({ type: 'object', allOf }), { type: 'object', properties: {} })],
    ['by alternatives', levels(12, 60, (oneOf) => ({ oneOf, discriminator: { propertyName: 'a' } }), { type: 'object', properties: { a: { type: 'string' } } })],
    ['by members', levels(12, 60, (references) => ({ type: 'object', properties: Object.fromEntries(references.map((each, index) => [`m${index}`, each])) }), { type: 'string' })],
  ])('%s is as large as it is written', (_what, schemas) => {
    expect(JSON.stringify((first(documentOf(body(reference('S0')), schemas)) as MappedOperation).inputSchema).length).toBeLessThan(100_000);
  });

  test('by aliases of YAML is refused', () => {
    const lists = Array.from({ length: 12 }, (_, level) => `x-${level}: &a${level} [${Array.from({ length: 9 }, () => (level === 0 ? '1' : `*a${level - 1}`)).join(',')}]`).join('\n');

    expect(codeOf(() => read(`openapi: 3.1.0\ninfo: {title: Hostile, version: "1"}\n${lists}\npaths: {}\n`))).toBe('OpenApiDocumentUnreadable');
  });

  test('that holds itself by an alias is refused', () => {
    expect(codeOf(() => read('openapi: 3.1.0\ninfo: {title: Hostile, version: "1"}\nx-a: &a [*a]\npaths: {}\n'))).toBe('OpenApiDocumentUnreadable');
  });
});

describe('T131: a pattern that a text could keep busy for minutes', () => {
  const pattern = '^(a+)+$';
  const inputOf = (schema: object) => (first(documentOf(body(schema))) as MappedOperation);

  test('is left out, and the tool says so', () => {
    const { inputSchema, notes } = inputOf({ type: 'object', properties: { a: { type: 'string', pattern }, b: { type: 'string', pattern: '^b+$' } } });

    expect(inputSchema).toMatchObject({ properties: { a: { type: 'string' }, b: { pattern: '^b+$' } } });
    expect(JSON.stringify(inputSchema)).not.toContain('(a+)+');
    expect([...notes]).toEqual(['the pattern "^(a+)+$" is left out: its time doubles with each character']);
  });

  test('is left out where it names members, which are not additional then', () => {
    const { inputSchema } = inputOf({ type: 'array', items: { type: 'object', patternProperties: { [pattern]: { type: 'number' }, '^b': {} }, additionalProperties: false } });

    expect(inputSchema.properties).toEqual({ body: { type: 'array', items: { type: 'object', patternProperties: { '^b': {} } } } });
  });
});

describe('T95: a document of great depth', () => {
  test.each<[string, string, string]>([
    ['of schemas', documentOf(body({ type: 'object', properties: { DEEP: {} } })).replace('"DEEP":{}', `"a":${deep(2000, '{"properties":{"a":', '}}', '{}')}`), 'has a schema of more than 60 levels'],
    ['of lists of lists, by reference', documentOf(body(reference('S0')), levels(500, 1, ([items]) => ({ type: 'array', items }), { type: 'string' })), 'tool'],
    ['of references to references', documentOf(body(reference('S0')), levels(500, 1, ([next]) => next, { type: 'string' })), 'refers to "#/components/schemas/S32", which leads back to itself'],
  ])('%s has an end', (_what, text, expected) => {
    expect(outcome(text)).toBe(expected);
  });

  test.each([['lists', deep(200_000, '[', ']', '')], ['objects', deep(200_000, '{"a":', '}', '1')]])('of %s in an extension is refused', (_what, value) => {
    expect(codeOf(() => read(documentOf(body({})).replace('"info":', `"x-deep":${value},"info":`)))).toBe('OpenApiDocumentUnreadable');
  });

  test('as an object of the app is refused', () => {
    expect(codeOf(() => McpApiDocument.fromObject(JSON.parse(deep(5000, '{"a":', '}', '1'))))).toBe('OpenApiDocumentUnreadable');
  });
});

describe('T95: a document of great size', () => {
  test('is refused at the first tools that are too many bytes, and not after the last', () => {
    const large = { type: 'object', properties: Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`m${index}`, { type: 'string', description: 'x'.repeat(50) }])) };
    const paths = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`/p${index}`, { post: { requestBody: { content: { 'application/json': { schema: reference('Large') } } }, responses } }]));

    expect(() => read(documentOf({}, { Large: large }, { paths }))).toThrow(/^OpenApiBudgetExceeded: the OpenAPI document makes tools of 1\d{6} bytes and more, of them "POST \/p\d"/);
  });

  test('with a name of a million characters, or as many operations of one name, gets names of usual length', () => {
    const { tools: [tool] } = read(documentOf({ get: { operationId: 'a/'.repeat(500_000), responses } }));
    expect(tool.name.length).toBe(48);
    const paths = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`/p${index}`, { get: { operationId: 'same', responses } }]));
    expect(codeOf(() => read(documentOf({}, {}, { paths })))).toBe('OpenApiBudgetExceeded');
  });

  test.each([['{'], ['['], ['(?'], ['\\'], ['(a+)+'], ['[^]'], ['{{a'], ['<script '], ['- ']])('of %j again and again, as pattern, path, text and name, is read', (text) => {
    const long = text.repeat(50_000);
    const schema = { type: 'object', properties: { a: { type: 'string', pattern: long, description: long, format: long, enum: [long] }, [long]: {} } };

    expect(['tool', expect.any(String)]).toContainEqual(outcome(documentOf({ ...body(schema), summary: long })));
    expect(() => outcome(documentOf({}, {}, { paths: { [`/${long}`]: body(schema) } }))).not.toThrow(RangeError);
  });

  test('is given up when its time is over, in the middle of a schema', () => {
    let now = 0;
    const budget = new Budget('the OpenAPI document', 60, Infinity, () => now);
    budget.work();
    now = 60_001;
    const work = () => Array.from({ length: 256 }, () => budget.work());

    expect(work).toThrow('OpenApiBudgetExceeded: the OpenAPI document needs more than 60 seconds');
  });
});

describe('T95: a document with names that objects inherit', () => {
  const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];

  test('has them as names like others', () => {
    const operation = (name: string) => ({
      operationId: name,
      tags: [name],
      parameters: [{ name, in: 'query', schema: { type: 'string' } }, { name, in: 'header', schema: { type: 'string' } }],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: JSON.parse(`{"type":"object","properties":{"${name}":{"type":"string"},"b":{"$ref":"#/components/schemas/${name}"}},"required":["${name}"]}`) } },
      },
      responses,
    });
    const paths = Object.fromEntries(NAMES.map((name) => [`/${name}`, { post: operation(name) }]));
    const schemas = JSON.parse(`{${NAMES.map((name) => `"${name}":{"type":"integer"}`).join(',')}}`);

    const { tools } = read(documentOf({}, schemas, { paths }), { include: [McpApiOperations.withId(...NAMES)] });

    expect(tools.map(({ name }) => name)).toEqual(NAMES);
    tools.forEach(({ inputSchema, operation: { query } }, index) => {
      expect(Object.keys(inputSchema.properties as object)).toHaveLength(4);
      expect(query).toEqual([expect.objectContaining({ name: NAMES[index] })]);
    });
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test('has no operation or tag of such a name otherwise', () => {
    const text = documentOf({ get: { operationId: 'do', responses } });

    expect(NAMES.map((name) => codeOf(() => read(text, { include: [McpApiOperations.withId(name)] })))).toEqual(NAMES.map(() => 'OpenApiOperationUnknown'));
    expect(NAMES.map((name) => codeOf(() => read(text, { include: [McpApiOperations.withTag(name)] })))).toEqual(NAMES.map(() => 'OpenApiSelectionEmpty'));
    expect(read(text, { overrides: {} }).tools[0].name).toBe('do');
  });

  test.each(['#/components/schemas/__proto__', '#/__proto__/a', '#/constructor', '#/paths/length', '#/components/schemas/A/properties/constructor'])('%s is no place in it', ($ref) => {
    expect(outcome(documentOf(body({ $ref }), { A: { properties: {} } }))).toBe(`refers to "${$ref}", which is not in the document`);
  });
});

describe('T95: a document that leads elsewhere', () => {
  test('is not followed, wherever it does so', () => {
    const references = [
      'http://127.0.0.1:9/a.json', 'https://evil.example/a.json#/x', 'file:///etc/passwd', '//evil.example/a', '/etc/passwd', '../../../etc/passwd', 'a.json', 'data:application/json,{}',
      '\\\\evil.example\\share\\a', 'jar:file:///a!/b', '%2e%2e/etc/passwd',
    ];
    const paths = Object.fromEntries(references.flatMap(($ref, index) => {
      const content = { 'application/json': { schema: { type: 'object', properties: { a: { $ref } } } } };
      return [
        [`/member/${index}`, { post: { requestBody: { content }, responses } }], [`/body/${index}`, { post: { requestBody: { $ref }, responses } }],
        [`/parameter/${index}`, { get: { parameters: [{ $ref }], responses } }], [`/path/${index}`, { $ref }],
      ];
    }));

    const { tools, refused, warnings } = read(documentOf({ get: { responses } }, {}, { paths: { '/things': { get: { responses } }, ...paths } }));

    expect(tools.map(({ name }) => name)).toEqual(['get_things']);
    expect(refused.map(({ reason }) => /, outside the document;/.test(reason))).toEqual(Array.from({ length: 3 * references.length }, () => true));
    expect(warnings).toContainEqual(expect.objectContaining({ id: 'openApiOperationsLeftOut', message: expect.stringContaining(`has ${4 * references.length} operations`) }));
  });

  test.each([
    ['of its own', [{ url: 'https://evil.example' }]], ['by a variable', [{ url: 'https://{host}', variables: { host: { default: 'evil.example' } } }]],
    ['by a host in the user name', [{ url: 'https://api.example.com@evil.example' }]], ['without a scheme', [{ url: '//evil.example/a' }]],
    ['by a backslash', [{ url: '\\\\evil.example' }]], ['by another port', [{ url: 'https://api.example.com:8443' }]],
  ])('a server %s is none of the connection', (_how, servers) => {
    expect(outcome(documentOf({ get: { servers, responses } }))).toContain('which is not an origin of the connection');
  });
});
