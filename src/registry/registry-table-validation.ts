import { Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { REGISTRY_SCHEMA } from '../contract/registry';
import { requireSameEnvironment } from '../private/same-environment';
import { ValidationError } from '../private/validation-error';

/**
 * What can be seen of a table that the server is given. Of an imported one that is its Region.
 *
 * @throws ValidationError OtherRegion, OtherAccount, RegistryTableKeys, RegistryTableConsistency
 */
export function validateRegistryTable(scope: Construct, table: dynamodb.ITableV2): void {
  const { region, account } = table.env;
  requireSameEnvironment(scope, { what: `the registry table, "${table.node.path}",`, region, account, remedy: 'give the server the replica of its own Region' });
  const { defaultChild } = table.node;
  if (!(defaultChild instanceof dynamodb.CfnGlobalTable)) {
    return;
  }
  const { keySchema, replicas, multiRegionConsistency } = Stack.of(table).resolve({
    keySchema: defaultChild.keySchema, replicas: defaultChild.replicas, multiRegionConsistency: defaultChild.multiRegionConsistency,
  }) as { readonly keySchema: { readonly attributeName: string }[]; readonly replicas: object[]; readonly multiRegionConsistency?: string };
  const keys = keySchema.map(({ attributeName }) => attributeName);
  const wanted = [REGISTRY_SCHEMA.partitionKey, REGISTRY_SCHEMA.sortKey];
  if (keys.join() !== wanted.join()) {
    throw new ValidationError('RegistryTableKeys', `the registry table "${table.node.path}" has the keys ${keys.join(' and ')}; it needs the partition key "${wanted[0]}" and the sort key "${wanted[1]}", both strings`, scope);
  }
  if (replicas.length > 1 && multiRegionConsistency !== dynamodb.MultiRegionConsistency.STRONG) {
    throw new ValidationError('RegistryTableConsistency', `the registry table "${table.node.path}" has replicas that agree only after a while: a code or a refresh token would be good once in each Region; set multiRegionConsistency: MultiRegionConsistency.STRONG`, scope);
  }
}
