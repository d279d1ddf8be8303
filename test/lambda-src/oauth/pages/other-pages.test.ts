import { describe, expect, test } from '@jest/globals';
import { attribute, HtmlDocument } from './html-document';
import { CONTEXT, FORM } from './samples';
import { accountPage } from '../../../../lambda-src/oauth/pages/account-page';
import { errorKind } from '../../../../lambda-src/oauth/pages/error';
import { errorPage } from '../../../../lambda-src/oauth/pages/message-pages';
import { signInChoicePage } from '../../../../lambda-src/oauth/pages/sign-in-page';

const INJECTION = '"><img src=x onerror=alert(1)>';

describe('the sign-in choice page', () => {
  test('has a button for each provider, which posts its id', () => {
    const document = new HtmlDocument(signInChoicePage({ ...FORM, providers: [{ id: 'a', name: 'Corp' }, { id: 'b', name: INJECTION }] }, CONTEXT));
    expect(document.texts('button')).toEqual(['Continue with Corp', `Continue with ${INJECTION}`]);
    expect(document.elements('button').map((button) => [attribute(button, 'name'), attribute(button, 'value')])).toEqual([['provider', 'a'], ['provider', 'b']]);
  });
});

describe('the account page', () => {
  test('shows the mail address where there is no name, and the id where there is neither', () => {
    const account = (who: { name?: string; email?: string }) => new HtmlDocument(accountPage({ ...FORM, account: { id: 'd1f0', ...who } }, CONTEXT)).texts('dd');
    expect(account({ email: 'ada@example.com' })).toEqual(['ada@example.com']);
    expect(account({})).toEqual(['d1f0']);
  });

  test('T24, T25: no account adds an element, a direction or a control character', () => {
    const page = accountPage({ ...FORM, account: { id: INJECTION, name: `Ada\u202e${INJECTION}`, email: `a\u200fda@example.com${INJECTION}` } }, CONTEXT);
    expect(new HtmlDocument(page).elements('img')).toHaveLength(1);
    expect(page).not.toMatch(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/u);
  });
});

describe('the error page', () => {
  test('explains, and gives the reference that the log knows', () => {
    const document = new HtmlDocument(errorPage({ kind: 'redirect-uri', correlationId: INJECTION }, CONTEXT));
    expect(document.text()).toContain('To protect you, you are not sent there.');
    expect(document.texts('code')).toEqual([INJECTION]);
    expect(document.elements('img')).toHaveLength(1);
  });

  test.each([
    ['invalid_client', 'unknown-client'], ['invalid_redirect_uri', 'redirect-uri'], ['access_denied', 'denied'],
    ['temporarily_unavailable', 'unavailable'], ['server_error', 'other'], ['constructor', 'other'], [INJECTION, 'other'],
  ])('is told for %s: %s', (error, kind) => {
    expect(errorKind(error)).toBe(kind);
  });
});
