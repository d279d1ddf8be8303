import { isDeepStrictEqual } from 'node:util';
import { type Case, isMembers, type Json } from './corpus';

/** What a server said, apart from its words: of errors the text is free. */
export interface Said {
  readonly status: number;
  /** As it was sent: one answer, several, or none. */
  readonly answers: readonly { readonly [name: string]: Json }[];
}

export interface Difference {
  /** `outcome`, `id`, `data`, or the path of a member of the result, with `*` for the places of a list. */
  readonly at: string;
  readonly ours: Json | undefined;
  readonly theirs: Json | undefined;
}

/** A request, and what both servers said to it. */
export interface Exchange {
  readonly case: Case;
  /** Undefined for a body that is not JSON. */
  readonly message: Json | undefined;
  readonly ours: Said;
  readonly theirs: Said;
}

export function saidOf(status: number, text: string): Said {
  const events = /^(event|data|id|:)/.test(text) ? text.split('\n').filter((line) => line.startsWith('data: {')).map((line) => JSON.parse(line.slice(6))) : undefined;
  return { status, answers: events ?? (text === '' ? [] : [JSON.parse(text)].flat()) };
}

/** Status, and the code of the error or the kind of result. */
export function outcomeOf({ status, answers }: Said): string {
  const kinds = answers.map((answer) => {
    const { result, error } = answer;
    return isMembers(error) ? `error ${error.code}` : isMembers(result) && result.isError === true ? 'tool error' : 'result';
  });
  return [status, ...kinds].join(' ');
}

export function differences({ ours, theirs }: Exchange): readonly Difference[] {
  const [left, right] = [outcomeOf(ours), outcomeOf(theirs)];
  if (left !== right) {
    return [{ at: 'outcome', ours: left, theirs: right }];
  }
  return ours.answers.flatMap((answer, index) => {
    const other = theirs.answers[index];
    return [
      ...compared('id', answer.id, other.id),
      ...compared('data', dataOf(answer.error), dataOf(other.error)),
      ...compared('result', answer.result, other.result),
    ];
  });
}

function dataOf(error: Json | undefined): Json | undefined {
  return isMembers(error) ? error.data : undefined;
}

function compared(at: string, ours: Json | undefined, theirs: Json | undefined): readonly Difference[] {
  if (isDeepStrictEqual(ours, theirs)) {
    return [];
  }
  if (Array.isArray(ours) && Array.isArray(theirs) && ours.length === theirs.length) {
    return ours.flatMap((item, index) => compared(`${at}.*`, item, theirs[index]));
  }
  if (isMembers(ours) && isMembers(theirs)) {
    return [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].flatMap((name) => compared(`${at}.${name}`, ours[name], theirs[name]));
  }
  return [{ at, ours, theirs }];
}
