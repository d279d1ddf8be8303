import * as fs from 'node:fs';
import * as path from 'node:path';
import { McpResource } from '../../../../src/offering/resources/mcp-resource';
import { McpTextTemplateResourceProps } from '../../../../src/offering/resources/resource-props';
import { codeOf, fixture, removeTemporaryDirectories, temporaryDirectory } from '../../../support/offering-fixture';

afterAll(removeTemporaryDirectories);

const add = (...resources: McpResource[]) => resources.forEach((resource) => fixture().offering.addResource(resource));

function file(name: string, content: string | Buffer): string {
  const location = path.join(temporaryDirectory(), name);
  fs.writeFileSync(location, content);
  return location;
}

/** The content of the only resource, as a client would read it. */
function contentsOf(resource: McpResource): unknown {
  const { offering } = fixture();
  offering.addResource(resource);
  const directory = temporaryDirectory();
  offering.writeCatalogue(directory);
  const { resources } = JSON.parse(fs.readFileSync(path.join(directory, 'catalogue.json'), 'utf8'));
  return JSON.parse(fs.readFileSync(path.join(directory, resources[resource.uri].contents), 'utf8'));
}

test('a text is offered', () => {
  expect(contentsOf(McpResource.fromText('docs://guide', { name: 'guide', text: 'Hello' }))).toEqual([{ uri: 'docs://guide', mimeType: 'text/plain', text: 'Hello' }]);
});

test.each([
  ['guide.md', '# Ü', undefined, { mimeType: 'text/markdown', text: '# Ü' }],
  ['data.json', '{}', undefined, { mimeType: 'application/json', text: '{}' }],
  ['LOGO.PNG', Buffer.from([0, 255]), undefined, { mimeType: 'image/png', blob: 'AP8=' }],
  ['unknown.xyz', 'abc', undefined, { mimeType: 'application/octet-stream', blob: 'YWJj' }],
  ['unknown.xyz', 'abc', 'text/x-abc; charset=utf-8', { mimeType: 'text/x-abc; charset=utf-8', text: 'abc' }],
  ['thing', '{}', 'application/vnd.thing+json', { mimeType: 'application/vnd.thing+json', text: '{}' }],
])('the file %s is offered as its media type says', (name, content, mimeType, expected) => {
  expect(contentsOf(McpResource.fromAsset('docs://a', file(name, content), { name: 'a', mimeType }))).toEqual([{ uri: 'docs://a', ...expected }]);
});

