import { createHash, randomBytes } from 'node:crypto';
import { Person } from '../../../local/testing/person';
import type { LocalServer } from '../local-server';

const REDIRECT_URI = 'http://127.0.0.1:49157/callback';

export interface SignedIn {
  readonly clientId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly person: Person;
}

/** A public client of its own and the tokens that a person gave it. */
export async function signIn(server: LocalServer, { user, scope }: { user: string; scope: string }): Promise<SignedIn> {
  const { client_id: clientId } = await json(server.registrationEndpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ redirect_uris: [REDIRECT_URI], token_endpoint_auth_method: 'none' }),
  });
  const person = new Person();
  const { access_token: accessToken, refresh_token: refreshToken } = await codeFlow(server.issuer, { client_id: clientId, scope }, person, user);
  return { clientId, accessToken, refreshToken, person };
}

/** What an identity provider itself gives a client of its own. */
export async function upstreamTokens(issuer: string, clientId: string): Promise<{ readonly idToken: string; readonly accessToken: string }> {
  const { id_token: idToken, access_token: accessToken } = await codeFlow(issuer, { client_id: clientId, scope: 'openid' }, new Person(), 'admin');
  return { idToken, accessToken };
}

async function codeFlow(issuer: string, parameters: { client_id: string; scope: string }, person: Person, user: string): Promise<Record<string, string>> {
  const verifier = randomBytes(32).toString('base64url');
  const request = new URLSearchParams({
    ...parameters,
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const answer = await person.authorize(`${issuer}/authorize?${request}`, REDIRECT_URI, { user });
  const { client_id } = parameters;
  const code = answer.searchParams.get('code')!;
  return json(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'authorization_code', client_id, code, code_verifier: verifier, redirect_uri: REDIRECT_URI }),
  });
}

async function json(url: string, init: RequestInit): Promise<Record<string, string>> {
  const response = await fetch(url, init);
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`${url} answered ${response.status}: ${text}`);
  }
  return JSON.parse(text) as Record<string, string>;
}
