import { describe, expect, test } from '@jest/globals';
import { attribute, HtmlDocument } from './html-document';
import { CONTEXT, UNVERIFIED_LOOPBACK, VERIFIED } from './samples';
import { type ConsentModel, consentPage } from '../../../../lambda-src/oauth/pages/consent-page';
import { pageTexts } from '../../../../src/pages/page-texts';

const INJECTION = '"><img src=x onerror=alert(1)>\'><script>alert(1)</script>&lt;b&gt;';
const shown = (model: ConsentModel, context = CONTEXT) => new HtmlDocument(consentPage(model, context));
const hosts = (document: HtmlDocument) => document.elements('bdi', 'span').filter((element) => attribute(element, 'class') === 'host');
const cautions = (document: HtmlDocument) => document.texts('li').filter((text) => /verified|device|computer|differ|imitate/.test(text));

describe('what a person sees', () => {
  test('is the host of a client with a metadata document first, and its name as what it calls itself', () => {
    const document = shown(VERIFIED);
    expect(document.texts('h1')).toEqual(['Connect claude.ai to Weather?']);
    expect(document.texts('dd')[0]).toBe('claude.aiIt calls itself “Claude”.');
    expect(cautions(document)).toEqual([]);
  });

  test('is where the approval goes, where one signs in next and what is asked for, in words', () => {
    const document = shown(VERIFIED);
    expect(document.texts('dd')[1]).toBe('claude.ai');
    expect(document.texts('dd')[2]).toBe('You sign in next, with Example Corp.');
    expect(document.texts('li')).toEqual([
      'Read forecasts and warnings for any placeforecast:read',
      'Create and change your own weather stationsstations:write',
      'Stay connected while you are away, until you disconnect itoffline_access',
    ]);
  });

  test('is the provider where nobody has signed in yet', () => {
    const document = shown(UNVERIFIED_LOOPBACK);
    expect(document.texts('dd')[2]).toBe('You sign in next, with Example Corp.');
    expect(shown({ ...UNVERIFIED_LOOPBACK, providerName: undefined }).texts('dd')[2]).toBe('You sign in next.');
    expect(document.elements('button').map((button) => attribute(button, 'value'))).toEqual(['deny', 'approve']);
  });

  test('is a warning where an app that nobody knows runs on the computer', () => {
    const document = shown({ ...UNVERIFIED_LOOPBACK, client: { identity: 'unverified', name: 'Claude' } });
    expect(document.texts('h1')).toEqual(['Connect an unverified app to Weather?']);
    expect(document.texts('dd')[0]).toBe('unverifiedIt calls itself “Claude”. Anybody can choose this name.');
    expect(document.texts('dd')[1]).toBe('an app on this computer127.0.0.1:33418');
    expect(cautions(document)).toHaveLength(2);
  });

  test('is a warning where the approval goes to an application by its scheme', () => {
    const document = shown({ ...VERIFIED, redirectUri: 'cursor://anysphere.cursor-mcp/oauth/callback' });
    expect(document.texts('dd')[1]).toBe('an app on this devicecursor:');
    expect(cautions(document)).toEqual([expect.stringContaining('links that begin with cursor:')]);
  });

  test('is a warning where the approval goes to another host than the client is from', () => {
    const document = shown({ ...VERIFIED, redirectUri: 'https://claude.ai.evil.example/cb' });
    expect(cautions(document)).toEqual([expect.stringContaining('sent to claude.ai.evil.example.')]);
  });

  test('is the name alone where an administrator registered the client', () => {
    const document = shown({ ...VERIFIED, client: { identity: 'administrator', name: 'Night shift planner' }, redirectUri: 'https://shifts.example.com/cb' });
    expect(document.texts('h1')).toEqual(['Connect Night shift planner to Weather?']);
    expect(cautions(document)).toEqual([]);
  });

  test('is the scope itself where nobody has described it', () => {
    expect(shown({ ...VERIFIED, scopes: [{ name: 'toString' }] }).texts('li')).toEqual(['toString']);
  });
});