describe('a resource is refused', () => {
  test.each([
    ['guide', 'has no scheme; write it with one, such as docs://guide'],
    ['/guide', 'has no scheme; write it with one, such as docs://guide'],
    ['', 'has no scheme; write it with one, such as docs://guide'],
    ['docs guide', 'has no scheme; write it with one, such as docs://guide'],
    ['Docs://upper/x', 'is not in its normal form, in which clients send it; write docs://upper/x'],
    ['https://example.com', 'is not in its normal form, in which clients send it; write https://example.com/'],
    ['docs://a/../b', 'is not in its normal form, in which clients send it; write docs://a/b'],
    ['docs://a/%7euser', 'is not in its normal form, in which clients send it; write docs://a/~user'],
    ['docs://a/b c', 'has " ", which stands in no URI (RFC 3986); write docs://a/b%20c'],
    ['docs://a/é', 'has "é", which stands in no URI (RFC 3986); write docs://a/%C3%A9'],
    ['docs://a/{b}', 'is a URI template, and this resource has one URI; declare it by a factory that takes templates, such as McpResource.fromTextTemplate(), or write docs://a/%7Bb%7D if the braces are meant'],
    ['docs://a/{b', 'has "{", which stands in no URI (RFC 3986); write docs://a/%7Bb'],
    ['docs://a/100%', 'has "%", which stands in no URI (RFC 3986); write docs://a/100%25'],
    ['docs://a/[1]', 'is not as RFC 3986 has it; correct it'],
    ['https://example.com:99999/', 'is none that clients can parse; correct its host or port'],
  ])('when its URI is %j', (uri, reason) => {
    expect(() => add(McpResource.fromText(uri, { name: 'a', text: '' }))).toThrow(`the resource URI "${uri}" ${reason}`);
    expect(codeOf(() => add(McpResource.fromText(uri, { name: 'a', text: '' })))).toBe('InvalidResourceUri');
  });

  test.each(['docs://README', 'docs://h/a%2Fb', 'urn:isbn:123', 'file:///etc/x', 'mailto:a@b.c', 'docs://[::1]/x?y#z', 'data:text/plain,hi'])('but not when it is %j', (uri) => {
    expect(codeOf(() => add(McpResource.fromText(uri, { name: 'a', text: '' })))).toBeUndefined();
  });

  test('when its URI names what another names', () => {
    const { offering } = fixture();
    offering.addResource(McpResource.fromText('docs://README', { name: 'a', text: '' }));

    expect(() => offering.addResource(McpResource.fromText('docs://readme', { name: 'b', text: '' })))
      .toThrow('the URIs "docs://README" and "docs://readme" name the same resources; change one');
  });

  test.each([
    ['Docs://{a}', 'is not in its normal form, in which clients send it; write docs://{a}'],
    ['docs://a/../{b}', 'is not in its normal form, in which clients send it; write docs://a/{b}'],
    ['docs://a/%7e{b}', 'is not in its normal form, in which clients send it; write docs://a/~{b}'],
    ['docs://a"b/{c}', 'has """, which stands in no URI (RFC 3986); write docs://a%22b/{c}'],
    ['https://{host}', 'is not in its normal form, in which clients send it; write https://{host}/'],
    ['{scheme}://a', 'has no scheme'],
  ])('when its URI template is %j', (uriTemplate, reason) => {
    const text = /\{\w+\}/.exec(uriTemplate)![0];

    expect(() => add(McpResource.fromTextTemplate(uriTemplate, { name: 'a', text }))).toThrow(reason);
  });

  test('when its URI is taken', () => {
    const { offering } = fixture();
    offering.addResource(McpResource.fromText('docs://a', { name: 'a', text: '' }));

    expect(codeOf(() => offering.addResource(McpResource.fromText('docs://a', { name: 'b', text: '' })))).toBe('DuplicateResourceUri');
  });

  test('when its URI template is taken', () => {
    const { offering } = fixture();
    offering.addResource(McpResource.fromTextTemplate('docs://{a}', { name: 'a', text: '{a}' }));

    expect(codeOf(() => offering.addResource(McpResource.fromTextTemplate('docs://{a}', { name: 'b', text: '{a}' })))).toBe('DuplicateResourceUri');
    expect(codeOf(() => offering.addResource(McpResource.fromTextTemplate('docs://{b}', { name: 'b', text: '{b}' })))).toBe('DuplicateResourceUri');
  });

  test('when it has no name', () => {
    expect(codeOf(() => add(McpResource.fromText('docs://a', { name: '', text: '' })))).toBe('MissingResourceName');
  });

  test('when its file does not exist, or is a directory', () => {
    expect(codeOf(() => add(McpResource.fromAsset('docs://a', '/does/not/exist.md', { name: 'a' })))).toBe('AssetNotFound');
    expect(codeOf(() => add(McpResource.fromAsset('docs://a', temporaryDirectory(), { name: 'a' })))).toBe('AssetNotFound');
  });

  test('when its file or its text is too large', () => {
    const large = 4 * 1024 * 1024 + 1;

    expect(codeOf(() => add(McpResource.fromAsset('docs://a', file('a.bin', Buffer.alloc(large)), { name: 'a' })))).toBe('AssetTooLarge');
    expect(codeOf(() => add(McpResource.fromText('docs://a', { name: 'a', text: 'x'.repeat(large) })))).toBe('ResourceTooLarge');
  });

  test('when its file is offered as a text and is none', () => {
    expect(codeOf(() => add(McpResource.fromAsset('docs://a', file('a.txt', Buffer.from([0xff, 0xfe])), { name: 'a' })))).toBe('AssetNotText');
  });

  test.each<[string, string, string]>([
    ['InvalidUriTemplate', 'docs://a', 'a'],
    ['InvalidUriTemplate', 'docs://{/path}', '{path}'],
    ['InvalidUriTemplate', 'docs://{+a}/{+b}', '{a}{b}'],
    ['InvalidUriTemplate', 'docs://{a*}', '{a}'],
    ['InvalidUriTemplate', 'docs://{a,b}', '{a}{b}'],
    ['InvalidUriTemplate', 'docs://{a}{b}', '{a}{b}'],
    ['InvalidUriTemplate', 'docs://{a}/{a}', '{a}'],
    ['InvalidUriTemplate', 'docs://{a', '{a}'],
    ['InvalidUriTemplate', 'docs://a}/{b}', '{b}'],
    ['InvalidUriTemplate', '{a}/b', '{a}'],
    ['UnknownTemplateVariable', 'docs://{a}', '{a} {b}'],
    ['UnusedTemplateVariable', 'docs://{a}/{b}', '{a}'],
  ])('with %s when the template %s has the text %j', (code, uriTemplate, text) => {
    expect(codeOf(() => add(McpResource.fromTextTemplate(uriTemplate, { name: 'a', text })))).toBe(code);
  });
});

test('braces that are no variables may stand in the text of a template', () => {
  const props: McpTextTemplateResourceProps = { name: 'a', text: '{"city": "{city}", "list": [{}], "nested": {"a": 1}}', mimeType: 'application/json' };

  expect(codeOf(() => add(McpResource.fromTextTemplate('weather://{city}', props)))).toBeUndefined();
});
