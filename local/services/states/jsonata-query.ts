import { randomUUID } from 'node:crypto';
import jsonata from 'jsonata';
import { StateError } from './errors';
import { hashed, partition, random, range } from './intrinsic-functions';
import { isValueObject, mapped, objectOf, type Value, type ValueObject } from './value';

/** What expressions may refer to. */
export interface QueryScope {
  /** `$states`. */
  readonly states: ValueObject;
  /** `$name`. */
  readonly variables: ValueObject;
}

const EXPRESSION = /^\{%([\s\S]*)%\}$/;

/** Functions that Step Functions adds to those of JSONata. */
const FUNCTIONS = {
  partition: (items: readonly Value[], size: number) => partition(items, size),
  range: (first: number, last: number, step: number) => range(first, last, step),
  hash: (data: Value, algorithm: string) => hashed(data, algorithm),
  random: (seed?: number) => random(seed),
  uuid: () => randomUUID(),
  parse: (json: string) => JSON.parse(json) as Value,
};

export function isExpression(value: unknown): value is string {
  return typeof value === 'string' && EXPRESSION.test(value);
}

/** Evaluates the expressions in a value. @throws StateError */
export async function evaluate(template: Value, scope: QueryScope): Promise<Value> {
  if (isExpression(template)) {
    return query(template, scope);
  }
  if (Array.isArray(template)) {
    return mapped(template, (item: Value) => evaluate(item, scope));
  }
  if (!isValueObject(template)) {
    return template;
  }
  return objectOf(await mapped(Object.entries(template), async ([name, value]) => [name, await evaluate(value, scope)] as const));
}

async function query(expression: string, { states, variables }: QueryScope): Promise<Value> {
  const [, source] = EXPRESSION.exec(expression)!;
  let result: unknown;
  try {
    result = await jsonata(source).evaluate(undefined, { ...variables, states, ...FUNCTIONS });
  } catch (error) {
    throw new StateError('States.QueryEvaluationError', `the expression '${source.trim()}' failed: ${(error as Error).message}`);
  }
  const json = JSON.stringify(result);
  if (json === undefined) {
    throw new StateError('States.QueryEvaluationError', `the expression '${source.trim()}' returned nothing (undefined)`);
  }
  // Lists of JSONata have members of its own.
  return JSON.parse(json) as Value;
}
