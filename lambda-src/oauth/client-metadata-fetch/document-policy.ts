import { CLIENT_ASSERTION_ALGORITHMS } from '../../../src/contract/gateway/metadata';
import { KeySetRefused, publicKeys } from '../../../src/contract/oauth/public-keys';
import { isJsonObject } from '../../../src/contract/remote/json';
import { documentUrlProblem } from '../../../src/contract/urls/document-url';
import { isLoopbackHost } from '../../../src/contract/urls/loopback';
import { redirectUriProblem } from '../../../src/contract/urls/redirect-uri';
import { displayName } from '../policies/client-name';

type Metadata = { readonly [name: string]: unknown };

/** A document that does not describe a client usable with this server. */
export class DocumentRefused extends Error {}

/** Neither uses a shared secret, which a public document cannot hold. The first one that a client names is preferred. */
const AUTH_METHODS = ['private_key_jwt', 'none'];
const INFORMATIVE_URIS = ['client_uri', 'policy_uri', 'tos_uri'];
const RESTRICTIONS = ['dpop_bound_access_tokens', 'require_pushed_authorization_requests'];

/**
 * Why a URL is not a valid client identifier of a metadata document; undefined if it is.
 *
 * @see https://datatracker.ietf.org/doc/draft-ietf-oauth-client-id-metadata-document/
 */
export function clientIdUrlProblem(clientId: string): string | undefined {
  const problem = documentUrlProblem(clientId);
  if (problem !== undefined) {
    return problem;
  }
  return new URL(clientId).pathname === '/' ? 'must have a path' : undefined;
}

/**
 * The effective metadata of a client ID metadata document. A document speaks only for its publisher: it chooses where
 * codes are sent and how the client authenticates, never what the client may do.
 *
 * @throws DocumentRefused
 * @see https://datatracker.ietf.org/doc/draft-ietf-oauth-client-id-metadata-document/
 */
export function effectiveDocument(clientId: string, published: unknown, redirectHosts?: readonly string[]): Metadata {
  if (!isJsonObject(published)) {
    throw new DocumentRefused('the document must be a JSON object');
  }
  // As in a registration, null means unset.
  const document: Metadata = Object.fromEntries(Object.entries(published).filter(([, value]) => value !== null));
  // Simple string comparison (RFC 3986, section 6.2.1).
  if (document.client_id !== clientId) {
    throw new DocumentRefused('client_id must be the URL of the document');
  }
  if ('client_secret' in document || 'client_secret_expires_at' in document) {
    throw new DocumentRefused('the document must not contain a secret');
  }
  const name = displayName(document.client_name);
  if (name === undefined) {
    throw new DocumentRefused('client_name is missing');
  }
  const applicationType = application(document);
  return {
    client_id: clientId,
    client_name: name,
    ...applicationType !== undefined && { application_type: applicationType },
    redirect_uris: redirectUris(document.redirect_uris, applicationType, redirectHosts),
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    ...authentication(document),
    ...only(document, INFORMATIVE_URIS, (value) => typeof value === 'string' && documentUrlProblem(value) === undefined),
    ...only(document, RESTRICTIONS, (value) => value === true),
  };
}

function application({ application_type: type }: Metadata): 'native' | 'web' | undefined {
  if (type !== undefined && type !== 'native' && type !== 'web') {
    throw new DocumentRefused('application_type must be native or web');
  }
  return type;
}

function redirectUris(uris: unknown, applicationType: 'native' | 'web' | undefined, allowed: readonly string[] | undefined): readonly string[] {
  if (!Array.isArray(uris) || uris.length === 0) {
    throw new DocumentRefused('redirect_uris must contain members');
  }
  for (const uri of uris as unknown[]) {
    const problem = redirectUriProblem(uri, allowed) ?? applicationTypeProblem(String(uri), applicationType);
    if (problem !== undefined) {
      throw new DocumentRefused(`redirect_uris ${problem}`);
    }
  }
  return uris as string[];
}

/** @see https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata */
function applicationTypeProblem(uri: string, applicationType: 'native' | 'web' | undefined): string | undefined {
  const { protocol, hostname } = new URL(uri);
  if (applicationType === 'web') {
    return /^https?:$/.test(protocol) ? undefined : 'of a web application must be http or https URLs';
  }
  return protocol === 'https:' && isLoopbackHost(hostname) ? 'of a native application must use http on loopback hosts' : undefined;
}

/** @see https://openid.net/specs/openid-connect-rp-metadata-choices-1_0.html */
function authentication(document: Metadata): Metadata {
  const keys = keySource(document);
  const { token_endpoint_auth_method: preferred, token_endpoint_auth_methods_supported: supported } = document;
  if (supported !== undefined && !Array.isArray(supported)) {
    throw new DocumentRefused('token_endpoint_auth_methods_supported must be an array');
  }
  if (preferred !== undefined && !AUTH_METHODS.includes(preferred as string)) {
    throw new DocumentRefused(`token_endpoint_auth_method must be ${AUTH_METHODS.join(' or ')}`);
  }
  const choices: readonly unknown[] = preferred === undefined ? supported ?? ['none'] : [preferred];
  const [method] = AUTH_METHODS.filter((each) => choices.includes(each) && (each === 'none' || choices.length === 1 || keys !== undefined));
  if (method === undefined) {
    throw new DocumentRefused(`token_endpoint_auth_methods_supported must contain ${AUTH_METHODS.join(' or ')}`);
  }
  if (method === 'none') {
    return { token_endpoint_auth_method: 'none' };
  }
  if (keys === undefined) {
    throw new DocumentRefused('private_key_jwt needs jwks or jwks_uri');
  }
  return { token_endpoint_auth_method: method, ...signingAlgorithm(document), ...keys };
}

function keySource({ jwks, jwks_uri: uri }: Metadata): Metadata | undefined {
  if (jwks !== undefined && uri !== undefined) {
    throw new DocumentRefused('jwks and jwks_uri exclude each other');
  }
  if (uri !== undefined) {
    const problem = typeof uri === 'string' ? documentUrlProblem(uri) : 'must be a string';
    if (problem !== undefined) {
      throw new DocumentRefused(`jwks_uri ${problem}`);
    }
    return { jwks_uri: uri };
  }
  if (jwks === undefined) {
    return undefined;
  }
  try {
    return { jwks: publicKeys(jwks) };
  } catch (error) {
    throw error instanceof KeySetRefused ? new DocumentRefused(`jwks ${error.message}`) : error;
  }
}

/** If the client names none, any algorithm of the server is accepted. */
function signingAlgorithm(document: Metadata): Metadata {
  const { token_endpoint_auth_signing_alg: preferred, token_endpoint_auth_signing_alg_values_supported: supported } = document;
  if (preferred === undefined && !Array.isArray(supported)) {
    return {};
  }
  const choices: readonly unknown[] = preferred === undefined ? supported as unknown[] : [preferred];
  const algorithm = CLIENT_ASSERTION_ALGORITHMS.find((each) => choices.includes(each));
  if (algorithm === undefined) {
    throw new DocumentRefused(`token_endpoint_auth_signing_alg must be one of ${CLIENT_ASSERTION_ALGORITHMS.join(', ')}`);
  }
  return preferred === undefined && choices.length > 1 ? {} : { token_endpoint_auth_signing_alg: algorithm };
}

function only(document: Metadata, names: readonly string[], isValid: (value: unknown) => boolean): Metadata {
  return Object.fromEntries(names.filter((name) => isValid(document[name])).map((name) => [name, document[name]]));
}
