import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { PAGE_CUSTOMIZATION_FILE } from '../../../src/pages/page-customization';
import { oauthServer } from '../../support/oauth-server';
import { only, SynthesizedServer } from '../../support/synthesized-server';

const directory = mkdtempSync(path.join(tmpdir(), 'logo-'));
const file = (name: string, content: string | Buffer = 'logo') => {
  writeFileSync(path.join(directory, name), content);
  return path.join(directory, name);
};

/** The bundle of the OAuth function, as it is uploaded. */
function bundle({ app, template }: SynthesizedServer): string {
  const [, { Properties }] = only(template, 'AWS::Lambda::Function', (_, id) => id.startsWith('ServerOAuthFunction'));
  return path.join(app.synth().directory, `asset.${Properties.Code.S3Key.replace('.zip', '')}`);
}

test('pages of your own travel beside the bundle', () => {
  const own = bundle(oauthServer({ pages: { approve: 'Zustimmen', language: 'de', logo: file('logo.png') } }));
  expect(JSON.parse(readFileSync(path.join(own, PAGE_CUSTOMIZATION_FILE), 'utf8'))).toEqual({
    texts: { approve: 'Zustimmen', language: 'de' }, logo: `data:image/png;base64,${Buffer.from('logo').toString('base64')}`,
  });
  expect(existsSync(path.join(own, 'index.js'))).toBe(true);
});

test('usual pages need no file', () => {
  expect(existsSync(path.join(bundle(oauthServer()), PAGE_CUSTOMIZATION_FILE))).toBe(false);
});

test.each<[string, () => string, RegExp]>([
  ['is of no known type', () => file('logo.bmp'), /UnknownLogoType: the logo is ".*logo\.bmp"/],
  ['is missing', () => path.join(directory, 'none.svg'), /LogoNotFound/],
  ['is too large for every page', () => file('large.svg', Buffer.alloc(32 * 1024 + 1)), /LogoTooLarge: .* 32769 bytes/],
])('fails where the logo %s', (_, logo, message) => {
  expect(() => oauthServer({ pages: { logo: logo() } })).toThrow(message);
});
