import type { TemplateText } from '../../../src/contract/mcp/catalogue';

/** A placeholder without a value becomes an empty text. */
export function fill(text: TemplateText, values: { readonly [name: string]: string }, escape: (value: string) => string = (value) => value): string {
  return text.map((part) => {
    if (typeof part === 'string') {
      return part;
    }
    return Object.hasOwn(values, part.variable) ? escape(values[part.variable]) : '';
  }).join('');
}
