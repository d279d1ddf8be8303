import * as fs from 'node:fs';
import * as path from 'node:path';
import { Lazy } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { iconDefinitions } from '../../../../src/offering/description/description';
import { McpIcon, McpIconOptions, McpIconTheme, McpUrlIconOptions } from '../../../../src/offering/description/mcp-icon';
import { codeOf, fixture, removeTemporaryDirectories, temporaryDirectory } from '../../../support/offering-fixture';

afterAll(removeTemporaryDirectories);

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAADAAAABgCAYAAAA=', 'base64');
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0]);
const WEBP = Buffer.from('RIFF\0\0\0\0WEBPVP8 ', 'latin1');
const SVG = Buffer.from('<?xml version="1.0"?>\n<!-- an icon -->\n<svg xmlns="http://www.w3.org/2000/svg"/>');

function file(content: Buffer | string, name = 'icon'): string {
  const location = path.join(temporaryDirectory(), name);
  fs.writeFileSync(location, content);
  return location;
}

const bind = (icon: McpIcon) => iconDefinitions([icon], 'the tool \'a\'', fixture().stack)![0];
const fromFile = (content: Buffer | string, options?: McpIconOptions) => bind(McpIcon.fromFile(file(content), options));
const fromUrl = (url: string, options?: McpUrlIconOptions) => bind(McpIcon.fromUrl(url, options));

test.each([
  ['image/png', PNG, ['48x96']],
  ['image/jpeg', JPEG, undefined],
  ['image/webp', WEBP, undefined],
  ['image/svg+xml', SVG, ['any']],
])('a file of the type %s is known by its content, and sent with its size where that is known', (mimeType, content, sizes) => {
  expect(fromFile(content)).toEqual({ src: `data:${mimeType};base64,${content.toString('base64')}`, mimeType, sizes, theme: undefined });
});

test('what the options say comes first', () => {
  expect(fromFile(PNG, { sizes: ['any'], theme: McpIconTheme.DARK })).toMatchObject({ sizes: ['any'], theme: 'dark' });
});

test('a URL is sent as it is', () => {
  expect(fromUrl('https://example.com/i.png', { mimeType: 'image/png', sizes: ['48x48', '96x96'], theme: McpIconTheme.LIGHT })).toEqual({
    src: 'https://example.com/i.png', mimeType: 'image/png', sizes: ['48x48', '96x96'], theme: 'light',
  });
});

describe('an icon is refused', () => {
  test.each(['', 'icon', '<html></html>', 'GIF89a', '<!-- svg -->', '{"svg":1}'])('when its file holds %j', (content) => {
    expect(codeOf(() => fromFile(content))).toBe('UnknownIconType');
  });

  test('when its file is too large to be sent with every list', () => {
    expect(codeOf(() => fromFile(Buffer.concat([PNG, Buffer.alloc(32 * 1024)])))).toBe('IconTooLarge');
  });

  test('when its file is missing', () => {
    expect(codeOf(() => bind(McpIcon.fromFile('nowhere.png')))).toBe('AssetNotFound');
  });

  test.each([
    'http://example.com/i.png', 'javascript:alert(1)', 'file:///i.png', 'ftp://example.com/i.png', 'data:image/png;base64,AAEC', 'icon.png', '',
    'https://user:secret@example.com/i.png',
  ])('when its URL is %j', (url) => {
    expect(codeOf(() => fromUrl(url))).toBe('InvalidIconUrl');
  });

  test.each(['48', '48X48', '0x48', '48x48 96x96', ''])('when a size is %j', (size) => {
    expect(codeOf(() => fromUrl('https://example.com/i.png', { sizes: [size] }))).toBe('InvalidIconSize');
  });

  test('when its media type is not an image\'s', () => {
    expect(codeOf(() => fromUrl('https://example.com/i', { mimeType: 'text/html' }))).toBe('UnknownIconType');
  });

  test('when only the deployment knows it', () => {
    const url = Lazy.string({ produce: () => 'https://example.com/i.png' });
    expect(codeOf(() => fixture({ icons: [McpIcon.fromUrl(url)] }))).toBe('UnresolvedValue');
  });
});

test('icons that clients need not show are warned of, unless there is another', () => {
  const warned = (...icons: McpIcon[]) => {
    const { stack } = fixture();
    iconDefinitions(icons, 'the tool \'a\'', stack);
    return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('iconNotShownByAll')).length;
  };
  expect(warned(McpIcon.fromFile(file(SVG)))).toBe(1);
  expect(warned(McpIcon.fromFile(file(WEBP)), McpIcon.fromFile(file(SVG)))).toBe(1);
  expect(warned(McpIcon.fromFile(file(SVG)), McpIcon.fromFile(file(PNG)))).toBe(0);
  expect(warned(McpIcon.fromUrl('https://example.com/i'))).toBe(0);
  expect(warned()).toBe(0);
});
