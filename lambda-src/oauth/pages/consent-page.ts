import { displayName, type DisplayName } from './display-name';
import { decisionButton, form, type FormModel } from './form';
import type { PageContext } from './page-context';
import { html, type Markup } from '../../../src/pages/html/markup';
import { page } from '../../../src/pages/html/page';
import { phrase, plainPhrase } from '../../../src/pages/html/phrase';
import type { Texts } from '../../../src/pages/page-texts';
import { redirectTarget, type RedirectTarget } from '../redirects/redirect-target';

/** How a client is identified: by the host of its metadata document, by the administrator who registered it, or not at all. */
export type ConsentClient =
  | { readonly identity: 'metadata-document'; readonly clientId: string; readonly name?: string }
  | { readonly identity: 'administrator'; readonly name: string }
  | { readonly identity: 'unverified'; readonly name?: string };

export interface ConsentScope {
  readonly name: string;
  /** In words. */
  readonly description?: string;
}

export interface ConsentModel extends FormModel {
  readonly client: ConsentClient;
  readonly redirectUri: string;
  readonly scopes: readonly ConsentScope[];
  /** The identity provider. Undefined if the user has a choice. */
  readonly providerName?: string;
  /** Of the page of the apps that a person let in. */
  readonly accessUrl: string;
}

export function consentPage(model: ConsentModel, { texts, serverName, logo }: PageContext): string {
  const { client, scopes } = model;
  const name = displayName(client.name);
  const host = hostOf(client);
  const known = host ?? (client.identity === 'administrator' ? name?.text : undefined);
  const target = redirectTarget(model.redirectUri);
  const title = known === undefined ? texts.consentTitleUnverified : texts.consentTitle;
  const server = html`<bdi>${serverName}</bdi>`;
  return page({
    language: texts.language,
    title: plainPhrase(title, { client: known ?? '', server: serverName }),
    serverName,
    logo,
    content: form(model, html`<h1>${phrase(title, { client: hostMarkup(known ?? ''), server })}</h1>
<p>${phrase(texts.consentIntroduction, { server })}</p>
<dl>
<div><dt>${texts.appLabel}</dt><dd>${appMarkup(texts, client)}</dd></div>
<div><dt>${texts.redirectLabel}</dt><dd>${targetMarkup(texts, target)}</dd></div>
<div><dt>${texts.accountLabel}</dt>${accountMarkup(texts, model)}</div>
</dl>
<h2>${texts.scopesTitle}</h2>
${scopeList(texts, scopes)}
${cautions(warnings(texts, client, host, name, target))}
<div class="choices pair">
${decisionButton('deny', texts.deny)}
${decisionButton('approve', texts.approve, 'main')}
</div>`),
    footer: html`<p>${phrase(texts.consentFootnote, { server })}</p>
<p><a href="${model.accessUrl}" target="_blank" rel="noreferrer">${phrase(texts.accessLink, { server })}</a></p>`,
  });
}

function hostMarkup(host: string): Markup {
  return html`<bdi class="host">${host}</bdi>`;
}

/** Of the document that identifies it. */
function hostOf(client: ConsentClient): string | undefined {
  return client.identity === 'metadata-document' ? new URL(client.clientId).host : undefined;
}

export function appMarkup(texts: Texts, client: ConsentClient): Markup {
  const name = displayName(client.name);
  const host = hostOf(client);
  const quoted = { name: html`<bdi>${name?.text}</bdi>` };
  if (host !== undefined) {
    return html`${hostMarkup(host)}${name && html`<p class="soft">${phrase(texts.appVerified, quoted)}</p>`}`;
  }
  if (client.identity === 'administrator') {
    return hostMarkup(name?.text ?? '');
  }
  const claim = name === undefined ? texts.appNameless : texts.appUnverified;
  return html`<span class="tag">${texts.unverifiedTag}</span><p>${phrase(claim, quoted)}</p>`;
}

function targetMarkup(texts: Texts, target: RedirectTarget): Markup {
  if (target.kind === 'web') {
    return hostMarkup(target.host);
  }
  const [text, address] = target.kind === 'loopback' ? [texts.redirectLoopback, target.host] : [texts.redirectApp, target.scheme];
  return html`<span class="host">${text}</span><code class="soft">${address}</code>`;
}

/** Consent comes before sign-in: the account is not known yet. */
function accountMarkup(texts: Texts, { providerName }: ConsentModel): Markup {
  const text = providerName === undefined ? texts.accountLaterByChoice : texts.accountLater;
  return html`<dd>${phrase(text, { provider: html`<bdi>${providerName}</bdi>` })}</dd>`;
}

export function scopeList(texts: Texts, scopes: readonly ConsentScope[]): Markup {
  return scopes.length === 0 ? html`<p>${texts.scopesNone}</p>` : html`<ul class="scopes">${scopes.map((scope) => scopeMarkup(texts, scope))}</ul>`;
}

function scopeMarkup(texts: Texts, { name, description }: ConsentScope): Markup {
  const usual: { readonly [scope: string]: string } = { mcp: texts.scopeDefault, offline_access: texts.scopeOfflineAccess };
  const words = description ?? (Object.hasOwn(usual, name) ? usual[name] : undefined);
  return html`<li>${words}<code>${name}</code></li>`;
}

/** The most severe first. */
function warnings(
  texts: Texts, client: ConsentClient, host: string | undefined, name: DisplayName | undefined, target: RedirectTarget,
): (Markup | false)[] {
  return [
    client.identity === 'unverified' && phrase(texts.warningUnverified),
    client.identity !== 'administrator' && name?.lookalike === true && phrase(texts.warningLookalike),
    host !== undefined && target.kind === 'web' && target.host !== host
      && phrase(texts.warningElsewhere, { client: hostMarkup(host), host: hostMarkup(target.host) }),
    target.kind === 'loopback' && phrase(texts.warningLoopback),
    target.kind === 'app' && phrase(texts.warningApp, { scheme: html`<code>${target.scheme}</code>` }),
  ];
}

function cautions(texts: readonly (Markup | false)[]): Markup | undefined {
  const shown = texts.filter((text) => text !== false);
  return shown.length === 0 ? undefined : html`<ul class="cautions">${shown.map((text) => html`<li>${text}</li>`)}</ul>`;
}