describe('the form', () => {
  test('posts the token, the hidden fields and a literal decision', () => {
    const document = shown(VERIFIED);
    const [form] = document.elements('form');
    expect([attribute(form, 'method'), attribute(form, 'action')]).toEqual(['post', '/prod/interaction/Vq2ZnmIGYkQ']);
    expect(document.elements('input').map((input) => [attribute(input, 'type'), attribute(input, 'name'), attribute(input, 'value')])).toEqual([
      ['hidden', 'transaction', 'Vq2ZnmIGYkQ'], ['hidden', 'csrf', 'c2VjcmV0LXRva2Vu'],
    ]);
    expect(document.elements('button').map((button) => [attribute(button, 'name'), attribute(button, 'value')])).toEqual([
      ['decision', 'deny'], ['decision', 'approve'],
    ]);
  });

  test('does not let a hidden field take the place of the token', () => {
    const document = shown({ ...VERIFIED, hiddenFields: { csrf: 'forged' } });
    expect(document.elements('input').map((input) => attribute(input, 'value'))).toEqual(['c2VjcmV0LXRva2Vu']);
  });
});

describe('hostile values', () => {
  test('T25: no value of the request adds an element or an attribute', () => {
    const usual: ConsentModel = { ...VERIFIED, client: { identity: 'unverified', name: 'x' } };
    const hostile: ConsentModel = {
      action: `/x?state=${INJECTION}`,
      csrfToken: INJECTION,
      hiddenFields: { transaction: INJECTION, [INJECTION]: 'x' },
      client: { identity: 'unverified', name: INJECTION },
      redirectUri: `https://example.com/cb?${INJECTION}`,
      accessUrl: INJECTION,
      scopes: [{ name: INJECTION, description: INJECTION }, { name: INJECTION }, { name: 'x' }],
    };
    const document = shown(hostile, { ...CONTEXT, serverName: INJECTION });
    expect(document.vocabulary()).toEqual(shown(usual).vocabulary());
    expect(document.elements('img').map((image) => attribute(image, 'src'))).toEqual([CONTEXT.logo]);
    expect(document.elements('input').map((input) => attribute(input, 'value'))).toEqual([INJECTION, 'x', INJECTION]);
    expect(document.texts('li')[1]).toBe(INJECTION);
  });

  test('T25: texts of the administrator add no element either', () => {
    const texts = Object.fromEntries(Object.keys(pageTexts()).filter((name) => name !== 'language').map((name) => [name, `${INJECTION} {client}`]));
    const document = shown(VERIFIED, { ...CONTEXT, texts: pageTexts(texts) });
    expect(document.elements('script')).toEqual([]);
    expect(document.elements('img')).toHaveLength(1);
  });

  test('T24: direction and control characters do not reach the page, whoever sent them', () => {
    const page = consentPage({
      ...VERIFIED,
      client: { identity: 'unverified', name: 'Cla\u202eedu\u0000a\u200b\u2066 \u{e0041}AI' },
    }, CONTEXT);
    expect(page).not.toMatch(/[\u0000-\u0008\u200b-\u200f\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/u);
    expect(new HtmlDocument(page).text()).toContain('It calls itself “Claedua AI”');
  });

  test('T24: an imitated name is flagged, and no name stands where the host does', () => {
    const document = shown({ ...VERIFIED, client: { identity: 'unverified', name: 'Clаude' } });
    expect(cautions(document)).toContainEqual(expect.stringContaining('may imitate another'));
    expect(hosts(document).map((host) => host.childNodes).flat()).not.toContainEqual(expect.objectContaining({ value: expect.stringContaining('Cl') }));
  });

  test('T24: a host of another alphabet is shown in the form that imitates nothing', () => {
    const document = shown({ ...VERIFIED, client: { identity: 'metadata-document', clientId: 'https://clаude.ai/client.json' } });
    expect(document.texts('h1')).toEqual(['Connect xn--clude-5ve.ai to Weather?']);
  });
});

describe('texts', () => {
  test('can be replaced, one by one', () => {
    const document = shown(VERIFIED, { ...CONTEXT, texts: pageTexts({ approve: 'Zulassen', consentTitle: '{client} mit {server} verbinden?' }) });
    expect(document.texts('h1')).toEqual(['claude.ai mit Weather verbinden?']);
    expect(document.texts('title')).toEqual(['claude.ai mit Weather verbinden?']);
    expect(document.texts('button')).toEqual(['Deny', 'Zulassen']);
  });

  test('are written in the direction of their language', () => {
    const [root] = shown(VERIFIED, { ...CONTEXT, texts: pageTexts({ language: 'he-IL' }) }).elements('html');
    expect([attribute(root, 'lang'), attribute(root, 'dir')]).toEqual(['he-IL', 'rtl']);
  });

  test('come without a logo unless it is part of the page', () => {
    expect(shown(VERIFIED, { ...CONTEXT, logo: 'https://example.com/logo.png' }).elements('img')).toEqual([]);
    expect(shown(VERIFIED, { ...CONTEXT, logo: undefined }).elements('img')).toEqual([]);
  });
});
