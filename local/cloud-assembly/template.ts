export type Json = { readonly [name: string]: unknown };

export interface Resource {
  readonly Type: string;
  readonly Properties?: Json;
  readonly Metadata?: Json;
  readonly Condition?: string;
}

export interface TemplateParameter {
  readonly Type?: string;
  readonly Default?: unknown;
  readonly NoEcho?: boolean;
  readonly AllowedValues?: readonly unknown[];
  readonly AllowedPattern?: string;
}

export interface Template {
  readonly Resources: { readonly [logicalId: string]: Resource };
  readonly Parameters?: { readonly [name: string]: TemplateParameter };
  readonly Conditions?: Json;
  readonly Mappings?: { readonly [map: string]: { readonly [key: string]: Json } };
  readonly Outputs?: { readonly [name: string]: { readonly Value: unknown; readonly Condition?: string; readonly Export?: { readonly Name: unknown } } };
}

/** A file or a directory that `cdk deploy` would upload. */
export interface Asset {
  /** Absolute. */
  readonly path: string;
  readonly objectKeys: readonly string[];
}

/** Where a stack would be deployed. */
export interface Environment {
  readonly account: string;
  readonly region: string;
}

export interface AssemblyStack {
  readonly name: string;
  readonly template: Template;
  readonly environment: Environment;
  /** Where the templates of its nested stacks lie. */
  readonly directory: string;
  /** The logical ids of constructs, by their paths. */
  readonly constructs: ReadonlyMap<string, string>;
  /** The values of those of its parameters that `cdk deploy` gives: the names of assets, where the legacy synthesizer asks for them. */
  readonly assetParameters: ReadonlyMap<string, string>;
}

export interface CloudAssembly {
  readonly stacks: readonly AssemblyStack[];
  readonly assets: readonly Asset[];
}

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A member that an object has itself: names in templates are free, and `constructor` is one. */
export function own<T>(members: { readonly [name: string]: T } | undefined, name: string): T | undefined {
  return members !== undefined && Object.hasOwn(members, name) ? members[name] : undefined;
}
