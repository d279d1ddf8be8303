import type { TemplateText } from '../../../src/contract/mcp/catalogue';

/** What a hole is filled with where there is no value is nothing. */
export function fill(text: TemplateText, values: { readonly [name: string]: string }, escape: (value: string) => string = (value) => value): string {
  return text.map((part) => {
    if (typeof part === 'string') {
      return part;
    }
    return Object.hasOwn(values, part.variable) ? escape(values[part.variable]) : '';
  }).join('');
}
