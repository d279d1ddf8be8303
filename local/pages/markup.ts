/** HTML that may stand in a page as it is. Everything else is text, and gets escaped. */
export class Markup {
  constructor(readonly source: string) {}
}

export type Fragment = Markup | string | undefined | readonly Fragment[];

/** A template literal whose values are escaped, unless they are markup; lists are joined, undefined is nothing. */
export function html(literals: TemplateStringsArray, ...values: readonly Fragment[]): Markup {
  return new Markup(literals.map((literal, index) => `${literal}${render(values[index])}`).join(''));
}

function render(fragment: Fragment): string {
  if (fragment === undefined) {
    return '';
  }
  if (fragment instanceof Markup) {
    return fragment.source;
  }
  return typeof fragment === 'string' ? fragment.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`) : fragment.map(render).join('');
}
