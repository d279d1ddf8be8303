import { TemplateText } from '../../contract/mcp/catalogue';

/** `{{name}}`, with the blanks that people put there. */
const PROMPT_PLACEHOLDER = /\{\{\s*([A-Za-z0-9_.-]+)\s*\}\}/g;

/** `{name}`, where it looks like an RFC 6570 variable: JSON and code keep their braces. */
const URI_VARIABLE_PLACEHOLDER = /\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** A prompt's text: `{{argument}}` are holes. */
export function parsePromptText(text: string): TemplateText {
  return parse(text, PROMPT_PLACEHOLDER);
}

/** A resource template's text: `{variable}` are holes. */
export function parseResourceText(text: string): TemplateText {
  return parse(text, URI_VARIABLE_PLACEHOLDER);
}

/** The names of a text's holes. */
export function variablesOf(text: TemplateText): string[] {
  return text.flatMap((part) => typeof part === 'string' ? [] : [part.variable]);
}

function parse(text: string, placeholder: RegExp): TemplateText {
  const parts: (string | { readonly variable: string })[] = [];
  let end = 0;
  for (const match of text.matchAll(placeholder)) {
    if (match.index > end) {
      parts.push(text.slice(end, match.index));
    }
    parts.push({ variable: match[1] });
    end = match.index + match[0].length;
  }
  if (end < text.length) {
    parts.push(text.slice(end));
  }
  return parts;
}
