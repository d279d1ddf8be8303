import { Annotations, CfnResource, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { REGISTRY_SCHEMA } from '../contract/registry';
import { requireSameEnvironment } from '../private/same-environment';
import { ValidationError } from '../private/validation-error';

/** What an app declares of a table. */
interface DeclaredTable {
  readonly keySchema: readonly { readonly attributeName: string; readonly keyType: string }[];
  readonly attributeDefinitions?: readonly { readonly attributeName: string; readonly attributeType: string }[];
  readonly timeToLiveSpecification?: { readonly attributeName?: string; readonly enabled: unknown };
  readonly replicas?: readonly object[];
  readonly multiRegionConsistency?: string;
}

const { partitionKey, sortKey, expiry } = REGISTRY_SCHEMA;

/**
 * What can be seen of a table that the server is given. Of an imported one that is its Region.
 *
 * @throws ValidationError OtherRegion, OtherAccount, RegistryTableKeys, RegistryTableExpiry, RegistryTableConsistency
 */
export function validateRegistryTable(scope: Construct, table: dynamodb.ITableV2): void {
  const { region, account } = table.env;
  requireSameEnvironment(scope, { what: `the registry table, "${table.node.path}",`, region, account, remedy: 'give the server the replica of its own Region' });
  const declared = declaredTable(table);
  if (declared === undefined) {
    return;
  }
  const error = (code: string, message: string) => new ValidationError(code, `the registry table "${table.node.path}" ${message}`, scope);
  const { keySchema, attributeDefinitions = [], timeToLiveSpecification, replicas = [], multiRegionConsistency } = declared;
  const keys = keySchema.map(({ attributeName }) => attributeName);
  if (keys.join() !== [partitionKey, sortKey].join()) {
    throw error('RegistryTableKeys', `has the keys ${keys.join(' and ')}; it needs the partition key "${partitionKey}" and the sort key "${sortKey}", both strings`);
  }
  const other = attributeDefinitions.find(({ attributeName: name, attributeType: type }) => keys.includes(name) && type !== dynamodb.AttributeType.STRING);
  if (other !== undefined) {
    throw error('RegistryTableKeys', `has the key "${other.attributeName}" of the type ${other.attributeType}; make it one of AttributeType.STRING`);
  }
  const isStrong = multiRegionConsistency === dynamodb.MultiRegionConsistency.STRONG;
  if (replicas.length > 1 && !isStrong) {
    throw error('RegistryTableConsistency', 'has replicas that agree only after a while: a code or a refresh token would be good once in each Region; set multiRegionConsistency: MultiRegionConsistency.STRONG');
  }
  const { attributeName: expires } = timeToLiveSpecification ?? {};
  if (expires !== undefined && expires !== expiry) {
    throw error('RegistryTableExpiry', `has the timeToLiveAttribute "${expires}", which no item of the server has; name "${expiry}"`);
  }
  // DynamoDB has no TTL for tables that are strongly consistent in several Regions.
  if (expires === undefined && !isStrong) {
    Annotations.of(scope).addWarningV2(
      'cdk-remote-mcp-server:registryTableWithoutExpiry',
      `the registry table "${table.node.path}" has no timeToLiveAttribute, and keeps each code and token that has expired; set timeToLiveAttribute: '${expiry}', or acknowledge this`,
    );
  }
}

/** Undefined for a table that the app does not declare. Of either construct of CDK, and of any copy of it. */
function declaredTable(table: dynamodb.ITableV2): DeclaredTable | undefined {
  const { defaultChild } = table.node;
  const types = [dynamodb.CfnGlobalTable.CFN_RESOURCE_TYPE_NAME, dynamodb.CfnTable.CFN_RESOURCE_TYPE_NAME];
  if (defaultChild === undefined || !CfnResource.isCfnResource(defaultChild) || !types.includes(defaultChild.cfnResourceType)) {
    return undefined;
  }
  const { keySchema, attributeDefinitions, timeToLiveSpecification, replicas, multiRegionConsistency } = defaultChild as dynamodb.CfnGlobalTable;
  return Stack.of(table).resolve({ keySchema, attributeDefinitions, timeToLiveSpecification, replicas, multiRegionConsistency }) as DeclaredTable;
}
