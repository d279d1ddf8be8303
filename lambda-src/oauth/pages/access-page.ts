import { accountName, type Account } from './account';
import { appMarkup, type ConsentClient, type ConsentScope, scopeList } from './consent-page';
import { decisionButton, form, type FormModel } from './form';
import type { PageContext } from './page-context';
import { html, type Markup } from '../../../src/pages/html/markup';
import { page } from '../../../src/pages/html/page';
import { phrase, plainPhrase } from '../../../src/pages/html/phrase';
import type { Texts } from '../../../src/pages/page-texts';

/** Name of the field that says which access ends. */
export const GRANT_FIELD = 'grant';

/** What a person can do there. */
export const ACCESS_DECISIONS = ['sign-in', 'switch-account', 'end-access', 'sign-out'] as const;
export type AccessDecision = typeof ACCESS_DECISIONS[number];

/** An app that a person let in. Times are epoch seconds. */
export interface AccessEntry {
  readonly grantId: string;
  readonly client: ConsentClient;
  readonly scopes: readonly ConsentScope[];
  readonly signedInAt: number;
  readonly refreshedAt?: number;
  readonly expiresAt: number;
}

export interface AccessModel extends FormModel {
  readonly account: Account;
  readonly entries: readonly AccessEntry[];
}

/** What a person has let in, and a button for each to end it. */
export function accessPage(model: AccessModel, { texts, serverName, logo }: PageContext): string {
  const { account, entries } = model;
  const server = html`<bdi>${serverName}</bdi>`;
  return page({
    language: texts.language,
    title: plainPhrase(texts.accessTitle, { server: serverName }),
    serverName,
    logo,
    content: html`<h1>${phrase(texts.accessTitle, { server })}</h1>
<dl>
<div><dt>${texts.accountIntroduction}</dt><dd>${accountName(account)}</dd></div>
${entries.map((entry) => entryMarkup(model, entry, texts))}
</dl>
${entries.length === 0 ? html`<p>${phrase(texts.accessNone, { server })}</p>` : undefined}
${form(model, html`<div class="choices pair">
${decisionButton('switch-account', texts.useAnotherAccount)}
${decisionButton('sign-out', texts.accessSignOut, 'main')}
</div>`)}`,
    footer: html`<p>${phrase(texts.accessFootnote, { server })}</p>`,
  });
}

function entryMarkup(model: FormModel, { grantId, client, scopes, signedInAt, refreshedAt, expiresAt }: AccessEntry, texts: Texts): Markup {
  const at = (text: string, seconds: number) => plainPhrase(text, { date: date(seconds, texts.language) });
  return html`<div><dt>${at(texts.accessSince, signedInAt)}</dt><dd>${appMarkup(texts, client)}
${scopeList(texts, scopes)}
<p class="soft small">${refreshedAt !== undefined ? html`${at(texts.accessRefreshed, refreshedAt)} · ` : undefined}${at(texts.accessUntil, expiresAt)}</p>
${form({ ...model, hiddenFields: { [GRANT_FIELD]: grantId } }, decisionButton('end-access', texts.accessEnd))}</dd></div>`;
}

/** Of the universal day: where the person is, nobody says. */
function date(seconds: number, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(seconds * 1000);
}
