import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { World } from './world';
import { Person } from '../../local/testing/person';

const REDIRECT_URI = 'http://127.0.0.1:49157/callback';
const PROTOCOL = '2026-07-28';
const TASK_LOOKS = 200;
/** Whatever delays a task ends at some time. */
const LOOKS_UNTIL_MENDED = 20;

/** In their order. */
export const STEPS = ['register', 'sign in', 'code', 'refresh', 'call', 'task'] as const;
export type Step = typeof STEPS[number];

/** What a client was answered that is no success. */
export interface Failure {
  readonly step: Step;
  /** 0 where the connection broke; 302 where the browser brought the error of an authorization request; 200 where a tool failed. */
  readonly status: number;
  readonly error?: string;
  readonly retryAfter?: string;
  readonly requestId?: string;
}

/** How a client goes on after a failure: as good ones do, it sends the same again. */
const ATTEMPTS = 4;

type Send = typeof fetch;

/** MCP has no key by which a server knows a call again: a good client does not send one again that may have run, but says so to its model. */
class OutcomeUnknown extends Error {}

/** A person with a client, from nothing to the result of a task. */
export class Journey {
  readonly failures: Failure[] = [];
  /** What must never be in a log. */
  readonly secrets: string[] = [];
  /** What is wrong. */
  readonly problems: string[] = [];
  /** How often the person signed in. */
  signIns = 0;
  refreshToken = '';
  accessToken = '';
  clientId = '';
  private calls = 0;
  /** Requests that were answered. */
  answered = 0;
  /** Calls of which the client does not know whether they ran. */
  unknown = 0;
  private step: Step = 'register';

  /**
   * @param onFailure before the client tries again
   * @param onStep before each step
   * @param send sends each request
   */
  private code = '';
  private verifier = '';

  constructor(
    private readonly world: World, private readonly name: string,
    private readonly hooks: { readonly onFailure?: () => void; readonly onStep?: (step: Step) => Promise<void> | void; readonly send?: Send } = {},
  ) {}

  async run(steps: readonly Step[] = STEPS): Promise<this> {
    try {
      for (const step of steps) {
        this.step = step;
        await this.hooks.onStep?.(step);
        await this.take(step);
      }
    } catch (error) {
      this.problems.push(`${this.name}, ${this.step}: ${(error as Error).message}`);
    }
    return this;
  }

  private async take(step: Step): Promise<void> {
    switch (step) {
      case 'register': return this.register();
      case 'sign in': return this.signIn();
      case 'code': return this.redeem();
      case 'refresh': return this.refresh();
      case 'call': return this.call();
      case 'task': return this.runTask();
    }
  }

