import { type RunningIdentityProvider, startIdentityProvider } from './identity-provider';
import { identityProviderIssuers, issuerLocalizer, isUserPool } from './issuers';
import { arn, REGION, shortId, type ResourceIdentity } from '../../cloud-assembly/physical-ids';
import type { LocalService } from '../service/service';

const userPoolId = (pool: ResourceIdentity) => `${REGION}_${shortId(pool).slice(0, 9)}`;

/** One provider for each issuer that users sign in with, Cognito's user pools among them. */
export const identityProviders: LocalService = {
  resources: {
    'AWS::Cognito::UserPool': {
      ref: userPoolId,
      arn: (pool) => arn('cognito-idp', `userpool/${userPoolId(pool)}`),
      attributes: {
        UserPoolId: userPoolId,
        ProviderName: (pool) => `cognito-idp.${REGION}.amazonaws.com/${userPoolId(pool)}`,
        ProviderURL: (pool) => `https://cognito-idp.${REGION}.amazonaws.com/${userPoolId(pool)}`,
      },
    },
    'AWS::Cognito::UserPoolClient': { ref: shortId, attributes: { ClientId: shortId } },
  },
  start: () => {
    const running = new Map<string, RunningIdentityProvider>();
    return Promise.resolve({
      deploy: async ({ endpoint }) => {
        for (const issuer of identityProviderIssuers(endpoint)) {
          if (!running.has(issuer)) {
            running.set(issuer, await startIdentityProvider({ refreshTokens: isUserPool(issuer) ? 'always' : 'offline_access' }));
          }
        }
      },
      localize: (text) => issuerLocalizer(new Map([...running].map(([issuer, provider]) => [issuer, provider.issuer])))(text),
      close: async () => {
        await Promise.all([...running.values()].map((provider) => provider.close()));
      },
    });
  },
};
