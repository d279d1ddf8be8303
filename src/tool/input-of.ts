/**
 * The type of what fits a schema: a schema of zod or any other library of Standard Schema, or a JSON Schema that is written `as const`. Where a
 * JSON Schema says more than types can, it is `unknown`.
 *
 * ```ts
 * export default defineTool<InputOf<typeof input>>(async ({ city }) => …);
 * ```
 *
 * @see https://standardschema.dev
 */
export type InputOf<Schema> = Schema extends { readonly '~standard': { readonly types?: infer Types } }
  ? (NonNullable<Types> extends { readonly output: infer Output } ? Output : unknown)
  : OfJsonSchema<Schema>;

type OfJsonSchema<Schema> =
  Schema extends { readonly const: infer Value } ? Value
    : Schema extends { readonly enum: readonly (infer Value)[] } ? Value
      : Schema extends { readonly anyOf: readonly (infer Branch)[] } ? Distributed<Branch>
        : Schema extends { readonly oneOf: readonly (infer Branch)[] } ? Distributed<Branch>
          : Schema extends { readonly type: readonly (infer Name)[] } ? OfTypes<Schema, Name>
            : Schema extends { readonly type: infer Name } ? OfType<Schema, Name>
              : unknown;

/** One by one, so that each branch gives its own type. */
type Distributed<Branch> = Branch extends unknown ? OfJsonSchema<Branch> : never;
type OfTypes<Schema, Name> = Name extends unknown ? OfType<Schema, Name> : never;

type OfType<Schema, Name> =
  Name extends 'string' ? string
    : Name extends 'number' | 'integer' ? number
      : Name extends 'boolean' ? boolean
        : Name extends 'null' ? null
          : Name extends 'array' ? OfItems<Schema>
            : Name extends 'object' ? OfProperties<Schema>
              : unknown;

type OfItems<Schema> = Schema extends { readonly items: infer Items } ? readonly OfJsonSchema<Items>[] : readonly unknown[];

type OfProperties<Schema> = Schema extends { readonly properties: infer Properties }
  ? Flat<
    & { readonly [Name in keyof Properties as Name extends RequiredOf<Schema> ? Name : never]: OfJsonSchema<Properties[Name]> }
    & { readonly [Name in keyof Properties as Name extends RequiredOf<Schema> ? never : Name]?: OfJsonSchema<Properties[Name]> }
  >
  : { readonly [name: string]: unknown };

type RequiredOf<Schema> = Schema extends { readonly required: readonly (infer Name)[] } ? Name : never;

/** One object type, as editors show it. */
type Flat<T> = { [Name in keyof T]: T[Name] };
