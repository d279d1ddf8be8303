import { SecretValue } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { rangeVersion } from '../../private/address-range';
import { ValidationError } from '../../private/validation-error';

/** The only header that a client's request can bring and a resource policy can see, beside `User-Agent`. */
export const ORIGIN_SECRET_HEADER = 'Referer';

/** Refuses whoever does not send the secret: a missing header is not equal to it either. */
export function admitOnlySenderOf(secret: SecretValue, restApi: apigateway.RestApi): void {
  denyUnless(restApi, { StringNotEquals: { 'aws:Referer': secret.unsafeUnwrap() } });
}

/** @throws ValidationError InvalidAllowedAddress, NoAllowedAddress */
export function admitOnlyAddresses(scope: Construct, ranges: readonly string[], restApi: apigateway.RestApi): void {
  if (ranges.length === 0) {
    throw new ValidationError('NoAllowedAddress', 'allowedAddresses is empty, and nobody would reach the server; name addresses, or leave it out', scope);
  }
  ranges.forEach((range) => rangeVersion(scope, 'InvalidAllowedAddress', 'allowedAddresses', range));
  denyUnless(restApi, { NotIpAddress: { 'aws:SourceIp': [...ranges] } });
}

export function admitOnlyVpcEndpoints(endpoints: readonly ec2.IVpcEndpoint[], restApi: apigateway.RestApi): void {
  denyUnless(restApi, { StringNotEquals: { 'aws:SourceVpce': endpoints.map(({ vpcEndpointId }) => vpcEndpointId) } });
}

/**
 * An explicit denial comes before the authorizer runs; without the permission beside it, public methods would be denied to all.
 *
 * @param conditions are true for those who are refused
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
function denyUnless(restApi: apigateway.RestApi, conditions: iam.Conditions): void {
  const everything = { principals: [new iam.StarPrincipal()], actions: ['execute-api:Invoke'], resources: ['execute-api:/*'] };
  restApi.addToResourcePolicy(new iam.PolicyStatement(everything));
  restApi.addToResourcePolicy(new iam.PolicyStatement({ ...everything, effect: iam.Effect.DENY, conditions }));
}
