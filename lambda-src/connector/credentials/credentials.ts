import { AccessTokens } from './access-tokens';
import type { Secrets } from './secrets';
import type { TokenRequest } from './token-request';
import type { ApiKeyCredentials, ConnectionCredentials, SecretReference } from '../../../src/contract/connector/connection';
import type { HttpRequest } from '../../../src/contract/connector/http-operation';
import type { AwsCredentials } from '../../platform/aws/signature-v4';
import type { Authorizer } from '../egress/authorizer';

export interface CredentialSources {
  readonly secrets: Secrets;
  /** Of the function's role. */
  readonly aws: AwsCredentials;
  readonly requestToken: TokenRequest;
  /** Epoch milliseconds. */
  clock(): number;
}

export const NO_CREDENTIALS: Authorizer = { authorize: async (request) => request, renew: () => false };

export function authorizerOf(credentials: ConnectionCredentials, sources: CredentialSources): Authorizer {
  const { secrets, clock } = sources;
  const withSecrets = (references: readonly SecretReference[], authorize: Authorizer['authorize']): Authorizer => ({
    authorize,
    renew: (sentAt) => {
      secrets.forget(references.map(({ arn }) => arn), sentAt);
      return true;
    },
  });
  switch (credentials.kind) {
    case 'none':
      return NO_CREDENTIALS;
    case 'bearer':
      return withSecrets([credentials.token], async (request) => withAuthorization(request, `Bearer ${await secrets.value(credentials.token)}`));
    case 'api-key':
      return withSecrets([credentials.key], async (request) => withApiKey(request, credentials, await secrets.value(credentials.key)));
    case 'basic': {
      const { username, password } = credentials;
      return withSecrets([password], async (request) => {
        const pair = `${typeof username === 'string' ? username : await secrets.value(username)}:${await secrets.value(password)}`;
        return withAuthorization(request, `Basic ${Buffer.from(pair).toString('base64')}`);
      });
    }
    case 'oauth-client-credentials': {
      const tokens = new AccessTokens(credentials, sources);
      return {
        authorize: async (request) => withAuthorization(request, `Bearer ${await tokens.current()}`),
        renew: (sentAt) => tokens.renew(sentAt),
      };
    }
    case 'sigv4':
      return {
        // Only those who sign load what signs.
        authorize: async (request) => (await import('./sigv4')).signed(request, credentials, sources.aws, new Date(clock())),
        renew: () => false,
      };
  }
}

function withAuthorization(request: HttpRequest, authorization: string): HttpRequest {
  return { ...request, headers: { ...request.headers, authorization } };
}

/** What else has its name makes way: an API that reads the first of two would not see the key. */
function withApiKey(request: HttpRequest, { place, name, prefix = '' }: ApiKeyCredentials, key: string): HttpRequest {
  const value = `${prefix}${key}`;
  switch (place) {
    case 'header':
      return { ...request, headers: { ...request.headers, [name.toLowerCase()]: value } };
    case 'cookie': {
      const others = (request.headers.cookie ?? '').split('; ').filter((cookie) => cookie !== '' && cookie.split('=', 1)[0] !== name);
      return { ...request, headers: { ...request.headers, cookie: [...others, `${name}=${encodeURIComponent(value)}`].join('; ') } };
    }
    case 'query': {
      const parameter = `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
      const [address, query = ''] = request.url.split(/\?(.*)/s, 2);
      const others = query.split('&').filter((pair) => pair !== '' && !new URLSearchParams(pair).has(name));
      return { ...request, url: `${address}?${[...others, parameter].join('&')}` };
    }
  }
}
