import type { PageContext } from './page-context';
import { type Fragment, html } from '../../../src/pages/html/markup';
import { page } from '../../../src/pages/html/page';
import { phrase, plainPhrase } from '../../../src/pages/html/phrase';
import type { TextKey } from '../../../src/pages/page-texts';
import { redirectTarget } from '../redirects/redirect-target';

/** The error that a user sees. The reason is in the log, under the correlation id. */
export type ErrorKind = 'unknown-client' | 'redirect-uri' | 'request' | 'expired' | 'denied' | 'sign-in' | 'unavailable' | 'other';

const EXPLANATIONS: { readonly [kind in ErrorKind]: TextKey } = {
  'unknown-client': 'errorUnknownClient',
  'redirect-uri': 'errorRedirectUri',
  'request': 'errorRequest',
  'expired': 'errorExpired',
  'denied': 'errorDenied',
  'sign-in': 'errorSignIn',
  'unavailable': 'errorUnavailable',
  'other': 'errorOther',
};

export interface ErrorModel {
  readonly kind: ErrorKind;
  /** To search the log with. */
  readonly correlationId?: string;
  /** The app's return URL, which is not trusted: a link that the user may follow. */
  readonly returnTo?: string;
}

export function errorPage({ kind, correlationId, returnTo }: ErrorModel, context: PageContext): string {
  const { texts } = context;
  const wayBack = returnTo === undefined ? undefined : returnLink(returnTo, context);
  const reference = correlationId && html`<dl><div><dt>${texts.errorReference}</dt><dd><code class="copy">${correlationId}</code></dd></div></dl>`;
  return message(context, texts.errorTitle, texts[EXPLANATIONS[kind]], [wayBack, reference || undefined]);
}

function returnLink(url: string, { texts }: PageContext): Fragment {
  const target = redirectTarget(url);
  const where = html`<bdi class="host">${target.kind === 'app' ? target.scheme : target.host}</bdi>`;
  return html`<ul class="cautions"><li>${phrase(texts.errorReturnCaution, { target: where })}</li></ul>
<div class="choices"><a class="button" href="${url}" rel="noreferrer">${phrase(texts.errorReturn, { target: where })}</a></div>`;
}

export function signedOutPage(context: PageContext): string {
  return message(context, context.texts.signedOutTitle, context.texts.signedOutText);
}

function message({ texts, serverName, logo }: PageContext, title: string, text: string, more?: Fragment): string {
  const server = html`<bdi>${serverName}</bdi>`;
  return page({
    language: texts.language,
    title: plainPhrase(title, { server: serverName }),
    serverName,
    logo,
    content: html`<h1>${phrase(title, { server })}</h1>
<p>${phrase(text, { server })}</p>
${more}`,
  });
}
