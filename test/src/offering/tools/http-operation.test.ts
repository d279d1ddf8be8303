import { describe, expect, test } from '@jest/globals';
import { App, Duration, Size, Stack } from 'aws-cdk-lib';
import { HttpOperation } from '../../../../src/contract/connector/http-operation';
import { McpSchema } from '../../../../src/offering/json-schema/mcp-schema';
import { McpHttpSelection } from '../../../../src/offering/results/mcp-http-selection';
import { httpOperation } from '../../../../src/offering/tools/http-operation';
import { McpHttpToolProps } from '../../../../src/offering/tools/http-tool-props';
import { McpHttpBody } from '../../../../src/offering/tools/mcp-http-body';

const STRING = { type: 'string' };

function compile(props: Partial<McpHttpToolProps>, properties: { [name: string]: object } = {}, required = Object.keys(properties)): Omit<HttpOperation, 'connection'> {
  return httpOperation({
    tool: 'a',
    props: { description: 'd', url: '/items', inputSchema: McpSchema.fromJson({ type: 'object', properties, required }), ...props },
    baseUrl: 'https://api.example.com/v1/',
    toolTimeout: Duration.seconds(29),
    scope: new Stack(new App(), 'S'),
  });
}

const form = (name: string, ...path: string[]) => ({ name, argument: path.length === 0 ? [name] : path, style: 'form', explode: true });
const membersOf = ({ body }: Omit<HttpOperation, 'connection'>) => (body && 'members' in body.source ? body.source.members : undefined);