  private async register(): Promise<void> {
    const { client_id } = await this.json(this.world.server.registrationEndpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_name: this.name, redirect_uris: [REDIRECT_URI], token_endpoint_auth_method: 'none' }),
    });
    this.clientId = client_id;
  }

  private async signIn(): Promise<void> {
    this.signIns += 1;
    this.verifier = randomBytes(32).toString('base64url');
    const request = new URLSearchParams({
      client_id: this.clientId,
      redirect_uri: REDIRECT_URI,
      response_type: 'code',
      scope: 'mcp',
      code_challenge: createHash('sha256').update(this.verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    const person = new Person((url, init) => this.persistent(url, init));
    const answer = await person.authorize(`${this.world.server.issuer}/authorize?${request}`, REDIRECT_URI, { user: 'reader' });
    this.secrets.push(...person.cookieHistory.map(({ value }) => value).filter((value) => value.length >= 20));
    const code = answer.searchParams.get('code');
    if (answer.searchParams.get('error') === 'temporarily_unavailable' && this.signIns < ATTEMPTS) {
      this.note({ step: this.step, status: 302, error: 'temporarily_unavailable' });
      return this.signIn();
    }
    if (code === null) {
      throw new Error(`the person comes back without a code: ${answer.search}`);
    }
    this.code = code;
    this.secrets.push(code, this.verifier);
  }

  private async redeem(): Promise<void> {
    const form = { grant_type: 'authorization_code', client_id: this.clientId, code: this.code, code_verifier: this.verifier, redirect_uri: REDIRECT_URI };
    const failedBefore = this.failures.length;
    const tokens = await this.token(form);
    if (tokens.error === 'invalid_grant' && this.failures.length > failedBefore) {
      // It may have been redeemed, by a request whose answer was lost: then it is spent (RFC 6749, section 4.1.2).
      await this.signIn();
      return this.redeem();
    }
    this.keep(tokens);
  }

  /** Twice: the answer to the first may have been lost. */
  private async refresh(): Promise<void> {
    const before = this.refreshToken;
    const form = { grant_type: 'refresh_token', client_id: this.clientId, refresh_token: before };
    this.keep(await this.token(form));
    const first = this.refreshToken;
    this.keep(await this.token(form));
    if (this.refreshToken !== first || first === before) {
      this.problems.push(`${this.name}: two answers to one refresh token name different successors`);
    }
  }

  private keep({ access_token, refresh_token, ...rest }: Record<string, string>): void {
    if (access_token === undefined || refresh_token === undefined) {
      throw new Error(`no tokens, but ${JSON.stringify(rest)}`);
    }
    this.accessToken = access_token;
    this.refreshToken = refresh_token;
    this.secrets.push(access_token, refresh_token);
  }

  private token(form: Record<string, string>): Promise<Record<string, string>> {
    return this.json(`${this.world.server.issuer}/token`, { method: 'POST', body: new URLSearchParams(form) });
  }

  private async call(): Promise<void> {
    await this.noted(async (call) => (await this.rpc('tools/call', { name: 'note', arguments: { call } }, 'note')).content?.[0]?.text);
  }

  private async runTask(): Promise<void> {
    await this.noted(async (call) => {
      const { taskId, content } = await this.rpc('tools/call', { name: 'compile', arguments: { call } }, 'compile');
      if (taskId === undefined) {
        return content?.[0]?.text;
      }
      for (let look = 0; look < TASK_LOOKS; look += 1) {
        const task = await this.rpc('tasks/get', { taskId }, taskId);
        if (task.status === 'failed') {
          return `failed: ${task.statusMessage}`;
        }
        if (task.status === 'completed') {
          return task.result?.content?.[0]?.text;
        }
        if (look === LOOKS_UNTIL_MENDED) {
          this.hooks.onFailure?.();
        }
        await delay(50);
      }
      return 'the task has no end';
    });
  }

  /** Calls until the tool has an answer. What ran without one is not repeated but by the client, with another name. */
  private async noted(ask: (call: string) => Promise<string | undefined>): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const call = `${this.name}-${this.calls++}`;
      const text = await ask(call).catch((error: unknown) => {
        if (error instanceof OutcomeUnknown) {
          return undefined;
        }
        throw error;
      });
      const ran = () => this.world.logs.filter(({ line }) => line.startsWith('{"did"') && line.includes(`"${call}"`)).length;
      if (ran() > 1) {
        this.problems.push(`${call} ran ${ran()} times`);
      }
      if (text === `noted ${call}`) {
        return;
      }
      if (text === undefined && attempt < ATTEMPTS) {
        this.unknown += 1;
        continue;
      }
      if (attempt === ATTEMPTS || !/^(?:failed:|The tool|the tool)/i.test(text ?? '')) {
        throw new Error(`the tool answers ${text}`);
      }
      this.note({ step: this.step, status: 200, error: text });
    }
  }

  // Results of every shape are looked into.
  private async rpc(method: string, params: object, name: string): Promise<any> {
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': PROTOCOL,
      'io.modelcontextprotocol/clientInfo': { name: 'chaos', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': { extensions: { 'io.modelcontextprotocol/tasks': {} } },
    };
    const message = await this.json(this.world.server.mcpUrl, {
      method: 'POST',
      headers: {
        'authorization': `Bearer ${this.accessToken}`,
        'content-type': 'application/json',
        'accept': 'application/json, text/event-stream',
        'mcp-protocol-version': PROTOCOL,
        'mcp-method': method,
        'mcp-name': name,
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } }),
    }, method === 'tools/call');
    if (message.result === undefined) {
      throw new Error(`${method} answers ${JSON.stringify(message)}`);
    }
    return message.result;
  }

  private async json(url: string, init: RequestInit, mayRunTwice = false): Promise<any> {
    const response = await this.persistent(url, init, mayRunTwice);
    return await response.json() as Record<string, any>;
  }

  private note(failure: Failure): void {
    this.failures.push(failure);
    this.hooks.onFailure?.();
  }

  /**
   * Sends a request until its answer is none of a failure.
   *
   * @param mayRunTwice whether it is sent again only where the answer says that nothing ran: 429 and 503
   * @throws OutcomeUnknown
   */
  private async persistent(url: string | URL | Request, init?: RequestInit, mayRunTwice = false): Promise<Response> {
    for (let attempt = 1; ; attempt += 1) {
      const response = await (this.hooks.send ?? fetch)(url, init).catch(() => undefined);
      // An answer whose body breaks off is none.
      const body = await response?.arrayBuffer().catch(() => undefined);
      const text = body && Buffer.from(body).toString();
      const isInternal = text !== undefined && /"error":\{"code":-32603/.test(text) && !text.includes('"result":');
      if (response !== undefined && body !== undefined && response.status < 500 && response.status !== 429 && !isInternal) {
        this.answered += 1;
        return new Response(response.status === 204 || response.status >= 300 && response.status < 400 ? null : body, response);
      }
      this.note({
        step: this.step,
        status: body === undefined ? 0 : response!.status,
        error: text?.slice(0, 200),
        retryAfter: response?.headers.get('retry-after') ?? undefined,
        requestId: response?.headers.get('x-amzn-requestid') ?? undefined,
      });
      if (mayRunTwice && (body === undefined || ![429, 503].includes(response!.status))) {
        throw new OutcomeUnknown();
      }
      if (attempt === ATTEMPTS) {
        throw new Error(`${attempt} attempts failed, the last with ${response?.status ?? 'a broken connection'} ${text}`);
      }
    }
  }
}
