import { form, type FormModel } from './form';
import type { PageContext } from './page-context';
import { html } from '../../../src/pages/html/markup';
import { page } from '../../../src/pages/html/page';
import { phrase, plainPhrase } from '../../../src/pages/html/phrase';

/** Name of the field that says which provider a person chose. */
export const PROVIDER_FIELD = 'provider';

export interface SignInChoiceModel extends FormModel {
  readonly providers: readonly { readonly id: string; readonly name: string }[];
  /** Whether the page of the apps that a person let in is to follow, instead of an app. */
  readonly forAccess?: boolean;
}

/** Where there is more than one identity provider, or nothing else to show. */
export function signInChoicePage(model: SignInChoiceModel, { texts, serverName, logo }: PageContext): string {
  const server = html`<bdi>${serverName}</bdi>`;
  const button = (id: string, name: string) =>
    html`<button type="submit" name="${PROVIDER_FIELD}" value="${id}">${plainPhrase(texts.signInWith, { provider: name })}</button>`;
  return page({
    language: texts.language,
    title: plainPhrase(texts.signInTitle, { server: serverName }),
    serverName,
    logo,
    content: form(model, html`<h1>${phrase(texts.signInTitle, { server })}</h1>
<p>${phrase(model.forAccess === true ? texts.accessSignIn : texts.signInIntroduction, { server })}</p>
<div class="choices">
${model.providers.map(({ id, name }) => button(id, name))}
</div>`),
  });
}
