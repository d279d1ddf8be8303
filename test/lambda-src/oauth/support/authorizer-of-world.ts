import { authorizer } from '../../../../lambda-src/authorizer/authorizer';
import { ownTokens } from '../../../../lambda-src/authorizer/own-tokens';
import { dynamoDbRegistry } from '../../../../lambda-src/authorizer/registry';
import { awsEnvironment } from '../../../../lambda-src/platform/aws/aws-request';
import { OPEN_ACCESS_POLICY } from '../../../../src/contract/authorizer/access-policy';
import { AWS_VARIABLES, TABLE_NAME } from '../../platform/support/loopback-registry';

export interface AuthorizerOptions {
  /** Where the table of the tokens' server is. */
  readonly endpoint: string;
  /** Hears how each request ended. */
  readonly onOutcome?: (outcome: unknown) => void;
}

/** A new instance of the authorizer, which has read nothing yet, for tokens of a server. */
export function authorizerOf(
  { issuer, resource }: { readonly issuer: string; readonly resource: string }, { endpoint, onOutcome }: AuthorizerOptions,
): (token: string) => Promise<unknown> {
  const registry = dynamoDbRegistry(awsEnvironment({ ...AWS_VARIABLES, AWS_ENDPOINT_URL_DYNAMODB: endpoint }), TABLE_NAME);
  const handler = authorizer({
    resource,
    ...ownTokens({ issuer, resource, registry, declaredClients: [] }),
    policy: OPEN_ACCESS_POLICY,
    requiredScopes: [],
    clock: Date.now,
    log: (_level, _message, { outcome }) => onOutcome?.(outcome),
    writeLine: () => undefined,
  });
  return (token) => handler({ methodArn: 'arn', multiValueHeaders: { authorization: [`Bearer ${token}`] } });
}
