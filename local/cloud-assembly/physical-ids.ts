import { createHash } from 'node:crypto';
import { partitionOf } from './environment';
import { Environment } from './template';

/** What the names of a resource are made of. */
export interface ResourceIdentity {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  /** Where its stack is. */
  readonly environment: Environment;
  /** Resolves a property on demand: names may hold references. */
  readonly property: (name: string) => unknown;
}

export type Identify = (resource: ResourceIdentity) => string;

/** How the resources of one type are called here. */
export interface ResourceNames {
  /** The property that may hold the physical name. */
  readonly nameProperty?: string;
  /** @default the physical name */
  readonly ref?: Identify;
  /** @default an ARN of the type's own service */
  readonly arn?: Identify;
  /** Those beside `Arn`. */
  readonly attributes?: { readonly [attribute: string]: Identify };
}

/** By type. */
export type NamesByType = ReadonlyMap<string, ResourceNames>;

const digest = (text: string) => createHash('sha256').update(text).digest('hex');

/** @param rest what follows the account in the ARN */
export function arn({ environment: { account, region } }: { readonly environment: Environment }, service: string, rest: string): string {
  return `arn:${partitionOf(region).name}:${service}:${region}:${account}:${rest}`;
}

/** An id as AWS makes them up, the same at every start. */
export const shortId: Identify = (resource) => BigInt(`0x${digest(`${resource.stack}/${resource.logicalId}`)}`).toString(36).slice(0, 10);

/** The given name, or one that is made up. */
export function physicalName(resource: ResourceIdentity, nameProperty?: string): string {
  const given = nameProperty === undefined ? undefined : resource.property(nameProperty);
  if (typeof given === 'string' && given !== '') {
    return given;
  }
  const suffix = digest(`${resource.stack}/${resource.logicalId}`).slice(0, 8);
  return `${resource.stack}-${resource.logicalId}`.slice(0, 55) + `-${suffix}`;
}

export function refOf(names: NamesByType, resource: ResourceIdentity): string {
  const known = names.get(resource.type);
  return known?.ref?.(resource) ?? physicalName(resource, known?.nameProperty);
}

/** @returns undefined for an attribute that is not known here */
export function attributeOf(names: NamesByType, resource: ResourceIdentity, attribute: string): string | undefined {
  const known = names.get(resource.type);
  if (attribute === 'Arn') {
    const [, service = 'unknown'] = resource.type.toLowerCase().split('::');
    return known?.arn?.(resource) ?? arn(resource, service, physicalName(resource, known?.nameProperty));
  }
  const { attributes = {} } = known ?? {};
  return Object.hasOwn(attributes, attribute) ? attributes[attribute](resource) : undefined;
}

/** What every template may refer to, but for the names of the stack itself. */
export function pseudoParameters({ account, region }: Environment): ReadonlyMap<string, unknown> {
  const { name, urlSuffix } = partitionOf(region);
  return new Map<string, unknown>([
    ['AWS::AccountId', account],
    ['AWS::Region', region],
    ['AWS::Partition', name],
    ['AWS::URLSuffix', urlSuffix],
    ['AWS::NotificationARNs', []],
  ]);
}
