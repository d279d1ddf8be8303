import { SecretValue } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';

/** The only header of one's own that a resource policy of API Gateway can see (`aws:Referer`). */
export const ORIGIN_SECRET_HEADER = 'Referer';

/**
 * Refuses whoever does not send the secret, before an authorizer runs. No web ACL is needed for it, and no request of others costs one of Lambda's.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
export function admitOnlySenderOf(secret: SecretValue, restApi: apigateway.RestApi): void {
  const everybody = { principals: [new iam.StarPrincipal()], actions: ['execute-api:Invoke'], resources: ['execute-api:/*'] };
  restApi.addToResourcePolicy(new iam.PolicyStatement(everybody));
  restApi.addToResourcePolicy(new iam.PolicyStatement({
    ...everybody,
    effect: iam.Effect.DENY,
    // Also true of a request without the header.
    conditions: { StringNotEquals: { 'aws:Referer': secret.unsafeUnwrap() } },
  }));
}