describe('an HTTP tool', () => {
  test('is a GET whose other arguments are query parameters', () => {
    expect(compile({ url: '/items/{id}{?limit}' }, { id: STRING, limit: { type: 'integer' }, state: STRING })).toEqual({
      kind: 'http',
      method: 'GET',
      path: ['/items/', { name: 'id', argument: ['id'], style: 'simple', explode: false }],
      query: [{ ...form('limit'), explode: false }, form('state')],
      constants: { headers: { accept: 'application/json, */*;q=0.5' } },
      answer: { maxBytes: 49152, narrowedBy: ['limit'] },
      timeoutMillis: 28000,
    });
  });

  test.each(['POST', 'PUT', 'PATCH', 'QUERY'])('of the method %s has them as members of a JSON body', (method) => {
    const operation = compile({ method, url: '/items/{id}' }, { id: STRING, name: STRING, tags: { type: 'array' } });

    expect(operation).toMatchObject({ method, body: { kind: 'json', mediaType: 'application/json' } });
    expect(membersOf(operation)).toEqual([{ at: ['name'], argument: ['name'] }, { at: ['tags'], argument: ['tags'] }]);
    expect(operation.query).toBeUndefined();
  });

  test.each(['GET', 'HEAD', 'OPTIONS', 'DELETE'])('of the method %s has no body, unless one is given', (method) => {
    expect(compile({ method }, { name: STRING })).toEqual(expect.objectContaining({ query: [form('name')] }));
    expect(compile({ method }, { name: STRING })).not.toHaveProperty('body');
    expect(membersOf(compile({ method, body: McpHttpBody.json() }, { name: STRING }))).toEqual([{ at: ['name'], argument: ['name'] }]);
  });

  test('without arguments has neither query nor body', () => {
    expect(compile({ method: 'POST' })).not.toHaveProperty('body');
    expect(compile({})).not.toHaveProperty('query');
  });

  test('has headers and query parameters that are constant, or one argument', () => {
    const operation = compile(
      { headers: { 'X-Tenant': '{tenant}', 'X-Version': '2', 'Accept': 'text/csv' }, query: { 'filter[state]': '{filter.state}', 'beta': 'a&b' }, url: '/items?v=1' },
      { tenant: STRING, filter: { type: 'object', properties: { state: STRING } } },
    );

    expect(operation.headers).toEqual([{ name: 'X-Tenant', argument: ['tenant'], style: 'simple', explode: false }]);
    expect(operation.query).toEqual([form('filter[state]', 'filter', 'state')]);
    expect(operation.constants).toEqual({ headers: { 'accept': 'text/csv', 'x-version': '2' }, query: 'v=1&beta=a%26b' });
  });

  test('lets {+path} keep its slashes', () => {
    expect(compile({ url: '/files/{+path}' }, { path: STRING }).path).toEqual(['/files/', { name: 'path', argument: ['path'], style: 'simple', explode: false, slashes: true, allowReserved: true }]);
  });

  test('may have its whole URL, as long as it is below the base URL', () => {
    expect(compile({ url: 'https://api.example.com/v1/items/{id}' }, { id: STRING }).path[0]).toBe('/items/');
    expect(compile({ url: 'https://api.example.com/v1?x=1' }).constants?.query).toBe('x=1');
  });

  test('has a body that is put together, or that is one argument', () => {
    const graphql = compile({ method: 'POST', body: McpHttpBody.json({ members: { '/variables/id': 'id', '/a~1b': 'x' }, constants: { '/query': '{ a }' } }) }, { id: STRING, x: STRING });

    expect(membersOf(graphql)).toEqual([{ at: ['query'], value: '{ a }' }, { at: ['variables', 'id'], argument: ['id'] }, { at: ['a/b'], argument: ['x'] }]);
    expect(compile({ method: 'PUT', body: McpHttpBody.fromArgument('doc') }, { doc: {}, x: STRING }))
      .toMatchObject({ body: { kind: 'json', source: { argument: ['doc'] } }, query: [form('x')] });
    expect(compile({ method: 'PUT', body: McpHttpBody.fromArgument('doc', 'text/plain') }, { doc: STRING }).body).toMatchObject({ kind: 'raw', value: 'text' });
    expect(compile({ method: 'PUT', body: McpHttpBody.fromArgument('doc', 'image/png') }, { doc: {} }).body).toMatchObject({ kind: 'raw', value: 'file' });
    expect(compile({ method: 'POST', body: McpHttpBody.form() }, { a: STRING }).body).toMatchObject({ kind: 'form', source: { members: [{ at: ['a'], argument: ['a'] }] } });
    expect(compile({ method: 'POST', body: McpHttpBody.multipart(['f']) }, { a: STRING, f: {} }).body).toMatchObject({ kind: 'multipart', encoding: { f: { value: 'file' } } });
    expect(compile({ method: 'POST', body: McpHttpBody.none() }, { a: STRING })).toMatchObject({ query: [form('a')] });
    expect(compile({ method: 'POST', body: McpHttpBody.none() }, { a: STRING })).not.toHaveProperty('body');
  });

  test('has a timeout, a selection and a size', () => {
    const { answer, timeoutMillis } = compile({
      timeout: Duration.millis(2500), selection: McpHttpSelection.fromPointer('/data/items~1x'), maxAnswerSize: Size.kibibytes(8), outputSchema: McpSchema.fromJson({ type: 'object' }),
    });

    expect({ answer, timeoutMillis }).toEqual({ answer: { maxBytes: 8192, selection: { kind: 'pointer', pointer: '/data/items~1x' }, structured: true }, timeoutMillis: 2500 });
  });

  test('selects by a JSONata expression that the connector can read', () => {
    const expression = 'items[price > 10].{ "name": $uppercase(name) }';
    expect(compile({ selection: McpHttpSelection.fromJsonata(expression) }).answer.selection).toEqual({ kind: 'jsonata', expression });
  });

  test.each<[string, Partial<McpHttpToolProps>, { [name: string]: object }, RegExp]>([
    ['InvalidHttpMethod', { method: 'get' }, {}, /the tool "a" has the method "get"; use one of GET, /],
    ['InvalidHttpMethod', { method: 'TRACE' }, {}, /TRACE/],
    ['InvalidUrlTemplate', { url: 'items' }, {}, /does not begin with a slash/],
    ['InvalidUrlTemplate', { url: 'https://evil.example/items' }, {}, /outside the base URL of its connection \("https:\/\/api\.example\.com\/v1\/"\)/],
    ['InvalidUrlTemplate', { url: 'https://api.example.com/v12' }, {}, /outside the base URL/],
    ['InvalidUrlTemplate', { url: 'https://api.example.com/v1@evil.example/' }, {}, /outside the base URL/],
    ['HttpArgumentUnknown', { url: '/items/{itemId}' }, { item_id: STRING }, /has "itemId" in the path.*did you mean "item_id"/],
    ['HttpArgumentUnknown', { headers: { 'X-A': '{nope}' } }, {}, /give an inputSchema that has it/],
    ['HttpArgumentUnknown', { url: '/items/{a.b}' }, { a: STRING }, /has "a\.b" in the path/],
    ['HttpArgumentUnknown', { method: 'POST', body: McpHttpBody.fromArgument('doc') }, { x: STRING }, /in the body/],
    ['HttpArgumentUnknown', { method: 'POST', body: McpHttpBody.multipart(['f']) }, { x: STRING }, /in a file of the body/],
    ['HttpArgumentMappedTwice', { url: '/items/{id}{?id}' }, { id: STRING }, /sends "id" in the path and in the query/],
    ['HttpArgumentMappedTwice', { url: '/items/{id}', headers: { 'X-Id': '{id}' } }, { id: STRING }, /in the path and in the header "X-Id"/],
    ['HttpArgumentMappedTwice', { method: 'POST', body: McpHttpBody.json({ members: { '/a': 'id', '/b': 'id' } }) }, { id: STRING }, /in the body and in the body/],
    ['HttpArgumentUnused', { method: 'POST', body: McpHttpBody.json({ members: { '/a': 'id' } }) }, { id: STRING, x: STRING }, /takes "x" and sends it nowhere/],
    ['InvalidHttpBody', { method: 'POST', body: McpHttpBody.json({ members: { '/a': 'id' }, constants: { '/a/b': 1 } }) }, { id: STRING }, /two values at "\/a/],
    ['InvalidHttpBody', { method: 'POST', body: McpHttpBody.json({ mediaType: 'text/plain' }) }, {}, /text\/plain/],
    ['InvalidHttpBody', { method: 'POST', body: McpHttpBody.fromArgument('id', 'png') }, { id: STRING }, /"png"/],
    ['InvalidJsonPointer', { method: 'POST', body: McpHttpBody.json({ members: { a: 'id' } }) }, { id: STRING }, /puts a value at "a"/],
    ['InvalidJsonPointer', { selection: McpHttpSelection.fromPointer('data') }, {}, /selects "data"/],
    ['InvalidJsonPointer', { selection: McpHttpSelection.fromPointer('/a~2') }, {}, /selects "\/a~2"/],
    ['InvalidJsonata', { selection: McpHttpSelection.fromJsonata('items[price >') }, {}, /selects by "items\[price >", which is no JSONata expression: .+ \(at character \d+\)/],
    ['InvalidHttpHeader', { headers: { Authorization: 'Bearer x' } }, {}, /credentials are the connection's/],
    ['InvalidHttpHeader', { headers: { Host: '{id}' } }, { id: STRING }, /not for tools/],
    ['InvalidHttpHeader', { headers: { Accept: '{id}' } }, { id: STRING }, /not for tools/],
    ['InvalidHttpHeader', { headers: { 'a b': 'x' } }, {}, /letters, digits and -/],
    ['InvalidHttpHeader', { headers: { 'X-A': 'a\nb' } }, {}, /control characters/],
    ['InvalidHttpMapping', { headers: { 'X-A': 'v{id}' } }, { id: STRING }, /a constant, or one argument in braces/],
    ['InvalidAnswerSize', { maxAnswerSize: Size.mebibytes(2) }, {}, /2048 KiB/],
    ['InvalidHttpTimeout', { timeout: Duration.seconds(30) }, {}, /may take 30 seconds, but a request to the server 29/],
  ])('%s: %j', (code, props, properties, message) => {
    expect(() => compile(props, properties)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  });

  test('requires what its path needs', () => {
    expect(() => compile({ url: '/items/{id}' }, { id: STRING }, [])).toThrow(expect.objectContaining({ code: 'HttpPathArgumentOptional' }));
    expect(() => compile({ url: '/items/{ref.id}' }, { ref: { type: 'object', properties: { id: STRING } } })).toThrow(expect.objectContaining({ code: 'HttpPathArgumentOptional' }));
    expect(() => compile({ url: '/items/{ref.id}' }, { ref: { type: 'object', properties: { id: STRING }, required: ['id'] } })).not.toThrow();
  });

  test('has a base URL that only the deployment knows', () => {
    const options = { tool: 'a', toolTimeout: Duration.seconds(29), scope: new Stack(new App(), 'S') };

    expect(httpOperation({ ...options, props: { description: 'd', url: '/items' } }).path).toEqual(['/items']);
    expect(() => httpOperation({ ...options, props: { description: 'd', url: 'https://api.example.com/items' } })).toThrow(expect.objectContaining({ code: 'InvalidUrlTemplate' }));
  });
});
