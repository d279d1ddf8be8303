import * as openid from 'openid-client';
import type { Attempt } from './attempts';
import type { Claims } from './person';
import { SignInRefused } from './refusal';
import { CLOCK_SKEW_SECONDS } from '../../../src/contract/limits';
import type { UpstreamProvider } from '../../../src/contract/oauth/configuration';
import { OFFLINE_ACCESS_SCOPE } from '../../../src/contract/scopes';
import { isLoopbackHost } from '../../../src/contract/urls/loopback';
import { secretField, type SecretReader } from '../../platform/aws/secret-value';
import { Cached } from '../keys/cached';

/** Together with the other calls of a sign-in, well below API Gateway's timeout. */
const TIMEOUT_SECONDS = 6;
/** Maximum length of browser input in a log line. */
const DETAIL_LENGTH = 100;

export interface IdentityProviderPorts {
  readonly readSecret: SecretReader;
  /** Epoch seconds. */
  clock(): number;
}

export interface Departure {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly prompt?: 'login' | 'select_account';
  readonly maxAge?: number;
  readonly loginHint?: string;
}

export interface UpstreamTokens {
  /** Claims of the ID token; undefined if there is none. */
  readonly claims?: Claims;
  /** Undefined if there is none to store. */
  readonly refreshToken?: string;
}

/** An OpenID provider that users sign in with, by the library that speaks to it. */
export class OpenIdProvider {
  private readonly configuration: Cached<openid.Configuration>;

  /** @param issuer of this server */
  constructor(private readonly facts: UpstreamProvider, private readonly issuer: string, private readonly callback: string, ports: IdentityProviderPorts) {
    this.configuration = new Cached(() => this.discover(ports.readSecret), ports.clock);
  }

  /** @throws SignInRefused */
  async authorizationUrl({ state, nonce, codeVerifier, prompt, maxAge, loginHint }: Departure): Promise<string> {
    const configuration = await this.reach();
    return openid.buildAuthorizationUrl(configuration, {
      redirect_uri: this.callback,
      scope: ['openid', ...this.facts.scopes.filter((scope) => scope !== 'openid')].join(' '),
      state,
      nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      ...prompt !== undefined && { prompt },
      ...maxAge !== undefined && { max_age: String(maxAge) },
      ...loginHint !== undefined && { login_hint: loginHint },
      ...this.facts.hostedDomain !== undefined && { hd: this.facts.hostedDomain },
    }).href;
  }

  /**
   * The returning user. The access token and the ID token are discarded: this server has no use for them.
   *
   * @param query of the callback
   * @throws SignInRefused
   */
  exchange(query: string, state: string, { nonce, codeVerifier, maxAge }: Attempt): Promise<UpstreamTokens & { readonly claims: Claims }> {
    return this.call(async (configuration) => {
      const tokens = await openid.authorizationCodeGrant(configuration, new URL(`${this.callback}?${query}`), {
        expectedState: state, expectedNonce: nonce, pkceCodeVerifier: codeVerifier, idTokenExpected: true, ...maxAge !== undefined && { maxAge },
      });
      return { claims: tokens.claims() as Claims, refreshToken: this.givesLastingTokens ? tokens.refresh_token : undefined };
    });
  }

  /**
   * The current claims of a user.
   *
   * @throws SignInRefused
   */
  refresh(refreshToken: string): Promise<UpstreamTokens> {
    return this.call(async (configuration) => {
      const tokens = await openid.refreshTokenGrant(configuration, refreshToken);
      return { claims: tokens.claims() as Claims | undefined, refreshToken: tokens.refresh_token };
    });
  }

  /** Some providers also issue refresh tokens that end with the browser session, long before the client's access should. */
  private get givesLastingTokens(): boolean {
    return this.facts.offlineAccess === true || this.facts.scopes.includes(OFFLINE_ACCESS_SCOPE);
  }

  private async call<T>(request: (configuration: openid.Configuration) => Promise<T>): Promise<T> {
    const configuration = await this.reach();
    try {
      return await request(configuration).catch(async (error: unknown) => {
        if (!isUnknownSecret(error)) {
          throw error;
        }
        // The secret may have been rotated since it was read; a provider that rejects the client has not consumed the code or token.
        const renewed = await this.configuration.reload();
        if (renewed === configuration) {
          throw error;
        }
        return request(renewed);
      });
    } catch (error) {
      throw error instanceof SignInRefused ? error : refusal(error);
    }
  }

  private async reach(): Promise<openid.Configuration> {
    try {
      return await this.configuration.get();
    } catch (error) {
      throw error instanceof SignInRefused ? error : new SignInRefused('identity_provider_unreachable', messageOf(error), { cause: error });
    }
  }

  private async discover(readSecret: SecretReader): Promise<openid.Configuration> {
    const { issuer, clientId, clientSecretArn, clientSecretField = '' } = this.facts;
    const secret = clientSecretArn === undefined ? undefined : await clientSecret(readSecret, clientSecretArn, clientSecretField);
    const insecure = isLoopbackHttp(issuer) && isLoopbackHttp(this.issuer);
    return openid.discovery(new URL(issuer), clientId, { [openid.clockTolerance]: CLOCK_SKEW_SECONDS }, authentication(secret), {
      timeout: TIMEOUT_SECONDS,
      // Otherwise the library relies on TLS alone for ID tokens that it fetched itself.
      execute: [openid.enableNonRepudiationChecks, ...insecure ? [openid.allowInsecureRequests] : []],
    });
  }
}

async function clientSecret(read: SecretReader, arn: string, field: string): Promise<string> {
  try {
    const value = await read(arn, 'AWSCURRENT');
    if (value === undefined || value === '') {
      throw new Error('the secret is empty');
    }
    return secretField(value, field);
  } catch (error) {
    throw new SignInRefused('identity_provider_secret', messageOf(error), { cause: error });
  }
}

/** In the form if the provider supports that: not every provider decodes the header as RFC 6749 encodes it. */
function authentication(secret: string | undefined): openid.ClientAuth {
  if (secret === undefined) {
    return openid.None();
  }
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const method = methods.includes('client_secret_post') ? openid.ClientSecretPost(secret) : openid.ClientSecretBasic(secret);
    method(server, client, body, headers);
  };
}

function isUnknownSecret(error: unknown): boolean {
  return error instanceof openid.WWWAuthenticateChallengeError || (error instanceof openid.ResponseBodyError && error.error === 'invalid_client');
}

function refusal(error: unknown): SignInRefused {
  if (error instanceof openid.AuthorizationResponseError) {
    return new SignInRefused('identity_provider_error', error.error.slice(0, DETAIL_LENGTH), { cause: error });
  }
  if (error instanceof openid.ResponseBodyError) {
    return new SignInRefused('identity_provider_error', `token endpoint: ${error.error}`, { cause: error });
  }
  if (error instanceof openid.WWWAuthenticateChallengeError) {
    return new SignInRefused('identity_provider_error', 'token endpoint: 401', { cause: error });
  }
  const { code } = error as { readonly code?: string };
  if (error instanceof TypeError || code === 'OAUTH_TIMEOUT' || code === 'OAUTH_RESPONSE_IS_NOT_CONFORM') {
    return new SignInRefused('identity_provider_unreachable', messageOf(error), { cause: error });
  }
  return new SignInRefused('sign_in_invalid', [code, messageOf(error)].filter(Boolean).join(': '), { cause: error });
}

export function isLoopbackHttp(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && isLoopbackHost(hostname);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
