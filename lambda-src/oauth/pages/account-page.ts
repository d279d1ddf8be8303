import { accountName, type Account } from './account';
import { decisionButton, form, type FormModel } from './form';
import type { PageContext } from './page-context';
import { html } from '../../../src/pages/html/markup';
import { page } from '../../../src/pages/html/page';
import { phrase, plainPhrase } from '../../../src/pages/html/phrase';

export interface AccountModel extends FormModel {
  readonly account: Account;
}

/** Shown after a silent sign-in: a session that another person left open must not be used unnoticed. */
export function accountPage(model: AccountModel, { texts, serverName, logo }: PageContext): string {
  return page({
    language: texts.language,
    title: plainPhrase(texts.accountTitle, { server: serverName }),
    serverName,
    logo,
    content: form(model, html`<h1>${phrase(texts.accountTitle, { server: serverName })}</h1>
<dl><div><dt>${texts.accountIntroduction}</dt><dd>${accountName(model.account)}</dd></div></dl>
<div class="choices pair">
${decisionButton('switch-account', texts.useAnotherAccount)}
${decisionButton('continue', texts.continueWithAccount, 'main')}
</div>`),
  });
}
