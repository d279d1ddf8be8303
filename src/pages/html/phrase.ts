import { Fragment, html, Markup } from './markup';

/**
 * A text that an administrator may have written: `{name}` is replaced by a value, `**` encloses emphasised text. Everything else
 * is plain text, including HTML.
 */
export function phrase(text: string, values: { readonly [name: string]: Fragment } = {}): Markup {
  const parts = text.split('**').map((part, index) => {
    const filled = part.split(/(\{\w+\})/).map((piece) => {
      const name = /^\{(\w+)\}$/.exec(piece)?.[1];
      return name !== undefined && Object.prototype.hasOwnProperty.call(values, name) ? values[name] : piece;
    });
    return index % 2 === 0 ? filled : html`<strong>${filled}</strong>`;
  });
  return html`${parts}`;
}

/** The same without markup, for titles and labels. */
export function plainPhrase(text: string, values: { readonly [name: string]: string } = {}): string {
  return text.split('**').join('').replace(/\{(\w+)\}/g, (piece, name: string) => (
    Object.prototype.hasOwnProperty.call(values, name) ? values[name] : piece
  ));
}
