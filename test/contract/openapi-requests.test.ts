import { reasonOf, sent, toolOf } from '../support/api-document';

/** What synthesis makes of an operation, and what the connector sends of it. */

const query = (more: object, schema: object = { type: 'array', items: { type: 'string' } }) => ({ operation: { parameters: [{ name: 'q', in: 'query', schema, ...more }] } });
const body = (mediaType: string, schema: object, more: object = {}, required = true) => (
  { method: 'post', operation: { requestBody: { required, content: { [mediaType]: { schema, ...more } } } } }
);
const object = { type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' } } };

describe('parameters are sent in the style of their place', () => {
  test.each([
    ['form, exploded', {}, ['x', 'y z'], '?q=x&q=y%20z'],
    ['form, in one', { explode: false }, ['x', 'y,z'], '?q=x,y%2Cz'],
    ['spaces', { style: 'spaceDelimited', explode: false }, ['x', 'y'], '?q=x%20y'],
    ['pipes', { style: 'pipeDelimited', explode: false }, ['x', 'y'], '?q=x%7Cy'],
  ])('a list: %s', (_name, more, value, expected) => {
    expect(sent(query(more), { q: value }).url).toBe(`/things${expected}`);
  });

  test('an object: exploded, in one and deep', () => {
    const value = { a: '1', b: '2' };
    expect(sent(query({}, object), { q: value }).url).toBe('/things?a=1&b=2');
    expect(sent(query({ explode: false }, object), { q: value }).url).toBe('/things?q=a,1,b,2');
    expect(sent(query({ style: 'deepObject', explode: true }, object), { q: value }).url).toBe('/things?q%5Ba%5D=1&q%5Bb%5D=2');
  });

  test('JSON, where the parameter has a media type', () => {
    const small = { operation: { parameters: [{ name: 'q', in: 'query', content: { 'application/json': { schema: object } } }] } };
    expect(sent(small, { q: { a: '1' } }).url).toBe(`/things?q=${encodeURIComponent('{"a":"1"}')}`);
  });

  test.each([['simple', '/things/1,2'], ['label', '/things/.1,2'], ['matrix', '/things/;id=1,2']])('a path variable in the style %s', (style, expected) => {
    const small = { path: '/things/{id}', operation: { parameters: [{ name: 'id', in: 'path', required: true, style, schema: { type: 'array', items: { type: 'string' } } }] } };
    expect(sent(small, { id: ['1', '2'] }).url).toBe(expected);
  });

  test('headers and cookies, those of the path item too, which the operation replaces', () => {
    const small = {
      pathItem: { parameters: [{ name: 'X-One', in: 'header', schema: { type: 'string' } }, { name: 'x-two', in: 'header', schema: { type: 'integer' } }] },
      operation: { parameters: [{ name: 'X-Two', in: 'header', required: true, schema: { type: 'string' } }, { name: 'session', in: 'cookie', schema: { type: 'string' } }] },
    };
    expect(sent(small, { 'X-One': 'a', 'X-Two': 'b', 'session': 'c' }).headers).toEqual({ 'x-one': 'a', 'x-two': 'b', 'cookie': 'session=c' });
    expect(toolOf(small).inputSchema.required).toEqual(['X-Two']);
  });

  test('several variables in one segment, a query in the key and no fragment', () => {
    const small = { path: '/a/{x}...{y}?beta=true#two', operation: { parameters: [{ name: 'x', in: 'path', required: true, schema: { type: 'string' } }] } };
    expect(sent(small, { x: '1', y: '2' }).url).toBe('/a/1...2?beta=true');
  });

  test('the whole query string of OpenAPI 3.2', () => {
    const small = { version: '3.2.0', operation: { parameters: [{ name: 'filter', in: 'querystring', content: { 'application/x-www-form-urlencoded': { schema: object } } }] } };
    expect(sent(small, { filter: { a: '1 2' } }).url).toBe('/things?a=1%202');
  });

  test('without the parameters that OpenAPI ignores', () => {
    const small = { operation: { parameters: ['Accept', 'content-type', 'Authorization'].map((name) => ({ name, in: 'header', required: true, schema: { type: 'string' } })) } };
    expect(toolOf(small).inputSchema).toEqual({ type: 'object', properties: {}, additionalProperties: false });
  });

  test('with names that models accept', () => {
    const names = ['include[]', 'DateSent<', 'DateSent>', 'files[0]', '__proto__', 'x'.repeat(80)];
    const small = { operation: { parameters: names.map((name) => ({ name, in: 'query', schema: { type: 'string' } })) } };
    const properties = Object.keys(toolOf(small).inputSchema.properties as object);
    expect(properties).toEqual(['include', expect.stringMatching(/^DateSent_[0-9a-f]{6}$/), expect.stringMatching(/^DateSent_[0-9a-f]{6}$/), 'files_0', 'proto_', expect.stringMatching(/^x{57}_[0-9a-f]{6}$/)]);
    const values = Object.fromEntries(properties.map((name, index) => [name, String(index)]));
    expect(sent(small, values).url).toBe(`/things?${names.map((name, index) => `${encodeURIComponent(name)}=${index}`).join('&')}`);
  });
});

describe('bodies', () => {
  test('have the members of an object as arguments', () => {
    const small = body('application/json', { type: 'object', required: ['a'], properties: { a: { type: 'string' }, n: { type: 'integer' } } });
    expect(sent(small, { a: 'x', n: 1 })).toEqual({ url: '/things', headers: { 'content-type': 'application/json' }, body: '{"a":"x","n":1}' });
    expect(toolOf(small).inputSchema.required).toEqual(['a']);
  });

  test('tell a member from a parameter of its name', () => {
    const small = { path: '/things/{id}', ...body('application/json', { type: 'object', properties: { id: { type: 'integer' } } }) };
    expect(sent(small, { id_path: 'p', id_body: 7 })).toMatchObject({ url: '/things/p', body: '{"id":7}' });
  });

  test('are one argument where they are more than members', () => {
    for (const schema of [{ type: 'array', items: { type: 'string' } }, { oneOf: [object, { type: 'string' }] }, { ...object, additionalProperties: { type: 'string' } }, { ...object, minProperties: 1 }]) {
      expect(Object.keys(toolOf(body('application/json', schema)).inputSchema.properties as object)).toEqual(['body']);
    }
    expect(sent(body('application/json-patch+json', { type: 'array', items: {} }), { body: [{ op: 'remove', path: '/a' }] }).body).toBe('[{"op":"remove","path":"/a"}]');
  });

  test('that may be left out need all that they require, as soon as they have a member', () => {
    const tool = toolOf(body('application/json', { type: 'object', required: ['a'], properties: object.properties }, {}, false));
    expect(tool.inputSchema).toMatchObject({ dependentRequired: { a: [], b: ['a'] } });
    expect(tool.inputSchema.required).toBeUndefined();
  });

  test('have the members of all parts of allOf, and none that is read-only', () => {
    const small = {
      ...body('application/json', { allOf: [{ $ref: '#/components/schemas/Base' }, { type: 'object', required: ['c'], properties: { c: { type: 'string' } } }] }),
      schemas: { Base: { type: 'object', required: ['id', 'a'], properties: { id: { type: 'string', readOnly: true }, a: { type: 'string' } } } },
    };
    expect(toolOf(small).inputSchema).toMatchObject({ properties: { a: {}, c: {} }, required: ['a', 'c'] });
    expect(Object.keys(toolOf(small).inputSchema.properties as object)).toEqual(['a', 'c']);
  });

  test('of forms follow their encoding', () => {
    const schema = { type: 'object', properties: { list: { type: 'array', items: { type: 'string' } }, deep: object, json: object } };
    const small = body('application/x-www-form-urlencoded', schema, { encoding: { list: { explode: false }, deep: { style: 'deepObject', explode: true }, json: { contentType: 'application/json' } } });
    expect(sent(small, { list: ['x', 'y'], deep: { a: '1' }, json: { b: '2' } }).body).toBe(`list=x,y&deep%5Ba%5D=1&json=${encodeURIComponent('{"b":"2"}')}`);
  });

  test('of several parts carry files and JSON', () => {
    const schema = { type: 'object', properties: { file: { type: 'string', format: 'binary' }, meta: object, name: { type: 'string' } } };
    const small = body('multipart/form-data', schema, { encoding: { file: { contentType: 'image/png' } } });
    const { body: text } = sent(small, { file: { filename: 'a.png', base64: 'AAA=' }, meta: { a: '1' }, name: 'n' });
    expect(text).toContain('name="file"; filename="a.png"\r\nContent-Type: image/png');
    expect(text).toContain('name="meta"\r\nContent-Type: application/json\r\n\r\n{"a":"1"}');
    expect(text).toContain('name="name"\r\n\r\nn');
  });

  test('of bytes and texts are one argument', () => {
    expect(sent(body('text/plain', { type: 'string' }), { body: 'hi' })).toMatchObject({ headers: { 'content-type': expect.stringMatching(/^text\/plain/) }, body: 'hi' });
    expect(sent(body('image/png', {}), { body: { text: 'x' } })).toMatchObject({ headers: { 'content-type': 'image/png' }, body: 'x' });
    expect(sent(body('application/jsonl', { type: 'array', items: {} }), { body: [1, 2] }).body).toBe('1\n2\n');
  });

  test('are sent with DELETE, and not with GET', () => {
    const content = { 'application/json': { schema: object } };
    expect(sent({ method: 'delete', operation: { requestBody: { content } } }, { a: '1' }).body).toBe('{"a":"1"}');
    expect(toolOf({ operation: { requestBody: { content } } }).inputSchema.properties).toEqual({});
    expect(reasonOf({ operation: { requestBody: { required: true, content } } })).toBe('requires a body with GET, which servers and caches ignore');
  });
});

describe('servers', () => {
  const on = (url: string, more: object = {}) => ({ operation: { servers: [{ url, ...more }] } });

  test('of the document are what the base URL of the connection stands for', () => {
    expect(sent({ more: { servers: [{ url: 'https://elsewhere.example.com/v9' }] } }, {}).url).toBe('/things');
    expect(sent({ ...on('https://elsewhere.example.com/v9'), more: { servers: [{ url: 'https://elsewhere.example.com/v9' }] } }, {}).url).toBe('/things');
  });

  test('of an operation or its path count where the connection declares their origin', () => {
    expect(sent(on('https://uploads.example.com/u/'), {}).url).toBe('https://uploads.example.com/u/things');
    expect(sent(on('https://{host}.example.com/{base}', { variables: { host: { default: 'uploads' }, base: { default: 'b' } } }), {}).url).toBe('https://uploads.example.com/b/things');
    expect(sent({ pathItem: { servers: [{ url: '/other' }] } }, {}).url).toBe('https://api.example.com/other/things');
    expect(reasonOf(on('https://evil.example.org/'))).toContain('"https://evil.example.org/", which is not an origin of the connection');
    expect(reasonOf(on('https://{agent_url}'))).toContain('variables have no defaults');
  });
});

describe('an operation is refused', () => {
  test.each([
    ['with a method that is not sent', { method: 'trace' }, 'has the method "TRACE"'],
    ['with a placeholder for a path', { path: '/<upload_url>' }, 'characters that no path has'],
    ['with a style that its place does not have', query({ style: 'matrix' }), 'the style "matrix"'],
    ['with a required header that says where it goes', { operation: { parameters: [{ name: 'Host', in: 'header', required: true, schema: {} }] } }, 'requires the header "Host"'],
    ['with a reference to nothing', query({}, { $ref: '#/components/schemas/None' }), 'which is not in the document'],
    ['with a reference to a file', query({}, { $ref: 'file:///etc/passwd' }), 'outside the document'],
    ['with a reference to a URL', query({}, { $ref: 'http://169.254.169.254/latest' }), 'outside the document'],
    ['with a form whose parts have no names', body('multipart/form-data', { type: 'array', items: {} }), 'its parts have no names'],
    ['with a list of objects in its query', query({ required: true }, { type: 'array', items: { type: 'object' } }), 'a list of objects'],
    ['with a parameter of two media types', { operation: { parameters: [{ name: 'q', in: 'query', content: { 'a/b': {}, 'c/d': {} } }] } }, 'with 2 media types'],
  ])('%s', (_name, small, reason) => {
    expect(reasonOf(small)).toContain(reason);
  });
});
