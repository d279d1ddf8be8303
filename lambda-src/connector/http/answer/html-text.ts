const MAX_CHARACTERS = 200;
/** Of the page. What follows is not read: the time that expressions take grows faster than the text. */
const READ_CHARACTERS = 16 * 1024;

/** The text of an error page, in short: its title and what follows. Markup is noise to a model, and may be meant for it by a stranger. */
export function htmlText(html: string): string {
  const text = html.slice(0, READ_CHARACTERS)
    .replace(/<!--[\s\S]*?(?:-->|$)/g, ' ')
    .replace(/<(script|style|svg|noscript|template|head)\b(?:(?!<title)[\s\S])*?(?:<\/\1\s*>|(?=<title)|$)/gi, ' ')
    .replace(/<[^>]*(?:>|$)/g, ' ')
    .replace(/&nbsp;/g, ' ').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#0*39;|&apos;/g, '\'').replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ').trim();
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text;
}
