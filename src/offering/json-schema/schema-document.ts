import { isJsonObject, Json, JsonObject, pointerStep, Schema } from './json';
import { subschemasOf } from './subschemas';

/** Of a schema that has no $id: nothing can refer to it from outside. */
const NAMELESS = 'schema:/';

/** A schema with its own base URI: the whole, or one with an `$id` in it. */
export interface SchemaResource {
  readonly uri: string;
  readonly root: Schema;
  readonly anchors: Map<string, Schema>;
  /** Those of the anchors that `$dynamicRef` looks for in the schemas by which it was reached. */
  readonly dynamicAnchors: Map<string, Schema>;
}

export interface Reference {
  readonly schema: Schema;
  /** The anchor that makes a `$dynamicRef` dynamic. */
  readonly dynamicAnchor?: string;
}

/**
 * A schema whose references can be followed. Schemas are identified by object, so no object may occur twice in the tree.
 */
export class SchemaDocument {
  private readonly resources = new Map<string, SchemaResource>();
  private readonly places = new Map<JsonObject, { readonly resource: SchemaResource; readonly pointer: string }>();
  private readonly duplicates: string[] = [];
  private readonly unlisted = new Set<Schema>();

  constructor(public readonly root: Schema) {
    const resource = this.addResource(NAMELESS, root);
    this.index(root, resource, '');
  }

  /** URIs that two schemas claim. */
  public get ambiguous(): readonly string[] {
    return this.duplicates;
  }

  public resourceOf(schema: JsonObject): SchemaResource {
    return this.places.get(schema)!.resource;
  }

  /** The JSON pointer of a schema, from the root of the document. */
  public pointerOf(schema: JsonObject): string {
    return this.places.get(schema)!.pointer;
  }

  /** Whether only a reference makes it a schema: no keyword holds it. */
  public isUnlisted(schema: Schema): boolean {
    return this.unlisted.has(schema);
  }

  /**
   * What a reference leads to.
   *
   * @param from the schema that has the reference
   * @returns why it leads nowhere, where it does
   */
  public resolve(from: JsonObject, reference: string): Reference | 'elsewhere' | 'nowhere' {
    const target = absolute(reference, this.resourceOf(from).uri);
    if (target === undefined) {
      return 'nowhere';
    }
    const [uri, fragment] = target;
    const resource = this.resources.get(uri);
    if (!resource) {
      return 'elsewhere';
    }
    if (fragment !== '' && !fragment.startsWith('/')) {
      const schema = resource.anchors.get(fragment);
      return schema === undefined ? 'nowhere' : { schema, dynamicAnchor: resource.dynamicAnchors.has(fragment) ? fragment : undefined };
    }
    return this.follow(resource, fragment);
  }

  private follow(resource: SchemaResource, pointer: string): Reference | 'nowhere' {
    let value: Json = resource.root;
    let owner = resource;
    let at = isJsonObject(value) ? this.pointerOf(value) : '';
    for (const step of pointer.split('/').slice(1)) {
      const name = step.replace(/~1/g, '/').replace(/~0/g, '~');
      if (isJsonObject(value) ? !Object.hasOwn(value, name) : !(Array.isArray(value) && /^(?:0|[1-9]\d*)$/.test(name) && Number(name) < value.length)) {
        return 'nowhere';
      }
      value = (value as JsonObject)[name];
      at += pointerStep(name);
      owner = (isJsonObject(value) && this.places.get(value)?.resource) || owner;
    }
    if (typeof value !== 'boolean' && !isJsonObject(value)) {
      return 'nowhere';
    }
    // A pointer may lead to where no keyword holds a schema; then it is one because it is referred to.
    if (isJsonObject(value) && !this.places.has(value)) {
      this.index(value, owner, at);
      this.unlisted.add(value);
    }
    return { schema: value };
  }

  private index(schema: Schema, parent: SchemaResource, pointer: string): void {
    if (!isJsonObject(schema) || this.places.has(schema)) {
      return;
    }
    let resource = parent;
    if (typeof schema.$id === 'string') {
      const uri = absolute(schema.$id, parent.uri)?.[0];
      // The whole schema answers to its own name as well as to none.
      resource = uri === undefined ? parent : this.addResource(uri, schema, schema === this.root ? parent : undefined);
    }
    this.places.set(schema, { resource, pointer });
    if (typeof schema.$anchor === 'string') {
      resource.anchors.set(schema.$anchor, schema);
    }
    if (typeof schema.$dynamicAnchor === 'string') {
      resource.anchors.set(schema.$dynamicAnchor, schema);
      resource.dynamicAnchors.set(schema.$dynamicAnchor, schema);
    }
    for (const inner of subschemasOf(schema)) {
      this.index(inner.schema, resource, pointer + inner.pointer);
    }
  }

  private addResource(uri: string, root: Schema, alias?: SchemaResource): SchemaResource {
    const known = this.resources.get(uri);
    if (known && known.root !== root) {
      this.duplicates.push(uri);
      return known;
    }
    const resource = { uri, root, anchors: alias?.anchors ?? new Map<string, Schema>(), dynamicAnchors: alias?.dynamicAnchors ?? new Map<string, Schema>() };
    this.resources.set(uri, resource);
    return resource;
  }
}

/** The URI without its fragment, and the fragment, decoded. */
function absolute(reference: string, base: string): [uri: string, fragment: string] | undefined {
  const hash = reference.indexOf('#');
  const before = hash === -1 ? reference : reference.slice(0, hash);
  try {
    const fragment = decodeURIComponent(hash === -1 ? '' : reference.slice(hash + 1));
    return [before === '' ? base : new URL(before, base).href, fragment];
  } catch {
    return undefined;
  }
}
