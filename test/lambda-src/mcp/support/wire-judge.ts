import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020';

/** What a value breaks of the specification's type of that name, in one revision. */
export type Judge = (type: string, value: unknown) => readonly string[];

const BLOCK_TYPES: { readonly [type: string]: string } = {
  text: 'TextContent', image: 'ImageContent', audio: 'AudioContent', resource: 'EmbeddedResource', resource_link: 'ResourceLink',
};

const FORMATS = {
  'byte': (text: string) => Buffer.from(text, 'base64').toString('base64') === text,
  'uri': (text: string) => URL.canParse(text) && /^[\x21-\x7e]*$/.test(text) && !/[<>"\\^`{|}]|%(?![0-9A-Fa-f]{2})/.test(text),
  'uri-template': true,
} as const;

/** Objects also on members that the type does not have, so that no revision is sent what it lacks. */
export function wireJudge(revision: string): Judge {
  const schema = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'wire-schemas', `${revision}.json`), 'utf8'));
  const definitions = schema.$defs ? '$defs' : 'definitions';
  const options = { strict: false, formats: FORMATS };
  const ajv = schema.$defs ? new Ajv2020(options) : new Ajv(options);
  ajv.addSchema(schema, 'mcp');
  return (type, value) => {
    const validate = ajv.getSchema(`mcp#/${definitions}/${type}`) as ValidateFunction | undefined;
    if (validate === undefined) {
      return [`${revision} has no type ${type}`];
    }
    const known = Object.keys(schema[definitions][type].properties);
    const unknown = Object.keys(value as object).filter((name) => !known.includes(name)).map((name) => `${type} has no member ${name}`);
    return validate(value) ? unknown : [...unknown, ajv.errorsText(validate.errors)];
  };
}

interface AnyResult {
  readonly content: readonly {
    readonly type: string; readonly icons?: readonly object[]; readonly resource?: { readonly text?: string };
  }[];
}

/** A CallToolResult, with all that is in it. */
export function toolResultProblems(judge: Judge, result: unknown): readonly string[] {
  const problems = [...judge('CallToolResult', result)];
  for (const block of (result as AnyResult).content ?? []) {
    problems.push(...judge(BLOCK_TYPES[block.type] ?? block.type, block));
    if (block.resource) {
      problems.push(...judge(block.resource.text === undefined ? 'BlobResourceContents' : 'TextResourceContents', block.resource));
    }
    problems.push(...(block.icons ?? []).flatMap((icon) => judge('Icon', icon)));
  }
  return problems;
}
