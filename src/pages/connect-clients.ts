import { html, Markup } from './html/markup';
import { phrase } from './html/phrase';
import type { Texts } from './page-texts';

/** Where a client connects. */
export interface ConnectionFacts {
  /** What the connection is called: letters, digits, `_` and `-`. */
  readonly name: string;
  readonly url: string;
  /** The display name. */
  readonly serverName: string;
  /** `Fn.base64` at synthesis, where the URL may be a token. */
  readonly encodeBase64: (text: string) => string;
}

/** Where the page is shown: an app that runs elsewhere cannot reach a server on the machine of the person who reads it. */
export type ConnectPlace = 'loopback' | 'anywhere';

interface ClientGuide {
  readonly title: string;
  /** Whether the app calls servers from where its maker runs it. */
  readonly isHosted?: true;
  /** Opens the client and adds the server. */
  readonly link?: string;
  readonly steps: string;
  /** What there is to copy. */
  readonly snippet: string;
  readonly note?: string;
  readonly noteSnippet?: string;
}

/** Text that is selected with one click. */
export function copyable(text: string): Markup {
  return html`<code class="copy">${text}</code>`;
}

/** What to do in each popular client, as of November 2026. */
export function clientGuides(facts: ConnectionFacts, texts: Texts, place: ConnectPlace): Markup[] {
  return inOrder(guides(facts, texts), place).map(({ title, link, steps, snippet, note, noteSnippet }, index) => html`<details name="client"${index === 0 ? html` open` : undefined}>
<summary>${title}</summary>
<div>
${link !== undefined ? html`<p><a class="button main" href="${link}">${phrase(texts.connectOpen, { client: title })}</a></p>
<p>${texts.connectByHand}</p>` : undefined}
<ol>${steps.split('\n').map((step) => html`<li>${phrase(step, { snippet: copyable(snippet) })}</li>`)}</ol>
${note !== undefined ? html`<p class="soft">${phrase(note, { snippet: noteSnippet !== undefined ? copyable(noteSnippet) : undefined })}</p>` : undefined}
</div>
</details>`);
}

function inOrder(all: readonly ClientGuide[], place: ConnectPlace): readonly ClientGuide[] {
  return place === 'anywhere' ? all : [...all.filter(({ isHosted }) => isHosted !== true), ...all.filter(({ isHosted }) => isHosted === true)];
}

/** Links are put together by hand: a URL may be a token, which encoding would break, and needs none where it stands. */
function guides({ name, url, serverName, encodeBase64 }: ConnectionFacts, texts: Texts): ClientGuide[] {
  const quote = '%22';
  return [
    {
      title: 'Claude',
      isHosted: true,
      link: `https://claude.ai/customize/connectors?modal=add-custom-connector&connectorName=${tokenSafe(encodeURIComponent, serverName)}&connectorUrl=${url}`,
      steps: texts.connectClaude,
      snippet: url,
      note: texts.connectClaudeOrganization,
    },
    {
      title: 'Claude Code',
      steps: texts.connectClaudeCode,
      snippet: `claude mcp add --transport http ${name} ${url}`,
    },
    {
      title: 'ChatGPT',
      isHosted: true,
      steps: texts.connectChatGpt,
      snippet: url,
      note: texts.connectChatGptWorkspace,
    },
    {
      title: 'Visual Studio Code',
      link: `vscode:mcp/install?%7B${quote}name${quote}:${quote}${name}${quote},${quote}type${quote}:${quote}http${quote},${quote}url${quote}:${quote}${url}${quote}%7D`,
      steps: texts.connectVsCode,
      snippet: `code --add-mcp '{"name":"${name}","type":"http","url":"${url}"}'`,
    },
    {
      title: 'Cursor',
      // JSON of ASCII letters gives neither + nor /, so it can stand in a query.
      link: `cursor://anysphere.cursor-deeplink/mcp/install?name=${name}&config=${encodeBase64(`{"url":"${url}"}`)}`,
      steps: texts.connectCursor,
      snippet: `{ "mcpServers": { "${name}": { "url": "${url}" } } }`,
    },
    {
      title: texts.connectOther,
      steps: texts.connectOtherSteps,
      snippet: url,
      note: texts.connectOtherLocal,
      noteSnippet: `npx -y mcp-remote ${url}`,
    },
  ];
}

/** A text with a token in it stays as it is. */
function tokenSafe(encode: (text: string) => string, text: string): string {
  return text.includes('${Token[') ? text : encode(text);
}
