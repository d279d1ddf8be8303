import { html, Markup, render } from './markup';
import { STYLESHEET } from './stylesheet';

/** Logos are part of the page: nothing is fetched. */
export const LOGO_PATTERN = /^data:image\/(png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/]+={0,2}$/;

export interface PageFrame {
  /** A BCP 47 language tag. */
  readonly language: string;
  /** Of the window; the page's own heading is in its content. */
  readonly title: string;
  /** The server's display name. */
  readonly serverName: string;
  /** A data URI that matches LOGO_PATTERN. */
  readonly logo?: string;
  readonly wide?: boolean;
  readonly content: Markup;
  readonly footer?: Markup;
}

export function page({ language, title, serverName, logo, wide, content, footer }: PageFrame): string {
  const style = new Markup(`<style>${STYLESHEET}</style>`);
  const image = logo !== undefined && LOGO_PATTERN.test(logo) ? html`<img src="${logo}" alt="" width="40" height="40">` : undefined;
  return `<!DOCTYPE html>\n${render(html`<html lang="${language}" dir="${direction(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="data:,">
${style}
</head>
<body${wide === true ? html` class="wide"` : undefined}>
<header>${image}<p><bdi>${serverName}</bdi></p></header>
<main><div>
${content}
</div></main>
${footer && html`<footer>${footer}</footer>`}
</body>
</html>
`)}`;
}

function direction(language: string): 'rtl' | 'ltr' {
  return /^(ar|dv|fa|he|ps|sd|ug|ur|yi)\b/i.test(language) ? 'rtl' : 'ltr';
}
