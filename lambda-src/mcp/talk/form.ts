import { isObject, type Params } from '../protocol/json-rpc';

/* Forms: the part of JSON Schema that clients can show, a flat object of primitive values. */

const FORMATS = ['email', 'uri', 'date', 'date-time'];

/** @see https://modelcontextprotocol.io/specification/2026-07-28/client/elicitation#requested-schema */
export function isFormSchema(schema: unknown): schema is Params {
  if (!isObject(schema) || schema.type !== 'object' || !isObject(schema.properties)) {
    return false;
  }
  const { properties, required = [] } = schema;
  return Object.values(properties).every(isFieldSchema)
    && Array.isArray(required) && required.every((name) => typeof name === 'string' && Object.hasOwn(properties, name));
}

function isFieldSchema(field: unknown): boolean {
  if (!isObject(field)) {
    return false;
  }
  switch (field.type) {
    case 'string':
      return (field.enum === undefined || isTexts(field.enum)) && (field.oneOf === undefined || isChoices(field.oneOf))
        && (field.format === undefined || FORMATS.includes(field.format as string));
    case 'number':
    case 'integer':
    case 'boolean':
      return true;
    case 'array':
      return isObject(field.items) && (isTexts(field.items.enum) || isChoices(field.items.anyOf));
    default:
      return false;
  }
}

/**
 * A form as revisions before 2025-11-25 define it: choices have their titles in a list of their own.
 *
 * @returns undefined for a form with several choices in one field, which they do not have
 */
export function earlierForm(schema: Params): Params | undefined {
  const fields = Object.entries(schema.properties as { readonly [name: string]: Params });
  if (fields.some(([, { type }]) => type === 'array')) {
    return undefined;
  }
  return { ...schema, properties: Object.fromEntries(fields.map(([name, field]) => [name, earlierField(field)])) };
}

function earlierField({ oneOf, ...field }: Params): Params {
  if (!Array.isArray(oneOf)) {
    return field;
  }
  const choices = oneOf as readonly { readonly const: string; readonly title?: unknown }[];
  return { ...field, enum: choices.map((choice) => choice.const), enumNames: choices.map((choice) => typeof choice.title === 'string' ? choice.title : choice.const) };
}

/** Why a content does not fit a form. */
export function contentMisfit(content: unknown, schema: Params): string | undefined {
  if (!isObject(content)) {
    return 'no object';
  }
  const fields = schema.properties as { readonly [name: string]: Params };
  const missing = (schema.required as readonly string[] | undefined ?? []).find((name) => !Object.hasOwn(content, name));
  if (missing !== undefined) {
    return `${missing} is missing`;
  }
  return Object.keys(content).find((name) => !Object.hasOwn(fields, name) || !fits(content[name], fields[name]));
}

function fits(value: unknown, field: Params): boolean {
  switch (field.type) {
    case 'string':
      return typeof value === 'string' && isWithin([...value].length, field.minLength, field.maxLength) && isChosen(value, field.enum, field.oneOf);
    case 'boolean':
      return typeof value === 'boolean';
    case 'number':
    case 'integer':
      return typeof value === 'number' && (field.type === 'number' || Number.isInteger(value)) && isWithin(value, field.minimum, field.maximum);
    default: {
      const items = field.items as Params;
      return Array.isArray(value) && isWithin(value.length, field.minItems, field.maxItems)
        && value.every((each) => typeof each === 'string' && isChosen(each, items.enum, items.anyOf));
    }
  }
}

function isWithin(value: number, least: unknown, most: unknown): boolean {
  return !(typeof least === 'number' && value < least) && !(typeof most === 'number' && value > most);
}

function isChosen(value: string, texts: unknown, choices: unknown): boolean {
  return (!Array.isArray(texts) || texts.includes(value)) && (!Array.isArray(choices) || choices.some((choice) => (choice as Params).const === value));
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string');
}

function isChoices(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((each) => isObject(each) && typeof each.const === 'string');
}
