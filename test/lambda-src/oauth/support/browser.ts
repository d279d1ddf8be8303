import type { Call, Reply, World } from './oauth-world';
import { type Element, attribute, HtmlDocument } from '../pages/html-document';

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  readonly host: string;
}

export interface Page {
  readonly status: number;
  readonly url: string;
  readonly headers: { readonly [name: string]: string | undefined };
  readonly text: string;
  readonly document: HtmlDocument;
}

/** A person's browser: cookies by host and path, redirects, forms. It reaches the server by events and everything else over the network. */
export class Browser {
  cookies: Cookie[] = [];
  /** Every URL that it was sent to. */
  readonly visited: string[] = [];

  constructor(private readonly world: World, private readonly userHeaders: Record<string, string> = {}) {}

  /** Follows redirects until there is a page, or until it would leave for somebody who is neither the server nor on loopback. */
  async open(url: string, form?: Record<string, string>, headers: Record<string, string> = {}): Promise<Page> {
    let method = form === undefined ? 'GET' : 'POST';
    let body = form;
    let next = url;
    for (let hops = 0; hops < 12; hops++) {
      this.visited.push(next);
      const reply = await this.request(method, next, body, headers);
      const { location } = reply.headers;
      if (location === undefined) {
        return { ...reply, url: next, document: parsed(reply) };
      }
      next = new URL(location, next).href;
      if (!this.isReachable(next)) {
        return { ...reply, url: next, document: new HtmlDocument('<!DOCTYPE html><title>left</title>') };
      }
      method = 'GET';
      body = undefined;
    }
    throw new Error(`too many redirects: ${this.visited.slice(-12).join(' ')}`);
  }

  /** The same person at another instance of the server. */
  continueAs(other: Browser): this {
    this.cookies = [...other.cookies];
    return this;
  }

  /** One request, without following where it leads. */
  async request(method: string, url: string, form?: Record<string, string>, headers: Record<string, string> = {}): Promise<Pick<Reply, 'status' | 'headers' | 'text' | 'cookies'>> {
    const { issuer } = this.world;
    const target = new URL(url);
    const cookie = this.cookieHeader(target);
    const all = { accept: 'text/html', ...this.userHeaders, ...headers, ...cookie !== '' && { cookie } };
    const reply = isOurs(url, issuer)
      ? await this.world.call({ method, path: target.pathname.slice(new URL(issuer).pathname.replace(/\/$/, '').length), query: target.search.slice(1), form, headers: all } as Call)
      : await overTheNetwork(method, url, form, all);
    for (const line of reply.cookies) {
      this.keep(line, target);
    }
    return reply;
  }

  /** Presses a button of a page's form. */
  submit(page: Page, button: string, headers: Record<string, string> = {}): Promise<Page> {
    const [form] = page.document.elements('form');
    const pressed = page.document.elements('button').find((each) => attribute(each, 'value') === button);
    if (form === undefined || pressed === undefined) {
      throw new Error(`no button ${button} on ${page.url}: ${page.document.text()}`);
    }
    const fields = hiddenFields(page);
    const url = new URL(attribute(form, 'action') ?? '', page.url);
    const values = { ...fields, [attribute(pressed, 'name')!]: button };
    if ((attribute(form, 'method') ?? 'get') === 'post') {
      return this.open(url.href, values, { origin: 'null', ...headers });
    }
    url.search = String(new URLSearchParams(values));
    return this.open(url.href, undefined, headers);
  }

  private isReachable(url: string): boolean {
    return isOurs(url, this.world.issuer) || /^http:\/\/127\.0\.0\.1:\d+\/(authorize|logout)/.test(url);
  }

  private cookieHeader({ host, pathname }: URL): string {
    return this.cookies.filter((cookie) => cookie.host === host && covers(cookie.path, pathname)).map(({ name, value }) => `${name}=${value}`).join('; ');
  }

  private keep(line: string, { host }: URL): void {
    const [pair, ...attributes] = line.split(';').map((part) => part.trim());
    const name = pair.slice(0, pair.indexOf('='));
    const value = pair.slice(pair.indexOf('=') + 1);
    const known = Object.fromEntries(attributes.map((each) => each.split('=')).map(([key, setting]) => [key.toLowerCase(), setting ?? 'true']));
    const path = known.path ?? '/';
    if (name.startsWith('__Host-') && (path !== '/' || known.secure === undefined)) {
      throw new Error(`a browser refuses ${name} with path ${path}`);
    }
    if (name.startsWith('__Secure-') && known.secure === undefined) {
      throw new Error(`a browser refuses ${name} without Secure`);
    }
    this.cookies = this.cookies.filter((cookie) => cookie.name !== name || cookie.path !== path || cookie.host !== host);
    if (value !== '' && known['max-age'] !== '0' && !(known.expires !== undefined && new Date(known.expires).getTime() < Date.now())) {
      this.cookies.push({ name, value, path, host });
    }
  }
}

export function hiddenFields({ document }: Page): Record<string, string> {
  return Object.fromEntries(document.elements('input').map(field));
}

function isOurs(url: string, issuer: string): boolean {
  return url === issuer || url.startsWith(`${issuer}/`);
}

/** RFC 6265, section 5.1.4. */
function covers(cookiePath: string, path: string): boolean {
  return path === cookiePath || (path.startsWith(cookiePath) && (cookiePath.endsWith('/') || path[cookiePath.length] === '/'));
}

async function overTheNetwork(method: string, url: string, form: Record<string, string> | undefined, headers: Record<string, string>) {
  const response = await fetch(url, { method, headers, redirect: 'manual', ...form && { body: new URLSearchParams(form) } });
  return { status: response.status, headers: Object.fromEntries(response.headers), cookies: response.headers.getSetCookie(), text: await response.text() };
}

function parsed({ headers, text }: Pick<Reply, 'headers' | 'text'>): HtmlDocument {
  return new HtmlDocument((headers['content-type'] ?? '').includes('html') ? text : '<!DOCTYPE html><title>no page</title>');
}

function field(input: Element): [string, string] {
  return [attribute(input, 'name')!, attribute(input, 'value') ?? ''];
}

/** Picks a person at the identity provider. @returns the callback, not yet opened */
export async function signedIn(browser: Browser, choice: Page, person: string): Promise<string> {
  const [form] = choice.document.elements('form');
  const action = new URL(form.attrs.find(({ name }) => name === 'action')?.value ?? '', choice.url);
  const button = choice.document.elements('button').find(({ attrs }) => attrs.some(({ name, value }) => name === 'value' && value === person))!;
  const fields = { ...hiddenFields(choice), [button.attrs.find(({ name }) => name === 'name')!.value]: person };
  const isPost = form.attrs.some(({ name, value }) => name === 'method' && value.toLowerCase() === 'post');
  action.search = isPost ? action.search : String(new URLSearchParams(fields));
  const { headers } = await browser.request(isPost ? 'POST' : 'GET', action.href, isPost ? fields : undefined);
  return new URL(headers.location!, choice.url).href;
}
