import { encodeUri, isUri, normalUri } from '../../../../src/contract/urls/uri';

/** What JavaScript's URL and pydantic's AnyUrl (2.13) make of URIs, and Go's net/url of the first ones of each pair leaves as they are. */
const SENT: readonly (readonly [listed: string, sent: string])[] = [
  ['docs://guide', 'docs://guide'],
  ['Docs://upper/x', 'docs://upper/x'],
  ['docs://README/Intro.md', 'docs://README/Intro.md'],
  ['docs://guide/', 'docs://guide/'],
  ['docs:///a', 'docs:///a'],
  ['docs:a', 'docs:a'],
  ['https://Example.com', 'https://example.com/'],
  ['https://example.com:443/a', 'https://example.com/a'],
  ['http://example.com:8080/a', 'http://example.com:8080/a'],
  ['http://example.com/a/../b', 'http://example.com/b'],
  ['docs://a/../b', 'docs://a/b'],
  ['docs://a/%2e%2E/b', 'docs://a/b'],
  ['docs://a/./b', 'docs://a/b'],
  ['docs://a/b/..', 'docs://a/'],
  ['docs://a//b', 'docs://a//b'],
  ['docs:/..//x', 'docs:/.//x'],
  ['docs://h?x=1', 'docs://h?x=1'],
  ['docs://h#Frag', 'docs://h#Frag'],
  ['URN:isbn:X', 'urn:isbn:X'],
  ['file://localhost/x', 'file:///x'],
  ['file:///C:/x', 'file:///C:/x'],
  ['mailto:A@B.c', 'mailto:A@B.c'],
  ['docs://h:80/x', 'docs://h:80/x'],
  ['docs://u@h/x', 'docs://u@h/x'],
  ['docs://[::1]/x', 'docs://[::1]/x'],
  ['docs://h/é', 'docs://h/%C3%A9'],
  ['docs://h/a b', 'docs://h/a%20b'],
  ['docs://h/{x}', 'docs://h/%7Bx%7D'],
  ['docs://münchen/x', 'docs://m%C3%BCnchen/x'],
];

describe('what clients send for a URI has the same normal form:', () => {
  test.each(SENT)('%s', (listed, sent) => {
    expect(new URL(listed).href).toBe(sent);
    expect(normalUri(listed)).toBe(normalUri(sent));
    expect(normalUri(listed, { hostAsGiven: true })).toBe(sent);
  });
});

describe('beyond that, the same are', () => {
  test.each([
    ['docs://README/x', 'docs://readme/x'],
    ['docs://h/%7euser', 'docs://h/~user'],
    ['docs://h/%c3%a9', 'docs://h/%C3%A9'],
    ['docs://h/a%2fb', 'docs://h/a%2Fb'],
    ['docs://%41/x', 'docs://a/x'],
    ['docs://h/a|b', 'docs://h/a%7Cb'],
    ['docs://h/100%', 'docs://h/100%25'],
    [' docs://h\n', 'docs://h'],
  ])('%j and %j', (uri, other) => {
    expect(normalUri(uri)).toBe(normalUri(other));
  });
});

describe('never the same are', () => {
  test.each([
    ['docs://h/a%2Fb', 'docs://h/a/b'],
    ['docs://h/a%5Cb', 'docs://h/a/b'],
    ['docs://h/%252e%252e/b', 'docs://h/b'],
    ['docs://h/..%2Fb', 'docs://h/b'],
    ['docs://h/a\\..\\b', 'docs://h/b'],
    ['docs://h/x/..;/b', 'docs://h/b'],
    ['docs://h/../../g/b', 'docs://g/b'],
    ['docs://h/a', 'docs://h/A'],
    ['docs://h/a', 'docs://h/a/'],
    ['docs://h/a', 'docs://h//a'],
    ['docs://h/a', 'docs://h/a?'],
    ['docs://h/a', 'docs://h/a#'],
    ['docs://h', 'docs://h/'],
    ['docs://h', 'docs:h'],
    ['docs:/h', 'docs://h'],
    ['docs://u@h/', 'docs://h/'],
    ['urn:a/../b', 'urn:b'],
  ])('%j and %j', (uri, other) => {
    expect(normalUri(uri)).toBeDefined();
    expect(normalUri(uri)).not.toBe(normalUri(other));
  });
});

test('a normal form is its own', () => {
  for (const uri of SENT.flat()) {
    const normal = normalUri(uri)!;

    expect([normalUri(normal), isUri(normal)]).toEqual([normal, true]);
  }
});

test.each(['', 'guide', '/guide', '//host/x', '1docs://x', 'docs://[x/', 'docs://h:port/', 'docs://a@b@c/', ':x', 'docs guide'])('%j is no URI, however it is encoded', (text) => {
  expect([isUri(text), normalUri(text)]).toEqual([false, undefined]);
});

test('what a URI cannot have is encoded, and nothing else', () => {
  expect(encodeUri('docs://h/a b"<>\\^`{|}é🌦%zz%41')).toBe('docs://h/a%20b%22%3C%3E%5C%5E%60%7B%7C%7D%C3%A9%F0%9F%8C%A6%25zz%41');
  expect(encodeUri('docs://h/\ud800')).toBe('docs://h/%EF%BF%BD');
  expect(encodeUri("docs://u:p@h:1/a;b=c,d/(e)*'!$&+~_-.?q=/?:@#f/?")).toBe("docs://u:p@h:1/a;b=c,d/(e)*'!$&+~_-.?q=/?:@#f/?");
});
