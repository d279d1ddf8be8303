import { ROUTES } from '../../../src/contract/gateway/routes';
import { corsAnswer, preflightAnswer } from '../../../src/gateway/cors';

const mcpRoutes = ROUTES.filter(({ path }) => path === '/mcp');

test('no origin is named where none is allowed', () => {
  expect(corsAnswer('none', ['https://a.example'])).toEqual({ headers: {}, template: '' });
  expect(corsAnswer('allowed-origins', [])).toEqual({ headers: {}, template: '' });
  expect(preflightAnswer(mcpRoutes, [])).toBeUndefined();
});

test('any origin is answered with an asterisk', () => {
  expect(corsAnswer('any-origin', [])).toEqual({ headers: { 'Access-Control-Allow-Origin': '*' }, template: '' });
});

test('a single allowed origin is named, and caches are told that the answer depends on it', () => {
  expect(corsAnswer('allowed-origins', ['https://a.example'])).toEqual({
    headers: { 'Access-Control-Allow-Origin': 'https://a.example', 'Vary': 'Origin' }, template: '',
  });
});

test('of several allowed origins the one that asks is named, compared as a whole', () => {
  const { headers, template } = corsAnswer('allowed-origins', ['https://a.example', 'https://b.example', 'https://c.example']);
  expect(headers['Access-Control-Allow-Origin']).toBe('https://a.example');
  expect(template).toContain("#if($origin == 'https://b.example' || $origin == 'https://c.example')");
  expect(template).toContain('$context.responseOverride.header.Access-Control-Allow-Origin = $origin');
});

test('a preflight names the methods of its path and the headers that MCP clients send', () => {
  const { headers } = preflightAnswer(mcpRoutes, ['https://a.example'])!;
  expect(headers['Access-Control-Allow-Methods']).toBe('POST,GET,DELETE');
  expect(headers['Access-Control-Allow-Headers'].split(',')).toEqual(
    expect.arrayContaining(['Authorization', 'Content-Type', 'MCP-Protocol-Version', 'DPoP', 'Mcp-Method', 'Mcp-Name', '*']),
  );
});
