import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { attribute, HtmlDocument } from './html-document';
import { PAGES } from './samples';
import { PAGE_HEADERS } from '../../../../src/pages/html/page-headers';
import { STYLESHEET, STYLESHEET_SHA256 } from '../../../../src/pages/html/stylesheet';

describe('headers', () => {
  test('let the stylesheet in, and no script, remote content or frame (T26); forms may be followed by redirects to applications', () => {
    expect(PAGE_HEADERS).toEqual({
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${STYLESHEET_SHA256}'; img-src data:; frame-ancestors 'none'; base-uri 'none'`,
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
    });
  });

  test('name the hash of the very stylesheet', () => {
    expect(STYLESHEET_SHA256).toBe(createHash('sha256').update(STYLESHEET).digest('base64'));
  });
});

describe.each(Object.entries(PAGES))('the %s page', (_name, page) => {
  const document = new HtmlDocument(page);

  test('has a language, a title, one main part and one first heading', () => {
    expect(attribute(document.elements('html')[0], 'lang')).toBe('en');
    expect(document.texts('title')[0]).not.toBe('');
    expect(document.elements('main')).toHaveLength(1);
    expect(document.elements('h1')).toHaveLength(1);
  });

  test('has no script, no inline style and nothing remote', () => {
    const attributes = document.elements().flatMap(({ attrs }) => attrs);
    expect(document.elements('script', 'iframe', 'object', 'embed', 'base')).toEqual([]);
    expect(attributes.filter(({ name }) => name === 'style' || name.startsWith('on'))).toEqual([]);
    expect(attributes.filter(({ name, value }) => name === 'src' && !value.startsWith('data:'))).toEqual([]);
    expect(document.elements('link').map((link) => attribute(link, 'href'))).toEqual(['data:,']);
  });

  test('carries exactly the stylesheet that the headers let in', () => {
    expect(page.match(/<style>(.*)<\/style>/s)?.[1]).toBe(STYLESHEET);
  });
});
