import type { Evaluate, EvaluationOutcome } from './evaluation';
import type { HttpSelection } from '../../../../src/contract/connector/http-operation';
import { parseExactly } from '../../json/exact-json';
import { isObject } from '../request/argument';

/**
 * The part of a JSON answer that a tool is about.
 *
 * @returns undefined where there is no such part
 * @throws SyntaxError where the text is not JSON; Error where the expression fails
 */
export async function selectFrom(text: string, selection: HttpSelection | undefined, evaluate: Evaluate): Promise<unknown> {
  switch (selection?.kind) {
    case undefined:
      return parseExactly(text);
    case 'pointer':
      return at(parseExactly(text), selection.pointer);
    case 'jsonata':
      return evaluated(await evaluate({ expression: selection.expression, text }));
  }
}

function evaluated(outcome: EvaluationOutcome): unknown {
  if ('isJson' in outcome) {
    throw new SyntaxError('not JSON');
  }
  if ('problem' in outcome) {
    throw new Error(outcome.problem);
  }
  return outcome.json === undefined ? undefined : JSON.parse(outcome.json);
}

export function describe(selection: HttpSelection): string {
  return selection.kind === 'pointer' ? `at "${selection.pointer}"` : 'that its selection chooses';
}

/** @see https://www.rfc-editor.org/rfc/rfc6901 */
function at(value: unknown, pointer: string): unknown {
  return pointer.split('/').slice(1).map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~')).reduce(memberOf, value);
}

function memberOf(value: unknown, token: string): unknown {
  if (Array.isArray(value)) {
    return /^(?:0|[1-9]\d*)$/.test(token) ? value[Number(token)] : undefined;
  }
  return isObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
}
