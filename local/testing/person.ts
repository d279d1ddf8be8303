import { type DefaultTreeAdapterTypes, parse } from 'parse5';

// Node runs this file as it is, for scripts/conformance.mjs: it uses only the TypeScript that can be erased, and imports no sibling.

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  readonly host: string;
}

export interface Page {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
}

export interface Choices {
  /** Pressed on the consent page. */
  readonly decision?: 'approve' | 'deny';
  /** Picked at the identity provider: a subject. */
  readonly user?: string;
  /** Picked where there are several: the id of an identity provider. */
  readonly provider?: string;
}

const MAX_STEPS = 20;

/** Somebody at a browser without scripts: it keeps cookies, follows redirects, submits forms. */
export class Person {
  /** Every page that was shown, in order. */
  readonly pages: Page[] = [];
  /** Every URL that was requested or arrived at. */
  readonly visited: URL[] = [];
  /** Every cookie that was ever set. */
  readonly cookieHistory: { readonly name: string; readonly value: string }[] = [];
  private cookies: Cookie[] = [];
  private readonly send: typeof fetch;

  /** @param send sends each request, and says what came back */
  constructor(send: typeof fetch = fetch) {
    this.send = send;
  }

  /**
   * Goes the whole way of an authorization request: consents, or does not, and signs in.
   *
   * @param url the authorization request
   * @param redirectUri where the way ends; nothing is requested there
   * @returns the URL that the client is told its answer by
   * @throws with what the page says, if the way ends on a page
   */
  async authorize(url: string, redirectUri: string, { decision = 'approve', user = 'reader', provider }: Choices = {}): Promise<URL> {
    let step: Step = await this.follow('GET', url, undefined, redirectUri);
    for (let steps = 0; steps < MAX_STEPS; steps++) {
      if ('arrived' in step) {
        return step.arrived;
      }
      const buttons = buttonsOf(step.page);
      // A page of ours has the decision, the identity provider's the users; `continue` confirms an account that was signed in already.
      const pressed = [decision, 'continue', provider, user].map((value) => buttons.find((button) => attribute(button, 'value') === value)).find((each) => each !== undefined);
      if (pressed === undefined) {
        throw new Error(`${step.page.status} at ${step.page.url}: ${textOf(step.page.html)}`);
      }
      step = await this.press(step.page, pressed, redirectUri);
    }
    throw new Error(`no end after ${MAX_STEPS} pages: ${this.pages.map((page) => page.url).join(' ')}`);
  }

  /** Looks at a page. @throws if the way to it leads away from pages */
  async look(url: string): Promise<Page> {
    const step = await this.follow('GET', url, undefined, undefined);
    if ('arrived' in step) {
      throw new Error(`sent away to ${step.arrived}`);
    }
    return step.page;
  }

  private async press(page: Page, button: Element, redirectUri: string): Promise<Step> {
    const form = ancestorForm(button);
    const fields = new URLSearchParams();
    for (const input of elements(form, 'input')) {
      fields.append(attribute(input, 'name')!, attribute(input, 'value') ?? '');
    }
    if (attribute(button, 'name') !== undefined) {
      fields.append(attribute(button, 'name')!, attribute(button, 'value') ?? '');
    }
    const action = new URL(attribute(form, 'action') ?? '', page.url);
    if (attribute(form, 'method')?.toLowerCase() === 'post') {
      return this.follow('POST', action.href, fields, redirectUri);
    }
    action.search = String(fields);
    return this.follow('GET', action.href, undefined, redirectUri);
  }

  private async follow(method: 'GET' | 'POST', url: string, form: URLSearchParams | undefined, redirectUri: string | undefined): Promise<Step> {
    let [nextMethod, next, body] = [method, new URL(url), form];
    this.visited.push(next);
    for (let hops = 0; hops < MAX_STEPS; hops++) {
      const response = await this.request(nextMethod, next, body);
      const location = response.headers.get('location');
      if (location === null) {
        const page = { url: next.href, status: response.status, headers: response.headers, html: await response.text() };
        this.pages.push(page);
        return { page };
      }
      await response.body?.cancel();
      next = new URL(location, next);
      this.visited.push(next);
      if ((redirectUri !== undefined && location.startsWith(redirectUri)) || !/^https?:$/.test(next.protocol)) {
        return { arrived: next };
      }
      [nextMethod, body] = ['GET', undefined];
    }
    throw new Error(`redirected ${MAX_STEPS} times, at last to ${next}`);
  }

  private async request(method: string, url: URL, body: URLSearchParams | undefined): Promise<Response> {
    const cookie = this.cookies.filter((each) => each.host === url.hostname && covers(each.path, url.pathname)).map(({ name, value }) => `${name}=${value}`).join('; ');
    const response = await this.send(url, {
      method,
      body,
      redirect: 'manual',
      // The pages forbid referrers, which makes the origin of their forms null.
      headers: { accept: 'text/html', ...cookie !== '' && { cookie }, ...method === 'POST' && { 'origin': 'null', 'sec-fetch-site': 'same-origin' } },
    });
    for (const line of response.headers.getSetCookie()) {
      this.keep(line, url.hostname);
    }
    return response;
  }

  private keep(line: string, host: string): void {
    const [pair, ...attributes] = line.split(';').map((part) => part.trim());
    const name = pair.slice(0, pair.indexOf('='));
    const value = pair.slice(pair.indexOf('=') + 1);
    const settings = new Map(attributes.map((each) => each.split('=')).map(([key, setting]) => [key.toLowerCase(), setting ?? '']));
    const path = settings.get('path') ?? '/';
    const isGone = settings.get('max-age') === '0' || (settings.has('expires') && Date.parse(settings.get('expires')!) < Date.now());
    this.cookies = this.cookies.filter((cookie) => cookie.name !== name || cookie.path !== path || cookie.host !== host);
    if (isGone) {
      return;
    }
    this.cookies.push({ name, value, path, host });
    this.cookieHistory.push({ name, value });
  }
}

type Step = { readonly page: Page } | { readonly arrived: URL };

/** What a page says, in one line. */
export function textOf(html: string): string {
  return texts(parse(html)).join(' ').replace(/\s+/g, ' ').trim();
}

function texts(node: Node): string[] {
  if (node.nodeName === 'style') {
    return [];
  }
  if ('value' in node) {
    return [node.value];
  }
  return 'childNodes' in node ? node.childNodes.flatMap(texts) : [];
}

function buttonsOf({ html }: Page): Element[] {
  return elements(parse(html), 'button');
}

function elements(node: Node, name: string): Element[] {
  const below = 'childNodes' in node ? node.childNodes.flatMap((child) => elements(child, name)) : [];
  return node.nodeName === name ? [node as Element, ...below] : below;
}

function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((each) => each.name === name)?.value;
}

function ancestorForm(button: Element): Element {
  let node: Node | null = button;
  while (node !== null && node.nodeName !== 'form') {
    node = 'parentNode' in node ? node.parentNode : null;
  }
  if (node === null) {
    throw new Error('a button outside of forms');
  }
  return node as Element;
}

/** RFC 6265, section 5.1.4. */
function covers(cookiePath: string, path: string): boolean {
  return path === cookiePath || (path.startsWith(cookiePath) && (cookiePath.endsWith('/') || path[cookiePath.length] === '/'));
}
