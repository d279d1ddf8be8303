import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as path from 'node:path';
import { ActionRefused, ACTIONS, membersOf } from './actions';
import { type Administer, admitProgram } from './administration';
import { refusalOf } from './admission';
import { streamChanges } from './event-stream';
import type { Recording } from './recording-handler';
import type { PageState } from './state';
import { ADMINISTRATION_PATH } from '../../admin/on-this-machine';
import { STYLESHEET } from '../../pages/stylesheet';

export const PAGE_PATH = '/_local';
const API = `${PAGE_PATH}/api/`;
/** Bytes of a request of the page. */
const BODY_MAX_BYTES = 64 * 1024;

const TYPES: { readonly [extension: string]: string } = { '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8' };

/** Nothing from elsewhere, nothing inline, no frame around. */
const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
} as const;

/** The page at `/_local`, and what it is made of. It is no part of the API that is served, and exists only here. */
export class LocalPage {
  private readonly token = randomBytes(24).toString('base64url');
  private api?: Recording;
  private administer?: Administer;

  /** @param directory of the files that the browser loads */
  constructor(private readonly state: PageState, private readonly directory: string) {}

  /**
   * @param api what calls are repeated on
   * @param administer undefined where the server issues no tokens
   */
  serve(api: Recording, administer: Administer | undefined): void {
    this.api = api;
    this.administer = administer;
  }

  /** @returns whether the request was for this page, and is answered */
  answers(request: IncomingMessage, response: ServerResponse): boolean {
    const { url = '' } = request;
    if (!url.startsWith(PAGE_PATH)) {
      return false;
    }
    const [pathname] = url.split('?');
    if (pathname !== PAGE_PATH && !pathname.startsWith(`${PAGE_PATH}/`)) {
      return false;
    }
    this.answer(pathname, request, response).catch((error: unknown) => {
      const status = error instanceof ActionRefused ? error.status : 500;
      sendJson(response, status, { error: (error as Error).message });
    });
    return true;
  }

  private async answer(pathname: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (pathname === ADMINISTRATION_PATH) {
      admitProgram(request);
      if (this.administer === undefined) {
        throw new ActionRefused(404, 'this server issues no tokens');
      }
      sendJson(response, 200, JSON.parse(String(await this.administer(await readBody(request)))));
      return;
    }
    const refusal = refusalOf(request, this.token);
    if (refusal !== undefined) {
      throw new ActionRefused(403, refusal);
    }
    if (request.method === 'POST' && pathname.startsWith(API)) {
      const action = pathname.slice(API.length);
      if (!Object.hasOwn(ACTIONS, action) || this.api === undefined) {
        throw new ActionRefused(404, 'there is no such action');
      }
      sendJson(response, 200, await ACTIONS[action](this.state, this.api, membersOf(await readBody(request))) ?? {});
    } else if (request.method !== 'GET') {
      throw new ActionRefused(405, 'only GET, and POST for actions');
    } else if (pathname === `${API}events`) {
      response.writeHead(200, { ...HEADERS, 'Content-Type': 'text/event-stream' });
      streamChanges(this.state, response);
    } else {
      this.sendFile(pathname, response);
    }
  }

  private sendFile(pathname: string, response: ServerResponse): void {
    const name = pathname === PAGE_PATH ? 'page.html' : pathname.slice(PAGE_PATH.length + 1);
    const type = TYPES[path.extname(name)];
    if (!/^[a-z-]+\.(html|css|js)$/.test(name) || type === undefined) {
      throw new ActionRefused(404, 'there is nothing here');
    }
    const text = readFileSync(path.join(this.directory, name), 'utf8');
    const { mcpUrl, url } = this.state.deployed.served;
    const content = name === 'page.html' ? text.replace('{{token}}', this.token).replaceAll('{{url}}', escaped(mcpUrl ?? url)) : text;
    response.writeHead(200, { ...HEADERS, 'Content-Type': type }).end(name === 'page.css' ? STYLESHEET + content : content);
  }
}

const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  if (!response.headersSent) {
    response.writeHead(status, { ...HEADERS, 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > BODY_MAX_BYTES) {
      throw new ActionRefused(413, `the body exceeds ${BODY_MAX_BYTES} bytes`);
    }
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
