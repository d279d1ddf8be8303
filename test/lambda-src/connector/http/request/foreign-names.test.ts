import { expect, test } from '@jest/globals';
import { buildRequest } from '../../../../../lambda-src/connector/http/request/build-request';
import { operation, query } from '../operation-fixture';

const BASE = 'https://api.example.com/v1?tenant=mine';

test.each([
  ['an exploded object', operation({ query: [query('filter')] }), { filter: { tenant: 'other' } }],
  ['a whole query', operation({ queryString: { argument: ['all'], content: 'application/x-www-form-urlencoded' } }), { all: { tenant: 'other' } }],
])('%s does not say again what the base URL says', (_what, tool, args) => {
  expect(() => buildRequest(tool, args, BASE)).toThrow('"tenant", which is another parameter');
});

test('a whole query does not say again what a constant says', () => {
  const tool = operation({ queryString: { argument: ['all'], content: 'application/x-www-form-urlencoded' }, constants: { query: 'tenant=mine' } });
  expect(() => buildRequest(tool, { all: { tenant: 'other' } }, 'https://api.example.com')).toThrow('"tenant", which is another parameter');
});

test('other members are sent beside the query of the base URL', () => {
  expect(buildRequest(operation({ query: [query('filter')] }), { filter: { color: 'red' } }, BASE).url).toBe('https://api.example.com/v1/items?tenant=mine&color=red');
});
