import { html, Markup } from './markup';
import { LOCAL_STYLESHEET, LOCAL_STYLESHEET_SHA256 } from './stylesheet';

export interface PageFrame {
  readonly title: string;
  /** What stands above the page: who shows it. */
  readonly header: string;
  readonly content: Markup;
}

/** Without `form-action`: Chromium applies it to the redirects that follow a form, and the sign-in ends at another origin. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${LOCAL_STYLESHEET_SHA256}'; img-src data:; base-uri 'none'; frame-ancestors 'none'`,
  // Not no-referrer: the origin of a form would be null, as of one in a frame of somebody else.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
} as const;

export function page({ title, header, content }: PageFrame): string {
  return `<!DOCTYPE html>\n${html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
${new Markup(`<style>${LOCAL_STYLESHEET}</style>`)}
</head>
<body>
<header><p>${header}</p></header>
<main><div>
<h1>${title}</h1>
${content}
</div></main>
</body>
</html>
`.source}`;
}
