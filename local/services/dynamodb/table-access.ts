import type { TableDefinition } from './table-definition';
import type { AccessRequest } from '../../iam/statement';
import { requireAccess } from '../service/access';
import { ServiceError } from '../service/aws-json';
import type { Caller } from '../service/credentials';

type Item = { readonly [attribute: string]: { readonly [type: string]: unknown } };

/** What of a request says which items it is about. */
interface ItemRequest {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly Key?: Item;
  readonly Item?: Item;
  readonly Keys?: readonly Item[];
  readonly KeyConditionExpression?: string;
  readonly ExpressionAttributeNames?: { readonly [name: string]: string };
  readonly ExpressionAttributeValues?: Item;
}

interface TableRequest extends ItemRequest {
  readonly RequestItems?: { readonly [table: string]: ItemRequest | readonly { readonly PutRequest?: ItemRequest; readonly DeleteRequest?: ItemRequest }[] };
}

/**
 * Refuses what the role of a function does not allow.
 *
 * @param target the value of `X-Amz-Target`
 * @param definitionOf a table that exists
 * @throws ServiceError AccessDeniedException
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
export function requireTableAccess(target: string, body: Buffer, caller: Caller, definitionOf: (table: string) => TableDefinition | undefined): void {
  try {
    requireAccess(caller, ({ partition, account }) => {
      const operation = target.slice(target.lastIndexOf('.') + 1);
      const request = parsed(body);
      const arnOf = (name: string) => (name.startsWith('arn:') ? name : `arn:${partition}:dynamodb:${caller.authorization.region}:${account}:table/${name}`);
      return itemRequests(request).map(({ table, items, index }) => ({
        action: `dynamodb:${operation}`,
        resource: table === undefined ? '*' : [arnOf(table), ...index === undefined ? [] : ['index', index]].join('/'),
        context: contextOf(items, index === undefined && table !== undefined ? definitionOf(nameOf(table)) : undefined),
      }));
    });
  } catch (error) {
    throw error instanceof ServiceError ? new ServiceError(`com.amazon.coral.service#${error.type}`, error.message, error.status) : error;
  }
}

function parsed(body: Buffer): TableRequest {
  try {
    return JSON.parse(body.toString('utf8')) as TableRequest;
  } catch {
    // What it answers, the table says.
    return {};
  }
}

/** The names of the tables that a request is about. */
export function tablesOf(body: Buffer): readonly string[] {
  return itemRequests(parsed(body)).flatMap(({ table }) => (table === undefined ? [] : [nameOf(table)]));
}

const nameOf = (table: string) => table.replace(/^arn:.*:table\//, '');

interface ItemsOfTable {
  readonly table?: string;
  readonly index?: string;
  readonly items: readonly ItemRequest[];
}

function itemRequests(request: TableRequest): readonly ItemsOfTable[] {
  const { RequestItems, TableName, IndexName } = request;
  if (RequestItems === undefined) {
    return [{ table: TableName, index: IndexName, items: [request] }];
  }
  return Object.entries(RequestItems).map(([table, asked]) => ({
    table,
    items: [asked].flat().flatMap((one) => ('PutRequest' in one || 'DeleteRequest' in one ? [one.PutRequest ?? one.DeleteRequest ?? {}] : [one as ItemRequest])),
  }));
}

/** `dynamodb:LeadingKeys`: the partition keys of a request; left out where they cannot be told. */
function contextOf(items: readonly ItemRequest[], definition: TableDefinition | undefined): AccessRequest['context'] {
  const keys = definition?.KeySchema as readonly { readonly AttributeName: string; readonly KeyType: string }[] | undefined;
  const partitionKey = keys?.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName;
  const values = partitionKey === undefined ? [] : items.flatMap((item) => keyValues(item, partitionKey));
  return values.includes(undefined) || partitionKey === undefined ? {} : { 'dynamodb:LeadingKeys': values.map(String) };
}

function keyValues({ Key, Keys, Item: item, ...query }: ItemRequest, partitionKey: string): readonly (string | undefined)[] {
  const keyed = [Key, item, ...Keys ?? []].filter((one) => one !== undefined).map((one) => one[partitionKey]);
  const values = query.KeyConditionExpression === undefined ? keyed : [queried(query, partitionKey)];
  return values.map((value) => (value === undefined ? undefined : String(Object.values(value)[0])));
}

function queried({ KeyConditionExpression = '', ExpressionAttributeNames = {}, ExpressionAttributeValues = {} }: ItemRequest, partitionKey: string): Item[string] | undefined {
  const [, , value] = [...KeyConditionExpression.matchAll(/([#\w.-]+)\s*=\s*(:\w+)/g)].find(([, name]) => (ExpressionAttributeNames[name] ?? name) === partitionKey) ?? [];
  return value === undefined ? undefined : ExpressionAttributeValues[value];
}
