import { type Fragment, html, Markup } from '../../../src/pages/html/markup';

/** Name of the field that says what a person chose, in every form. */
export const DECISION_FIELD = 'decision';
/** Name of the field that proves that this server made the form. */
export const CSRF_FIELD = 'csrf';

/** Name of the field that says which account a page asks to confirm. */
export const ACCOUNT_FIELD = 'account';

/** Any other value of the field is not a decision. */
export const DECISIONS = ['approve', 'deny', 'switch-account', 'continue'] as const;
export type Decision = typeof DECISIONS[number];

export interface FormModel {
  /** Where it is posted: a path or URL of this server. */
  readonly action: string;
  readonly csrfToken: string;
  readonly hiddenFields?: { readonly [name: string]: string };
}

export function form({ action, csrfToken, hiddenFields = {} }: FormModel, content: Fragment): Markup {
  const fields = Object.entries({ ...hiddenFields, [CSRF_FIELD]: csrfToken });
  return html`<form method="post" action="${action}" autocomplete="off">
${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
${content}
</form>`;
}

/**
 * @param decision of those that the page takes
 * @param looks a class of the stylesheet
 */
export function decisionButton(decision: string, label: string, looks?: 'main'): Markup {
  return html`<button type="submit" name="${DECISION_FIELD}" value="${decision}"${looks && html` class="${looks}"`}>${label}</button>`;
}
