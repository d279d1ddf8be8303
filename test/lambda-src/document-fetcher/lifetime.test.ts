import { expect, test } from '@jest/globals';
import { lifetime } from '../../../lambda-src/document-fetcher/lifetime';

const NOW = 1_800_000_000;
const date = (seconds: number) => new Date(seconds * 1000).toUTCString();

test.each([
  ['nothing said', {}, 300],
  ['max-age', { 'cache-control': 'max-age=3600' }, 3600],
  ['case and spaces', { 'cache-control': 'Public ,  Max-Age = "3600"' }, 3600],
  ['what shared caches are told', { 'cache-control': 'max-age=600, s-maxage=1200' }, 1200],
  ['the age of a copy', { 'cache-control': 'max-age=3600', 'age': '600' }, 3000],
  ['less than five minutes', { 'cache-control': 'max-age=1' }, 300],
  ['more than a day', { 'cache-control': 'max-age=31536000' }, 86400],
  ['no-store', { 'cache-control': 'no-store, max-age=3600' }, 300],
  ['no-cache', { 'cache-control': 'no-cache' }, 300],
  ['nonsense', { 'cache-control': 'max-age=-1, x-max-age=9999', 'age': 'x' }, 300],
  ['Expires', { expires: date(NOW + 1000) }, 1000],
  ['Expires far away', { expires: date(NOW + 1e7) }, 86400],
  ['Expires in the past', { expires: '0' }, 300],
  ['max-age over Expires', { 'cache-control': 'max-age=400', 'expires': date(NOW + 1000) }, 400],
])('%s', (_what, headers, seconds) => {
  expect(lifetime(headers, NOW)).toBe(seconds);
});
