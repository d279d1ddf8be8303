import { Unmappable } from './unmappable';
import { isJsonObject, Json, JsonObject } from '../json-schema/json';

/** References that lead to references: more are a circle. */
const HOPS_MAX = 32;

export interface Located {
  readonly value: Json;
  /** The JSON pointer that was followed last, with its `#`; undefined where nothing referred to it. */
  readonly pointer?: string;
}

/** A document whose references stay within it. */
export class ApiDocument {
  constructor(public readonly root: JsonObject) {}

  /** Whether schemas are JSON Schema: before 3.1 they are a dialect of OpenAPI's own, where what stands beside a reference does not count. */
  public get hasJsonSchema(): boolean {
    return !String(this.root.openapi).startsWith('3.0.');
  }

  /**
   * What a reference leads to, itself perhaps a reference.
   *
   * @throws Unmappable
   */
  public lookUp(reference: string): Json {
    if (!reference.startsWith('#')) {
      throw new Unmappable(`refers to "${shown(reference)}", outside the document; read the document with the folder of its references, or copy what it refers to into it`);
    }
    let value: Json | undefined = this.root;
    for (const step of pointerOf(reference)) {
      value = member(value, step);
      if (value === undefined) {
        throw new Unmappable(`refers to "${shown(reference)}", which is not in the document`);
      }
    }
    return value;
  }

  /**
   * An object of OpenAPI, or what its `$ref` leads to. What stands beside the reference is kept where it is about the text.
   *
   * @throws Unmappable
   */
  public resolve(value: Json | undefined): Located {
    let found: Json = value ?? null;
    let pointer: string | undefined;
    for (let hops = 0; isJsonObject(found) && typeof found.$ref === 'string'; hops++) {
      if (hops === HOPS_MAX) {
        throw new Unmappable(`refers to "${shown(found.$ref)}", which leads back to itself`);
      }
      pointer = found.$ref;
      found = this.lookUp(pointer);
    }
    return { value: found, pointer };
  }

  /** The same for what must be an object; undefined where it is none. */
  public object(value: Json | undefined): JsonObject | undefined {
    const { value: found } = this.resolve(value);
    return isJsonObject(found) ? found : undefined;
  }
}

function pointerOf(reference: string): string[] {
  let pointer: string;
  try {
    pointer = decodeURIComponent(reference.slice(1));
  } catch {
    pointer = reference.slice(1);
  }
  if (pointer !== '' && !pointer.startsWith('/')) {
    throw new Unmappable(`refers to "${shown(reference)}", which is not a JSON pointer`);
  }
  return pointer.split('/').slice(1).map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'));
}

function member(value: Json, step: string): Json | undefined {
  if (Array.isArray(value)) {
    return /^(?:0|[1-9]\d*)$/.test(step) ? value[Number(step)] as Json | undefined : undefined;
  }
  return isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}

function shown(text: string): string {
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}

/** The members of what should be an object. */
export function entriesOf(value: Json | undefined): [name: string, value: Json][] {
  return value !== undefined && isJsonObject(value) ? Object.entries(value) : [];
}

export function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
