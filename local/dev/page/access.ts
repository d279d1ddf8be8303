import { createHash } from 'node:crypto';
import type { Changes } from './changes';
import { isObject, type Json } from '../../cloud-assembly/template';
import { type GatewayRequest, headerValue } from '../../gateway/request';

const GRANTS_MAX = 200;

/** What a client was given, as far as it is shown. */
export interface Grant {
  readonly id: string;
  readonly clientId: string;
  readonly clientName?: string;
  /** Of the access token: whom it stands for. */
  readonly subject?: string;
  readonly scope?: string;
  /** Whether the client can get new access tokens. */
  readonly refreshes: boolean;
  /** Milliseconds since the epoch, for the last access token. */
  readonly issuedAt: number;
  readonly expiresAt?: number;
  readonly state: 'active' | 'expired' | 'revoked';
}

/** What is needed to act for the client, and shown nowhere. */
interface Secrets {
  readonly accessToken: string;
  readonly refreshToken?: string;
  /** How the client proved who it is, where that can be said again. */
  readonly authorization?: string;
  readonly clientSecret?: string;
}

/** The tokens that were given out since the start, as the answers of the token endpoint say. In memory; never shown. */
export class Access {
  private readonly grants = new Map<string, { shown: Grant; secrets: Secrets }>();
  private readonly clientNames = new Map<string, string>();
  /** Hashes of access tokens that are treated as if their time were over. */
  private readonly expired = new Set<string>();
  private count = 0;

  constructor(private readonly changes: Changes) {}

  all(): readonly Grant[] {
    return [...this.grants.values()].map(({ shown }) => shown);
  }

  /** Learns from an answer what was registered or given out. */
  learn(request: GatewayRequest, status: number, body: string): void {
    const answer = request.method === 'POST' && status < 300 ? parsed(body) : undefined;
    if (isText(answer?.access_token) && isForm(request)) {
      this.given(request, answer as Json & { readonly access_token: string });
    } else if (isText(answer?.client_id) && isText(answer.client_name)) {
      this.clientNames.set(answer.client_id, answer.client_name);
    }
  }

  /** Whom a request stands for. */
  callerOf(request: GatewayRequest): { readonly subject?: string; readonly clientId?: string } {
    const claims = claimsOf(tokenOf(request) ?? '');
    return { subject: textIn(claims.sub), clientId: textIn(claims.client_id) };
  }

  nameOf(clientId: string): string | undefined {
    return this.clientNames.get(clientId);
  }

  isExpired(request: GatewayRequest): boolean {
    const token = this.expired.size === 0 ? undefined : tokenOf(request);
    return token !== undefined && this.expired.has(digest(token));
  }

  /** From now on the server is shown another token in its place. @returns whether there is such a grant */
  expire(id: string): boolean {
    const grant = this.grants.get(id);
    if (grant === undefined) {
      return false;
    }
    this.expired.add(digest(grant.secrets.accessToken));
    this.change(grant, 'expired');
    return true;
  }

  /** What the client itself would send to end its access (RFC 7009). */
  revocationOf(id: string): { readonly form: URLSearchParams; readonly authorization?: string } | undefined {
    const grant = this.grants.get(id);
    if (grant === undefined) {
      return undefined;
    }
    const { accessToken, refreshToken, authorization, clientSecret } = grant.secrets;
    const form = new URLSearchParams({ token: refreshToken ?? accessToken });
    if (authorization === undefined) {
      form.set('client_id', grant.shown.clientId);
    }
    if (clientSecret !== undefined) {
      form.set('client_secret', clientSecret);
    }
    return { form, authorization };
  }

  revoked(id: string): void {
    const grant = this.grants.get(id);
    if (grant !== undefined) {
      this.change(grant, 'revoked');
    }
  }

  private given(request: GatewayRequest, answer: Json & { readonly access_token: string }): void {
    const form = new URLSearchParams(request.body.toString('utf8'));
    const claims = claimsOf(answer.access_token);
    const renewed = [...this.grants.values()].find(({ secrets }) => secrets.refreshToken !== undefined && secrets.refreshToken === form.get('refresh_token'));
    const clientId = textIn(claims.client_id) ?? form.get('client_id') ?? '?';
    const refreshToken = textIn(answer.refresh_token) ?? renewed?.secrets.refreshToken;
    const authorization = headerValue(request, 'authorization');
    const id = renewed?.shown.id ?? String(this.count += 1);
    this.grants.set(id, {
      shown: {
        id,
        clientId,
        clientName: this.nameOf(clientId),
        subject: textIn(claims.sub),
        scope: textIn(answer.scope) ?? textIn(claims.scope),
        refreshes: refreshToken !== undefined,
        issuedAt: request.receivedAt,
        expiresAt: typeof answer.expires_in === 'number' ? request.receivedAt + answer.expires_in * 1000 : undefined,
        state: 'active',
      },
      secrets: { accessToken: answer.access_token, refreshToken, authorization, clientSecret: form.get('client_secret') ?? undefined },
    });
    for (const oldest of [...this.grants.keys()].slice(0, Math.max(0, this.grants.size - GRANTS_MAX))) {
      this.grants.delete(oldest);
    }
    this.changes.tell('access');
  }

  private change(grant: { shown: Grant }, state: Grant['state']): void {
    grant.shown = { ...grant.shown, state };
    this.changes.tell('access');
  }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const textIn = (value: unknown): string | undefined => (isText(value) ? value : undefined);
const digest = (token: string) => createHash('sha256').update(token).digest('base64');
const isForm = (request: GatewayRequest) => /^application\/x-www-form-urlencoded\b/i.test(headerValue(request, 'content-type') ?? '');

function tokenOf(request: GatewayRequest): string | undefined {
  return /^(?:Bearer|DPoP) (\S+)$/i.exec(headerValue(request, 'authorization') ?? '')?.[1];
}

function parsed(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Not verified: what is wrong with a token is for the server to find out. */
function claimsOf(token: string): Json {
  const [, payload] = token.split('.');
  return payload === undefined ? {} : parsed(Buffer.from(payload, 'base64url').toString('utf8')) ?? {};
}
