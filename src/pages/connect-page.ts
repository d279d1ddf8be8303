import { clientGuides, ConnectPlace, copyable } from './connect-clients';
import { Fragment, html, Markup } from './html/markup';
import { page } from './html/page';
import { phrase, plainPhrase } from './html/phrase';
import type { Texts } from './page-texts';

/** Longer lists are cut: the page is part of a template. */
const ITEMS_MAX = 40;
const DESCRIPTION_MAX_LENGTH = 200;

export interface OfferedItem {
  readonly name: string;
  /** A display name. */
  readonly title?: string;
  readonly description?: string;
}

/** What the page at the MCP URL shows. Every text may be a token. */
export interface ConnectModel {
  /** By which programs know the server. */
  readonly name: string;
  /** The display name. */
  readonly title?: string;
  readonly description?: string;
  readonly websiteUrl?: string;
  /** The URL of the MCP endpoint. */
  readonly url: string;
  readonly tools: readonly OfferedItem[];
  readonly resources: readonly OfferedItem[];
  readonly prompts: readonly OfferedItem[];
  /** Whether the offer is omitted, because only authorized callers may see it. */
  readonly hidesOffer?: boolean;
  /** Whether there is interactive sign-in, or only programs with credentials can call. */
  readonly interactiveSignIn: boolean;
  /** Whether everybody may call without a token: then nothing is said of signing in. */
  readonly anonymous?: boolean;
  /** Of the page of the apps that a person let in; undefined where there is none. */
  readonly accessUrl?: string;
  readonly texts: Texts;
  readonly logo?: string;
  /** `Fn.base64` at synthesis. */
  readonly encodeBase64: (text: string) => string;
  /**
   * Joins what a person at a loopback address is shown with what everybody else is, in the words of what sends the page.
   *
   * @default - everybody is shown the same
   */
  readonly byPlace?: (loopback: string, anywhere: string) => string;
}

/** The page of the MCP URL: the same for everybody, so that a gateway can send it without a function. */
export function connectPage(model: ConnectModel): string {
  const { texts, url, description, websiteUrl, accessUrl, logo } = model;
  const serverName = model.title ?? model.name;
  const server = html`<bdi>${serverName}</bdi>`;
  return page({
    language: texts.language,
    title: plainPhrase(texts.connectTitle, { server: serverName }),
    serverName,
    logo,
    wide: true,
    content: html`<h1>${phrase(texts.connectTitle, { server })}</h1>
${description !== undefined ? html`<p><bdi>${description}</bdi></p>` : undefined}
<p class="soft">${phrase(texts.connectWhat, { server })}</p>
<h2>${texts.connectUrlLabel}</h2>
${copyable(url)}
<p class="soft small">${texts.connectCopyHint}</p>
<h2>${texts.connectHowTitle}</h2>
${instructions(model, serverName)}
${model.hidesOffer === true ? undefined : offer(model)}
${accessUrl !== undefined ? html`<p><a href="${accessUrl}">${phrase(texts.accessLink, { server })}</a></p>` : undefined}
${websiteUrl !== undefined ? html`<p><a href="${websiteUrl}" rel="noreferrer">${texts.connectWebsite}</a></p>` : undefined}`,
  });
}

function instructions({ name, url, texts, encodeBase64, byPlace, interactiveSignIn, anonymous }: ConnectModel, serverName: string): Markup {
  if (!interactiveSignIn && anonymous !== true) {
    return html`<p>${phrase(texts.connectMachinesOnly)}</p>`;
  }
  const guides = (place: ConnectPlace) => html`${clientGuides({ name: connectionName(name), url, serverName, encodeBase64 }, texts, place)}`;
  return html`${anonymous === true ? undefined : html`<p>${phrase(texts.connectSignIn)}</p>`}
${byPlace === undefined ? guides('anywhere') : new Markup(byPlace(guides('loopback').source, guides('anywhere').source))}`;
}

/** Claude Code takes nothing but letters, digits, hyphens and underscores. */
function connectionName(name: string): string {
  return hasToken(name) ? name : name.replace(/[^A-Za-z0-9_-]+/g, '-');
}

function offer({ texts, tools, resources, prompts }: ConnectModel): Markup {
  const lists = [
    { title: texts.connectTools, items: tools },
    { title: texts.connectResources, items: resources },
    { title: texts.connectPrompts, items: prompts },
  ].filter(({ items }) => items.length > 0);
  return html`<h2>${texts.connectOffersTitle}</h2>
${lists.length === 0 ? html`<p>${texts.connectNothing}</p>` : lists.map(({ title, items }) => list(plainPhrase(title, { count: `${items.length}` }), items, texts))}`;
}

function list(title: string, items: readonly OfferedItem[], texts: Texts): Markup {
  const rest = items.length - ITEMS_MAX;
  return html`<details>
<summary>${title}</summary>
<div>
<ul class="items">${items.slice(0, ITEMS_MAX).map(item)}</ul>
${rest > 0 ? html`<p class="soft">${phrase(texts.connectMore, { count: `${rest}` })}</p>` : undefined}
</div>
</details>`;
}

function item({ name, title, description }: OfferedItem): Fragment {
  const shown = title === undefined ? html`<code>${name}</code>` : html`<strong>${title}</strong> <code class="soft">${name}</code>`;
  return html`<li>${shown}${description !== undefined ? html`<p class="soft small">${shortened(description)}</p>` : undefined}</li>`;
}

function shortened(text: string): string {
  const characters = [...text];
  return hasToken(text) || characters.length <= DESCRIPTION_MAX_LENGTH ? text : `${characters.slice(0, DESCRIPTION_MAX_LENGTH - 1).join('').trimEnd()}…`;
}

function hasToken(text: string): boolean {
  return text.includes('${Token[');
}
