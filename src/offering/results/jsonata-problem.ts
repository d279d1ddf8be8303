import { createRequire } from 'node:module';
import * as path from 'node:path';

/** The file of the connector's bundle that evaluates expressions: what it can read is what runs. */
const EVALUATOR = path.join(__dirname, '..', '..', '..', 'assets', 'functions', 'connector', 'http', 'answer', 'jsonata.js');

/** Loaded only for apps that have an expression. */
export function jsonataProblem(expression: string): string | undefined {
  const { problemOf } = createRequire(__filename)(EVALUATOR) as { problemOf(text: string): string | undefined };
  return problemOf(expression);
}
