import { type Clients, isKnownClient } from './clients';
import { PATHS } from './metadata';
import { OAuthError } from './oauth-error';
import { paragraph, type StandsFor, userChoice } from './pages';
import { type Parameters, uniqueParameters } from './parameters';
import { pageReply, redirectReply, type Reply } from './reply';
import type { Session, State } from './state';
import { findUser, type User } from '../../people/users';

export interface AuthorizationContext {
  readonly issuer: string;
  readonly users: readonly User[];
  readonly clients: Clients;
  readonly state: State;
  readonly session: Session | undefined;
  readonly standsFor: StandsFor | undefined;
  readonly now: number;
  sessionCookie(session: string): string;
}

/** @see https://openid.net/specs/openid-connect-core-1_0.html#AuthorizationEndpoint */
export function authorize(search: URLSearchParams, context: AuthorizationContext): Reply {
  let redirectUri: string;
  try {
    redirectUri = trustedRedirectUri(search, context.clients);
  } catch (error) {
    if (!(error instanceof OAuthError)) {
      throw error;
    }
    return pageReply('This sign-in cannot go on', paragraph(error.description), 400);
  }
  const back = { state: search.get('state') ?? undefined, iss: context.issuer };
  try {
    return answer(uniqueParameters(search), redirectUri, context);
  } catch (error) {
    if (!(error instanceof OAuthError)) {
      throw error;
    }
    return redirectReply(redirectUri, { error: error.code, error_description: error.description, ...back });
  }
}

/** Nobody is sent anywhere before this is known. */
function trustedRedirectUri(search: URLSearchParams, clients: Clients): string {
  const [clientId, ...otherClients] = search.getAll('client_id');
  const [redirectUri, ...otherUris] = search.getAll('redirect_uri');
  if (!clientId || otherClients.length > 0 || !isKnownClient(clients, clientId)) {
    throw new OAuthError('invalid_client', 'client_id is missing or unknown');
  }
  const parsed = redirectUri ? URL.parse(redirectUri) : null;
  if (otherUris.length > 0 || parsed === null || !/^https?:$/.test(parsed.protocol) || redirectUri.includes('#')) {
    throw new OAuthError('invalid_request', 'redirect_uri must be one http or https URL without a fragment');
  }
  return redirectUri;
}

function answer(parameters: Parameters, redirectUri: string, context: AuthorizationContext): Reply {
  const { issuer, users, state, session, now } = context;
  check(parameters);
  const prompts = (parameters.prompt ?? '').split(' ').filter(Boolean);
  const hinted = findUser(users, parameters.login_hint);
  const isSilent = prompts.includes('none');
  if (isSilent && prompts.length > 1) {
    throw new OAuthError('invalid_request', 'prompt=none excludes other prompts');
  }
  if (isSilent && !isRecent(session, parameters, now)) {
    throw new OAuthError('login_required', 'no user is signed in');
  }
  if (isSilent && hinted !== undefined && hinted.sub !== session!.user.sub) {
    throw new OAuthError('login_required', 'a different user is signed in');
  }
  if (!isSilent && hinted === undefined) {
    return pageReply('Choose who you are', userChoice(PATHS.authorization, parameters, users, context.standsFor));
  }

  const signedIn: Session = isSilent ? session! : { user: hinted!, authTime: now };
  const code = state.codes.add({
    redirectUri,
    codeChallenge: parameters.code_challenge,
    grant: { user: signedIn.user, authTime: signedIn.authTime, clientId: parameters.client_id, scopes: parameters.scope.split(' '), nonce: parameters.nonce },
  });
  const cookie = isSilent ? undefined : { 'set-cookie': context.sessionCookie(state.sessions.add(signedIn)) };
  return redirectReply(redirectUri, { code, state: parameters.state, iss: issuer }, cookie);
}

function check(parameters: Parameters): void {
  for (const unsupported of ['request', 'request_uri', 'registration']) {
    if (parameters[unsupported] !== undefined) {
      throw new OAuthError(`${unsupported}_not_supported`, `${unsupported} is not supported`);
    }
  }
  if (parameters.response_type !== 'code') {
    throw new OAuthError('unsupported_response_type', 'response_type must be code');
  }
  if (!['query', undefined].includes(parameters.response_mode)) {
    throw new OAuthError('invalid_request', 'response_mode must be query');
  }
  if (!(parameters.scope ?? '').split(' ').includes('openid')) {
    throw new OAuthError('invalid_scope', 'scope must contain openid');
  }
  if (parameters.code_challenge_method !== 'S256' || !/^[A-Za-z0-9_-]{43}$/.test(parameters.code_challenge ?? '')) {
    throw new OAuthError('invalid_request', 'code_challenge with code_challenge_method S256 is required');
  }
}

function isRecent(session: Session | undefined, { max_age: maxAge }: Parameters, now: number): boolean {
  return session !== undefined && (maxAge === undefined || now - session.authTime <= Number(maxAge));
}
