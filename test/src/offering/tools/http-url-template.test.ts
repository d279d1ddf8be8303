import { describe, expect, test } from '@jest/globals';
import { parseUrlTemplate } from '../../../../src/offering/tools/http-url-template';

const written = (template: string) => {
  const { path, query, constantQuery } = parseUrlTemplate(template);
  return {
    path: path.map((part) => (typeof part === 'string' ? part : `{${part.operator}${part.name}${part.explode ? '*' : ''}}`)),
    query: query.map(({ parameter, variable }) => `${parameter}={${variable.name}${variable.explode ? '*' : ''}}`),
    constantQuery,
  };
};

describe('a URL template', () => {
  test.each([
    ['/items', { path: ['/items'], query: [], constantQuery: '' }],
    ['', { path: [], query: [], constantQuery: '' }],
    ['/items/{id}', { path: ['/items/', '{id}'], query: [], constantQuery: '' }],
    ['/compare/{from}...{to}', { path: ['/compare/', '{from}', '...', '{to}'], query: [], constantQuery: '' }],
    ['/files/{+path}', { path: ['/files/', '{+path}'], query: [], constantQuery: '' }],
    ['/a{.format}{;x,y*}', { path: ['/a', '{.format}', '{;x}', '{;y*}'], query: [], constantQuery: '' }],
    ['/items{?limit,fields*}', { path: ['/items'], query: ['limit={limit}', 'fields={fields*}'], constantQuery: '' }],
    ['/items?beta=true&state={status}{&limit}', { path: ['/items'], query: ['state={status}', 'limit={limit}'], constantQuery: 'beta=true' }],
    ['/items?filter[x]=a b&include%5B%5D={include*}', { path: ['/items'], query: ['include[]={include*}'], constantQuery: 'filter%5Bx%5D=a%20b' }],
    ['/items/{filter.id}', { path: ['/items/', '{filter.id}'], query: [], constantQuery: '' }],
    ['/caf\u00e9/a%20b/{id}', { path: ['/caf%C3%A9/a%20b/', '{id}'], query: [], constantQuery: '' }],
  ])('%s', (template, expected) => {
    expect(written(template)).toEqual(expected);
  });

  test.each([
    ['items/{id}', 'does not begin with a slash'], ['{id}', 'does not begin with a slash'], ['//evil.example/{id}', 'leads to another host'], ['/\\evil.example', 'leads to another host'],
    ['/a/../b', 'has a dot segment'], ['/a/%2E%2e/b', 'has a dot segment'], ['/a/./b', 'has a dot segment'], ['/a#b', 'has a fragment'], ['/a{#b}', 'has a fragment'],
    ['/a{/b}', 'must not make segments'], ['/a/{b:3}', 'is no name of an argument'], ['/a/{}', 'is no name of an argument'], ['/a/{b', 'has a brace without its other'], ['/a/b}', 'has a brace without its other'],
    ['/a/{b,c}', 'with several names'], ['/a/{=b}', 'is no operator'], ['/a?x={+b}', 'write name={argument}'], ['/a?x=1{b}', 'write name={argument}'], ['/a?{b}=1', 'write name={argument}'],
  ])('%s is refused: it %s', (template, problem) => {
    expect(() => parseUrlTemplate(template)).toThrow(problem);
  });
});
