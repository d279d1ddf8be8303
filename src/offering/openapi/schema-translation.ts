import { createHash } from 'node:crypto';
import { Token } from 'aws-cdk-lib';
import { Budget } from './budget';
import { ApiDocument } from './document';
import { legal } from './names';
import { portablePattern } from './patterns';
import { readable, shortened } from './texts';
import { Unmappable } from './unmappable';
import { isJsonObject, Json, JsonObject, Schema } from '../json-schema/json';
import { KEYWORDS } from '../json-schema/keywords';
import { slownessOf } from '../json-schema/slow-patterns';

/** Requests leave out what only answers have (`readOnly`), and answers what only requests have (`writeOnly`). */
export type SchemaSide = 'request' | 'answer';

const TYPES = new Set(['null', 'boolean', 'object', 'array', 'number', 'string', 'integer']);
/** Of documentation, or of a dialect: of no meaning to whoever calls a tool. */
const DROPPED = new Set(['title', 'example', 'examples', 'xml', 'externalDocs', 'discriminator', 'nullable', '$schema', '$comment', '$anchor', '$vocabulary', 'readOnly', 'writeOnly']);
const COUNTS = ['maxLength', 'minLength', 'maxItems', 'minItems', 'maxProperties', 'minProperties', 'maxContains', 'minContains'];
const NUMBERS = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'];
const ADDITIONAL = ['additionalProperties', 'unevaluatedProperties'];
const LEVELS_MAX = 60;
const DESCRIPTION_MAX_LENGTH = 600;
const FORMAT = /^[a-z][a-z0-9-]{0,31}$/i;
const DEFINITION_NAME_MAX_LENGTH = 60;

/**
 * Translates schemas of OpenAPI into JSON Schema 2020-12. One translation makes the schemas of one tool: what they refer to, circles included, is
 * collected in `$defs`.
 */
export class SchemaTranslation {
  /** What was left out or said differently. */
  public readonly notes = new Set<string>();
  /** Names in `$defs`, by reference. */
  private readonly names = new Map<string, string>();
  private readonly definitions = new Map<string, Schema>();
  private readonly pending: string[] = [];
  /** `patternProperties` of which some are left out. */
  private readonly incomplete = new Set<JsonObject>();

  constructor(private readonly document: ApiDocument, private readonly side: SchemaSide, private readonly budget: Pick<Budget, 'work'>) {}

  /** @throws Unmappable */
  public translate(schema: Json | undefined): Schema {
    const translated = this.schema(schema ?? true, 0);
    this.finish();
    return translated;
  }

