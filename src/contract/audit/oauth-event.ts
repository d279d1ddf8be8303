import {
  ACCESS_PATH, AUTHORIZE_PATH, CALLBACK_PATH, INTERACTION_PATH, INTROSPECTION_PATH, PUSHED_AUTHORIZATION_REQUEST_PATH, REGISTRATION_ALIASES, REGISTRATION_PATH,
  REVOCATION_PATH, TOKEN_PATH,
} from '../gateway/routes';

/** What happens at the authorization server, as audit lines and metrics name it. */
export const OAUTH_EVENTS = [
  'oauth/registration', 'oauth/registration-read', 'oauth/registration-update', 'oauth/registration-deletion', 'oauth/authorization-request',
  'oauth/pushed-authorization-request', 'oauth/consent', 'oauth/sign-in', 'oauth/authorization', 'oauth/token', 'oauth/revocation', 'oauth/introspection', 'oauth/access',
] as const;

export type OAuthEvent = typeof OAUTH_EVENTS[number];

/** By method and path. What only shows a page or publishes keys is no event. */
const EVENTS: { readonly [route: string]: OAuthEvent } = {
  [`POST ${REGISTRATION_PATH}`]: 'oauth/registration',
  [`GET ${REGISTRATION_PATH}/{client_id}`]: 'oauth/registration-read',
  [`PUT ${REGISTRATION_PATH}/{client_id}`]: 'oauth/registration-update',
  [`DELETE ${REGISTRATION_PATH}/{client_id}`]: 'oauth/registration-deletion',
  [`GET ${AUTHORIZE_PATH}`]: 'oauth/authorization-request',
  [`POST ${AUTHORIZE_PATH}`]: 'oauth/authorization-request',
  [`POST ${PUSHED_AUTHORIZATION_REQUEST_PATH}`]: 'oauth/pushed-authorization-request',
  [`POST ${INTERACTION_PATH}/{uid}`]: 'oauth/consent',
  [`GET ${CALLBACK_PATH}/{provider}`]: 'oauth/sign-in',
  [`GET ${AUTHORIZE_PATH}/{uid}`]: 'oauth/authorization',
  [`POST ${TOKEN_PATH}`]: 'oauth/token',
  [`POST ${REVOCATION_PATH}`]: 'oauth/revocation',
  [`POST ${INTROSPECTION_PATH}`]: 'oauth/introspection',
  [`POST ${ACCESS_PATH}`]: 'oauth/access',
};

/**
 * @param path of the route, with the names of its parameters
 * @returns undefined for what is no event
 */
export function oauthEventOf(method: string, path: string): OAuthEvent | undefined {
  const [, first = '', rest = ''] = /^(\/[^/]*)(.*)$/.exec(path) ?? [];
  const known: string = REGISTRATION_ALIASES[first as keyof typeof REGISTRATION_ALIASES] ?? first;
  return EVENTS[`${method === 'HEAD' ? 'GET' : method} ${known}${rest}`];
}

/** The error codes of OAuth that this server answers with. Any other error is `refused`. */
const ERROR_CODES = [
  'access_denied', 'authorization_pending', 'consent_required', 'insufficient_scope', 'interaction_required', 'invalid_client', 'invalid_client_metadata',
  'invalid_dpop_proof', 'invalid_grant', 'invalid_redirect_uri', 'invalid_request', 'invalid_request_object', 'invalid_request_uri', 'invalid_scope',
  'invalid_software_statement', 'invalid_target', 'invalid_token', 'login_required', 'request_not_supported', 'request_uri_not_supported', 'server_error',
  'temporarily_unavailable', 'unapproved_software_statement', 'unauthorized_client', 'unsupported_grant_type', 'unsupported_response_type', 'use_dpop_nonce',
];

/** Why an event may end otherwise than `ok`. */
export const OAUTH_REFUSALS: readonly string[] = [...ERROR_CODES, 'refused'];

/**
 * `ok`, or why not: one of few words, whatever the request says.
 *
 * @param error the message of the error, where there was one
 */
export function oauthOutcome(status: number, error: string | undefined): string {
  if (error !== undefined && ERROR_CODES.includes(error)) {
    return error;
  }
  return status >= 500 ? 'server_error' : error !== undefined || status >= 400 ? 'refused' : 'ok';
}
