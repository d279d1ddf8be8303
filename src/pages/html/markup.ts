/** HTML that may stand in a page as it is. Everything else is text, and gets escaped. */
export class Markup {
  constructor(public readonly source: string) {}
}

export type Fragment = Markup | string | undefined | readonly Fragment[];

const REFERENCES: { readonly [character: string]: string } = {
  '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;', '`': '&grave;', '#': '&num;', '$': '&dollar;',
};

/**
 * Text as HTML, for content and quoted attributes alike.
 *
 * `#` and `$` are escaped too, by name: so that no text can start a directive or a reference where API Gateway renders the page
 * from a Velocity template. Only the markers of CDK tokens keep theirs.
 */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`#]|\$(?!\{Token\[)/g, (character) => REFERENCES[character]);
}

/** A template literal whose values are escaped, unless they are markup; lists are joined, undefined is nothing. */
export function html(literals: TemplateStringsArray, ...values: readonly Fragment[]): Markup {
  return new Markup(literals.map((literal, index) => `${literal}${index < values.length ? render(values[index]) : ''}`).join(''));
}

export function render(fragment: Fragment): string {
  if (fragment === undefined) {
    return '';
  }
  if (fragment instanceof Markup) {
    return fragment.source;
  }
  return typeof fragment === 'string' ? escapeHtml(fragment) : fragment.map(render).join('');
}
