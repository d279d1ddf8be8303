import type { Revision } from '../../../src/contract/mcp/protocol-versions';
import { memberPath } from '../json/member-path';
import { isRawNumber, numberIn } from '../json/raw-number';

/** Invalid tool output that no client would accept. The message names the member, never its value, which may be personal data. */
export class MalformedAnswer extends Error {
  constructor(at: string, problem: string) {
    super(`${at} ${problem}`);
  }
}

type JsonObject = { readonly [name: string]: unknown };

/**
 * The rule of the specification and its clients for a member.
 *
 * @param at the path of the member
 * @param revision of the result
 * @returns the value to send
 * @throws MalformedAnswer
 */
export type Rule = (written: unknown, at: string, revision: Revision) => unknown;

export interface Member {
  readonly rule: Rule;
  readonly required?: boolean;
  /** Omitted from earlier revisions. */
  readonly since?: Revision;
}

/** An object of these members. Others are omitted, as are optional ones that are null, which serializers write for absent values. */
export function objectOf(members: { readonly [name: string]: Member }): Rule {
  return (written, at, revision) => {
    if (!isJsonObject(written)) {
      throw new MalformedAnswer(at, 'is not an object');
    }
    const sent: { [name: string]: unknown } = {};
    for (const [name, { rule, required, since }] of Object.entries(members)) {
      if (since !== undefined && revision < since) {
        continue;
      }
      const value = memberOf(written, name);
      const where = memberPath(at, name);
      if (!isNothing(value)) {
        sent[name] = rule(value, where, revision);
      } else if (required) {
        throw new MalformedAnswer(where, value === null ? 'is null' : 'is missing');
      }
    }
    return sent;
  };
}

export function listOf(rule: Rule): Rule {
  return (written, at, revision) => {
    if (!Array.isArray(written)) {
      throw new MalformedAnswer(at, 'is not a list');
    }
    return written.map((item, index) => rule(item, memberPath(at, index), revision));
  };
}

export const text: Rule = (written, at) => {
  if (typeof written !== 'string') {
    throw new MalformedAnswer(at, 'is not a string');
  }
  return written;
};

export const anyObject: Rule = (written, at) => {
  if (!isJsonObject(written)) {
    throw new MalformedAnswer(at, 'is not an object');
  }
  return written;
};

export function oneOf(...values: readonly string[]): Rule {
  return (written, at) => {
    if (!values.includes(written as string)) {
      throw new MalformedAnswer(at, `is none of ${values.join(', ')}`);
    }
    return written;
  };
}

export function numberBetween(minimum: number, maximum: number): Rule {
  return (written, at) => {
    const number = numberIn(written);
    if (number === undefined || !(number >= minimum && number <= maximum)) {
      throw new MalformedAnswer(at, `is not a number from ${minimum} to ${maximum}`);
    }
    return written;
  };
}

/** Written without a fraction, for clients that read it into an integer. */
export const integer: Rule = (written, at) => {
  const number = numberIn(written);
  if (!Number.isSafeInteger(number)) {
    throw new MalformedAnswer(at, 'is not an integer');
  }
  return number;
};

/** Not what {@link JSON.rawJSON} makes, either. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value);
}

export function isNothing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** A member, also by its name in Python's MCP types: pydantic writes that one unless aliases are requested. */
export function memberOf(value: JsonObject, name: string): unknown {
  const given = value[name];
  return isNothing(given) ? value[pythonName(name)] ?? given : given;
}

export function pythonName(name: string): string {
  return name === '_meta' ? 'meta' : name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
