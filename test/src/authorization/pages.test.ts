import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { Aws } from 'aws-cdk-lib';
import { PageTexts } from '../../../src';
import { PAGE_CUSTOMIZATION_FILE } from '../../../src/pages/page-customization';
import { oauthServer } from '../../support/oauth-server';
import { only, SynthesizedServer } from '../../support/synthesized-server';
import { temporaryDirectory } from '../../support/temporary-directory';

const directory = temporaryDirectory('logo');
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
  const own = bundle(oauthServer({ pages: { texts: PageTexts.fromJson({ approve: 'Zustimmen', language: 'de' }), logo: file('logo.png') } }));
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

describe('texts', () => {
  const texts = (given: PageTexts) => () => oauthServer({ pages: { texts: given } });
  const written = (content: string) => PageTexts.fromFile(file('texts.json', content));

  test('may be in a file', () => {
    const own = bundle(oauthServer({ pages: { texts: written('{ "language": "pt-BR", "deny": "Recusar" }') } }));
    expect(JSON.parse(readFileSync(path.join(own, PAGE_CUSTOMIZATION_FILE), 'utf8'))).toEqual({ texts: { language: 'pt-BR', deny: 'Recusar' } });
  });

  test('that are undefined, as other languages may give them, stay English', () => {
    const given = { approve: undefined } as unknown as { [key: string]: string };
    expect(existsSync(path.join(bundle(oauthServer({ pages: { texts: PageTexts.fromJson(given) } })), PAGE_CUSTOMIZATION_FILE))).toBe(false);
  });

  test('need not name the server, and may where a page does', () => {
    expect(texts(PageTexts.fromJson({ consentTitle: '{client} verbinden?', consentFootnote: '{server} teilt dann nichts.' }))).not.toThrow();
  });

  test.each<[string, () => PageTexts, RegExp]>([
    ['no page has', () => PageTexts.fromJson({ aprove: 'Ja' }), /UnknownPageText: the texts of the pages have the key "aprove", .*did you mean "approve"\?/],
    ['every object has', () => PageTexts.fromJson({ constructor: 'Ja' }), /UnknownPageText: .*"constructor"/],
    ['are in no file', () => PageTexts.fromFile('none.json'), /PageTextsNotFound: the file "none\.json"/],
    ['are not JSON', () => written('{'), /InvalidPageTexts: ".*texts\.json" is not JSON/],
    ['are a list', () => written('[]'), /InvalidPageTexts: ".*texts\.json" is not a JSON object/],
    ['are null', () => written('{ "deny": null }'), /InvalidPageText: ".*texts\.json" have null under "deny"/],
    ['are empty', () => PageTexts.fromJson({ approve: ' ' }), /InvalidPageText/],
    ['are of no language', () => PageTexts.fromJson({ language: 'german please' }), /InvalidLanguage: .*"german please"/],
    ['are known only at deployment', () => PageTexts.fromJson({ approve: Aws.REGION }), /UnresolvedPageText/],
    ['ask for what a page does not know', () => PageTexts.fromJson({ consentTitle: '{client} und {user}' }), /UnknownPlaceholder: .*\{user\} in "consentTitle", which is not filled in there; it has \{client\}, \{server\}/],
    ['ask for something where nothing is filled in', () => PageTexts.fromJson({ approve: '{server} zulassen' }), /UnknownPlaceholder: .*it has none/],
    ['leave out what is needed', () => PageTexts.fromJson({ connectClaudeCode: 'Im Terminal.' }), /MissingPlaceholder: .*no \{snippet\} in "connectClaudeCode"/],
    ['emphasise without an end', () => PageTexts.fromJson({ deny: '**Nein' }), /OpenEmphasis/],
  ])('that %s are refused', (_, given, message) => {
    expect(texts(given())).toThrow(message);
  });
});
