import { argumentAt, type Arguments, isObject } from './argument';
import { contentOf, mediaTypeOf } from './bytes';
import { multipart } from './multipart';
import { formText } from './query';
import { UnsendableArgument } from './unsendable';
import type { ArgumentPath, HttpBody, HttpBodySource } from '../../../../src/contract/connector/http-operation';
import { dictionary } from '../../../platform/dictionary';

/** What is sent, and as what. */
export interface BuiltBody {
  readonly mediaType: string;
  readonly bytes: Buffer;
}

type Members = { [name: string]: unknown };

/**
 * @returns undefined where no argument of the body is given
 * @throws UnsendableArgument
 */
export function buildBody(body: HttpBody, values: Arguments): BuiltBody | undefined {
  const value = valueOf(body.source, values);
  return value === undefined ? undefined : written(body, value, 'argument' in body.source ? body.source.argument : []);
}

function written(body: HttpBody, value: unknown, argument: ArgumentPath): BuiltBody {
  const { mediaType } = body;
  switch (body.kind) {
    case 'json':
      return { mediaType, bytes: Buffer.from(JSON.stringify(value)) };
    case 'json-sequence':
      return { mediaType, bytes: Buffer.from(sequence(value, mediaType, argument)) };
    case 'form':
      if (!isObject(value)) {
        throw new UnsendableArgument(argument, 'must be an object');
      }
      return { mediaType, bytes: Buffer.from(formText(value, body.encoding)) };
    case 'multipart':
      return multipart(value, body, argument);
    case 'raw': {
      const content = contentOf(value, body.value, mediaType, argument);
      return { mediaType: mediaTypeOf(mediaType, content, argument), bytes: content.bytes };
    }
  }
}

function valueOf(source: HttpBodySource, values: Arguments): unknown {
  if ('argument' in source) {
    return argumentAt(values, source.argument);
  }
  const assembled: Members = dictionary([]);
  let isEmpty = true;
  for (const member of source.members) {
    const value = 'argument' in member ? argumentAt(values, member.argument) : member.value;
    if (value !== undefined) {
      put(assembled, member.at, value);
      isEmpty = false;
    }
  }
  return isEmpty && !source.required ? undefined : assembled;
}

function put(into: Members, at: ArgumentPath, value: unknown): void {
  let parent = into;
  for (const name of at.slice(0, -1)) {
    parent[name] ??= dictionary([]);
    parent = parent[name] as Members;
  }
  parent[at[at.length - 1]] = value;
}

/** RFC 7464 begins each text with a record separator. */
function sequence(value: unknown, mediaType: string, argument: ArgumentPath): string {
  if (!Array.isArray(value)) {
    throw new UnsendableArgument(argument, 'must be a list');
  }
  const start = /json-seq\b/i.test(mediaType) ? '\x1e' : '';
  return value.map((item) => `${start}${JSON.stringify(item)}\n`).join('');
}
