import { Annotations, Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { IConstruct } from 'constructs';
import { orLikelyMeant } from './likeliest';
import { ValidationError } from './validation-error';

/** As Regions are named: `eu-west-1`, `us-gov-west-1`, `eusc-de-east-1`. */
const NAME = /^[a-z]{2,5}(-[a-z]+)+-\d{1,2}$/;

/**
 * A Region may be newer than the CDK, so a name that it does not know is a warning only. What only the deployment knows passes.
 *
 * @param what such as `a replica of the signing secret`
 * @throws ValidationError for what cannot name a Region
 */
export function requireRegion(scope: IConstruct, region: string, what: string): void {
  const known = Token.isUnresolved(region) ? [region] : RegionInfo.regions.map(({ name }) => name);
  if (known.includes(region)) {
    return;
  }
  if (!NAME.test(region)) {
    throw new ValidationError('InvalidRegion', `${what} is in "${region}", which names no AWS Region; ${orLikelyMeant(region, known, 'write a name such as "eu-west-1"')}`, scope);
  }
  Annotations.of(scope).addWarningV2(
    'cdk-remote-mcp-server:unknownRegion', `${what} is in "${region}", a Region that this version of aws-cdk-lib does not know; ${orLikelyMeant(region, known, 'check its name.')} If the Region is newer, acknowledge this`,
  );
}

/** Undefined where nobody knows it yet. */
export function partitionOf(region: string): string | undefined {
  return Token.isUnresolved(region) ? undefined : RegionInfo.get(region).partition;
}