  /** What the schemas translated so far refer to; undefined where they refer to nothing. */
  public defs(): { readonly [name: string]: Schema } | undefined {
    return this.definitions.size === 0 ? undefined : Object.fromEntries([...this.definitions].sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  /** Whether a member is not for this side. */
  public isHidden(schema: Json): boolean {
    const keyword = this.side === 'request' ? 'readOnly' : 'writeOnly';
    if (isJsonObject(schema) && schema[keyword] === true) {
      return true;
    }
    const { value } = this.document.resolve(schema);
    if (!isJsonObject(value)) {
      return false;
    }
    return value[keyword] === true
      || (Array.isArray(value.allOf) && value.allOf.some((part: Json) => isJsonObject(part) && part[keyword] === true));
  }

  private finish(): void {
    for (let reference = this.pending.pop(); reference !== undefined; reference = this.pending.pop()) {
      this.definitions.set(this.names.get(reference)!, this.schema(this.document.lookUp(reference), 0));
    }
  }

  private schema(schema: Json, level: number): Schema {
    this.budget.work();
    if (level > LEVELS_MAX) {
      throw new Unmappable(`has a schema of more than ${LEVELS_MAX} levels`);
    }
    if (typeof schema === 'boolean') {
      return schema;
    }
    if (!isJsonObject(schema)) {
      throw new Unmappable(`has ${JSON.stringify(schema)?.slice(0, 40)} where a schema must stand`);
    }
    for (const keyword of ['$id', '$dynamicRef', '$dynamicAnchor', '$recursiveRef']) {
      if (typeof schema[keyword] === 'string') {
        throw new Unmappable(`has a schema with "${keyword}", and only references by JSON pointer are followed`);
      }
    }
    if (typeof schema.$ref === 'string') {
      return this.reference(schema, level);
    }
    return this.withNull(schema, this.keywords(schema, level));
  }

  private reference(schema: JsonObject, level: number): Schema {
    const target = { $ref: `#/$defs/${this.definitionName(String(schema.$ref))}` };
    const { $ref: _, ...beside } = schema;
    if (this.document.hasJsonSchema) {
      return { ...this.withNull(schema, { ...target, ...this.keywords(beside, level) }) as JsonObject };
    }
    return typeof beside.description === 'string' ? { ...target, description: shortened(beside.description, DESCRIPTION_MAX_LENGTH) } : target;
  }

  private definitionName(reference: string): string {
    const known = this.names.get(reference);
    if (known !== undefined) {
      return known;
    }
    this.document.lookUp(reference);
    const last = decodeStep(reference.slice(reference.lastIndexOf('/') + 1));
    const clean = legal(last, /[^A-Za-z0-9_.-]+/g).slice(0, DEFINITION_NAME_MAX_LENGTH);
    // Which definition has the plain name does not depend on who comes first: only components have one.
    const isPlain = /^#\/components\/schemas\/[A-Za-z0-9_.-]{1,60}$/.test(reference) && last !== '__proto__';
    const name = isPlain ? last : `${clean === '__proto__' ? 'schema' : clean || 'schema'}-${createHash('sha256').update(reference).digest('hex').slice(0, 8)}`;
    this.names.set(reference, name);
    this.pending.push(reference);
    return name;
  }

  private keywords(schema: JsonObject, level: number): JsonObject {
    const members: [string, Json][] = [];
    for (const [keyword, value] of Object.entries(schema)) {
      const shape = KEYWORDS.get(keyword);
      if (shape === undefined || DROPPED.has(keyword) || value === undefined) {
        continue;
      }
      if (shape.holds === 'schema' && keyword !== 'items') {
        members.push([keyword, this.schema(value, level + 1)]);
      } else if (shape.holds === 'list') {
        this.pushList(members, keyword, value, level);
      } else if (shape.holds === 'map') {
        this.pushMap(members, keyword, value, level);
      } else if (keyword === 'items') {
        members.push(Array.isArray(value) ? ['prefixItems', value.map((item: Json) => this.schema(item, level + 1))] : ['items', this.schema(value, level + 1)]);
      } else {
        members.push(...this.plain(keyword, value, schema));
      }
    }
    // Without each of its patterns, which properties are additional is not known.
    const isIncomplete = isJsonObject(schema.patternProperties) && this.incomplete.has(schema.patternProperties);
    const translated: JsonObject = Object.fromEntries(members.filter(([keyword]) => !isIncomplete || !ADDITIONAL.includes(keyword)));
    return this.discriminated(schema, this.requiredMembers(schema, translated));
  }

  private pushList(members: [string, Json][], keyword: string, value: Json, level: number): void {
    if (!Array.isArray(value) || value.length === 0) {
      this.note(`an empty or wrong "${keyword}" is left out`);
      return;
    }
    members.push([keyword, value.map((item: Json) => this.schema(item, level + 1))]);
  }

  private pushMap(members: [string, Json][], keyword: string, value: Json, level: number): void {
    if (!isJsonObject(value)) {
      this.note(`a wrong "${keyword}" is left out`);
      return;
    }
    const entries = Object.entries(value).filter(([, inner]) => keyword !== 'properties' || !this.isHidden(inner));
    const named = entries.flatMap(([name, inner]): [string, Schema][] => {
      const key = keyword === 'patternProperties' ? this.pattern(name) : name;
      return key === undefined ? [] : [[key, this.schema(inner, level + 1)]];
    });
    members.push([keyword, Object.fromEntries(named)]);
    if (named.length < entries.length) {
      this.incomplete.add(value);
    }
  }

  /** Keywords that hold no schema. */
  private plain(keyword: string, value: Json, schema: JsonObject): [string, Json][] {
    if (keyword === 'type') {
      return this.type(value);
    }
    if (keyword === 'description') {
      return typeof value === 'string' && value.trim() !== '' ? [[keyword, shortened(value, DESCRIPTION_MAX_LENGTH)]] : [];
    }
    if (keyword === 'enum') {
      return this.enumeration(value, schema);
    }
    if (keyword === 'pattern') {
      const pattern = typeof value === 'string' ? this.pattern(value, schema.maxLength) : undefined;
      return pattern === undefined ? [] : [[keyword, pattern]];
    }
    if (keyword === 'format') {
      if (typeof value !== 'string' || !FORMAT.test(value)) {
        this.note(`the format ${excerpt(value)} is no name of a format`);
        return [];
      }
      return [[keyword, value]];
    }
    if (NUMBERS.includes(keyword)) {
      return this.bound(keyword, value, schema);
    }
    if (COUNTS.includes(keyword)) {
      return this.count(keyword, value);
    }
    if (keyword === 'default') {
      return this.isOfType(value, schema) ? [[keyword, value]] : (this.note(`the default ${excerpt(value)} is not of the type`), []);
    }
    if (keyword === 'required' || keyword === 'dependentRequired' || keyword === 'dependencies') {
      return keyword === 'dependentRequired' && KEYWORDS.get(keyword)!.is(value) ? [[keyword, value]] : [];
    }
    if (!KEYWORDS.get(keyword)!.is(value)) {
      this.note(`"${keyword}": ${excerpt(value)} is left out`);
      return [];
    }
    return [[keyword, typeof value === 'string' ? readable(value) : value]];
  }

  private type(value: Json): [string, Json][] {
    const types = (Array.isArray(value) ? value : [value]).filter((type: Json) => typeof type === 'string' && TYPES.has(type)) as string[];
    const unknown = (Array.isArray(value) ? value : [value]).filter((type: Json) => !types.includes(type as string));
    if (unknown.length > 0) {
      this.note(`the type ${excerpt(unknown[0])} is none of JSON`);
    }
    return types.length === 0 ? [] : [['type', Array.isArray(value) ? [...new Set(types)] : types[0]]];
  }

  private enumeration(value: Json, schema: JsonObject): [string, Json][] {
    if (!Array.isArray(value) || value.length === 0) {
      this.note('an empty enum, which no value fits, is left out');
      return [];
    }
    const texts = new Map((value as Json[]).map((item) => [JSON.stringify(item), item]));
    // A request may hold null only where the enum has it (OpenAPI 3.0.3); answers are not so exact.
    if (isNullable(schema) && this.side === 'answer') {
      texts.set('null', null);
    }
    return [['enum', [...texts.values()]]];
  }

  /** @param maxLength of the text that is compared with it */
  private pattern(value: string, maxLength?: Json): string | undefined {
    const pattern = portablePattern(value);
    // The document is a stranger's, and so are the texts: together they could keep the server busy for minutes.
    const slowness = pattern === undefined ? undefined : slownessOf(pattern, maxLength);
    if (slowness !== undefined) {
      this.note(`the pattern ${excerpt(value)} is left out: ${slowness}`);
      return undefined;
    }
    if (pattern === undefined) {
      this.note(`the pattern ${excerpt(value)} is left out: JavaScript cannot read it`);
    } else if (pattern !== value) {
      this.note(`the pattern ${excerpt(value)} is written as ${excerpt(pattern)}`);
    }
    return pattern;
  }

  private bound(keyword: string, value: Json, schema: JsonObject): [string, Json][] {
    const exclusive = keyword === 'minimum' ? 'exclusiveMinimum' : keyword === 'maximum' ? 'exclusiveMaximum' : undefined;
    if (typeof value === 'boolean') {
      // OpenAPI 3.0, and documents of 3.1 that were converted by their version alone.
      const limit = schema[keyword === 'exclusiveMinimum' ? 'minimum' : 'maximum'];
      return value && isSafeNumber(limit) && keyword.startsWith('exclusive') ? [[keyword, limit]] : [];
    }
    if (exclusive !== undefined && schema[exclusive] === true) {
      return [];
    }
    if (!isSafeNumber(value) || (keyword === 'multipleOf' && !(value > 0))) {
      this.note(`"${keyword}": ${excerpt(value)} is left out: it is no number that JavaScript has exactly`);
      return [];
    }
    return [[keyword, value]];
  }

  private count(keyword: string, value: Json): [string, Json][] {
    if (!Number.isSafeInteger(value) || (value as number) < 0) {
      this.note(`"${keyword}": ${excerpt(value)} is left out`);
      return [];
    }
    return [[keyword, value]];
  }

  /** Without the members that are hidden on this side. */
  private requiredMembers(schema: JsonObject, translated: JsonObject): JsonObject {
    const { required } = schema;
    if (!Array.isArray(required)) {
      return translated;
    }
    const properties = isJsonObject(schema.properties) ? schema.properties : {};
    const names = [...new Set(required.filter((name): name is string => typeof name === 'string'))]
      .filter((name) => !Object.hasOwn(properties, name) || !this.isHidden(properties[name]));
    return names.length === 0 ? translated : { ...translated, required: names };
  }

  /** With a discriminator, its value chooses the alternative, and not the first or only one that fits. */
  private discriminated(schema: JsonObject, translated: JsonObject): JsonObject {
    const { discriminator } = schema;
    if (!isJsonObject(discriminator) || typeof discriminator.propertyName !== 'string') {
      return translated;
    }
    const property = discriminator.propertyName;
    const mapping = isJsonObject(discriminator.mapping) ? Object.entries(discriminator.mapping) : [];
    const choices = (keyword: 'oneOf' | 'anyOf'): JsonObject => {
      const alternatives = schema[keyword];
      const written = translated[keyword];
      if (!Array.isArray(alternatives) || !Array.isArray(written)) {
        return {};
      }
      return {
        [keyword]: alternatives.map((alternative: Json, index: number): Json => {
          const reference = isJsonObject(alternative) ? alternative.$ref : undefined;
          if (typeof reference !== 'string' || !this.lacksConstant(reference, property)) {
            return written[index] as Json;
          }
          const component = decodeStep(reference.slice(reference.lastIndexOf('/') + 1));
          const mapped = mapping.filter(([, target]) => target === reference || target === component).map(([name]) => name);
          const values = mapped.length > 0 ? mapped : [component];
          return { ...written[index] as JsonObject, properties: { [property]: { enum: values } }, required: [property] };
        }),
      };
    };
    return { ...translated, ...choices('oneOf'), ...choices('anyOf') };
  }

  /** Whether an alternative takes any value of the discriminator; itself a choice, it says so by its own. */
  private lacksConstant(reference: string, property: string): boolean {
    const schema = this.document.object({ $ref: reference });
    if (schema === undefined || ['oneOf', 'anyOf', 'allOf'].some((keyword) => keyword in schema) || !isJsonObject(schema.properties)) {
      return false;
    }
    const tag = Object.hasOwn(schema.properties, property) ? this.document.object(schema.properties[property]) : undefined;
    return tag !== undefined && tag.type === 'string' && !('enum' in tag) && !('const' in tag);
  }

  private withNull(schema: JsonObject, translated: JsonObject): Schema {
    if (!isNullable(schema)) {
      return translated;
    }
    const { type } = translated;
    const isClosed = ['allOf', 'anyOf', 'oneOf', '$ref', 'not', 'if', 'const'].some((keyword) => keyword in translated);
    if (type !== undefined && !isClosed) {
      const types = Array.isArray(type) ? type as Json[] : [type];
      return { ...translated, type: types.includes('null') ? types : [...types, 'null'] };
    }
    if (!isClosed) {
      return translated;
    }
    const { description, ...rest } = translated;
    return { ...description === undefined ? {} : { description }, anyOf: [rest, { type: 'null' }] };
  }

  private isOfType(value: Json, schema: JsonObject): boolean {
    if (Token.isUnresolved(value)) {
      return false;
    }
    if (value === null && isNullable(schema)) {
      return true;
    }
    const types = (Array.isArray(schema.type) ? schema.type : schema.type === undefined ? [] : [schema.type]) as Json[];
    const choices = Array.isArray(schema.enum) ? schema.enum as Json[] : [];
    const isEnumerated = choices.length === 0 || choices.some((item) => JSON.stringify(item) === JSON.stringify(value));
    return isEnumerated && (types.length === 0 || types.includes(typeOf(value)) || (typeOf(value) === 'integer' && types.includes('number')));
  }

  private note(text: string): void {
    this.notes.add(text);
  }
}

function isNullable(schema: JsonObject): boolean {
  return schema.nullable === true;
}

function isSafeNumber(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}

function typeOf(value: Json): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;
}

function excerpt(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function decodeStep(step: string): string {
  try {
    return decodeURIComponent(step).replace(/~1/g, '/').replace(/~0/g, '~');
  } catch {
    return step;
  }
}
