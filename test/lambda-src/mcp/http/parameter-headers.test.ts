import { describe, expect, test } from '@jest/globals';
import { parameterHeaderMismatch } from '../../../../lambda-src/mcp/http/parameter-headers';
import { requestHeaders } from '../../../../lambda-src/mcp/http/request-headers';
import { decodeHeaderValue } from '../../../../lambda-src/platform/header-value';
import type { ParameterHeader } from '../../../../src/contract/mcp/catalogue';

describe('a header value', () => {
  test.each([
    ['us-west1', 'us-west1'],
    ['  padded\t', 'padded'],
    ['', ''],
    ['=?base64?SGVsbG8sIOS4lueVjA==?=', 'Hello, 世界'],
    ['=?base64?IHBhZGRlZCA=?=', ' padded '],
    ['=?base64?bGluZTEKbGluZTI=?=', 'line1\nline2'],
    ['=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?=', '=?base64?literal?='],
    ['=?base64??=', ''],
    ['SGVsbG8=', 'SGVsbG8='],
    ['=?base64?SGVsbG8=', '=?base64?SGVsbG8='],
    ['SGVsbG8=?=', 'SGVsbG8=?='],
    ['=?BASE64?SGVsbG8=?=', '=?BASE64?SGVsbG8=?='],
    ['=?base64?=', '=?base64?='],
  ])('%j stands for %j', (value, decoded) => {
    expect(decodeHeaderValue(value)).toBe(decoded);
  });

  test.each(['=?base64?SGVsbG8?=', '=?base64?SGVs!!!bG8=?=', '=?base64?_-8=?=', '=?base64?/w==?=', 'Zürich', 'a\u0000b'])('%j stands for nothing', (value) => {
    expect(decodeHeaderValue(value)).toBeUndefined();
  });
});

const given = (headers: { readonly [name: string]: string }) => requestHeaders({ headers, multiValueHeaders: null as never });

describe('the headers of arguments', () => {
  const declared: ParameterHeader[] = [
    { header: 'mcp-param-region', path: ['region'], type: 'string' },
    { header: 'mcp-param-count', path: ['deep', 'count'], type: 'integer' },
    { header: 'mcp-param-dry', path: ['dry'], type: 'boolean' },
  ];

  test.each([
    [{}, {}],
    [{ region: null }, {}],
    [{ region: 'eu' }, { 'mcp-param-region': 'eu' }],
    [{ region: 'Köln' }, { 'mcp-param-region': `=?base64?${Buffer.from('Köln').toString('base64')}?=` }],
    [{ deep: { count: 42 } }, { 'mcp-param-count': '42' }],
    [{ deep: { count: 42 } }, { 'mcp-param-count': '42.0' }],
    [{ deep: { count: -7 } }, { 'mcp-param-count': '-7' }],
    [{ deep: { count: JSON.rawJSON('9007199254740993') } }, { 'mcp-param-count': '9007199254740993' }],
    [{ deep: { count: JSON.rawJSON('42.0') } }, { 'mcp-param-count': '42' }],
    [{ deep: { count: JSON.rawJSON('4.2e1') } }, { 'mcp-param-count': '42' }],
    [{ dry: false }, { 'mcp-param-dry': 'false' }],
    [{ other: 1 }, { 'mcp-param-other': 'anything' }],
    // The schema refuses these; no header can mirror them.
    [{ region: { a: 1 } }, {}],
    [{ deep: 'no object' }, {}],
  ])('mirror %j in %j', (args, headers) => {
    expect(parameterHeaderMismatch(declared, args, given(headers))).toBeUndefined();
  });

  test.each([
    [{ region: 'eu' }, {}],
    [{ region: 'eu' }, { 'mcp-param-region': 'EU' }],
    [{ region: 'eu' }, { 'mcp-param-region': '=?base64?ZXU?=' }],
    [{}, { 'mcp-param-region': 'eu' }],
    [{ region: null }, { 'mcp-param-region': 'null' }],
    [{ deep: { count: 42 } }, { 'mcp-param-count': '43' }],
    [{ deep: { count: 16 } }, { 'mcp-param-count': '0x10' }],
    [{ deep: { count: JSON.rawJSON('9007199254740993') } }, { 'mcp-param-count': '9007199254740992' }],
    [{ dry: true }, { 'mcp-param-dry': 'TRUE' }],
    [{ region: '42' }, { 'mcp-param-region': '42.0' }],
  ])('do not mirror %j in %j', (args, headers) => {
    expect(parameterHeaderMismatch(declared, args, given(headers))).toMatch(/^mcp-param-/);
  });
});
