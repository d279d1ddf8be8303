import { createRequire } from 'node:module';
import * as path from 'node:path';
import { isJsonObject, Json, JsonObject } from './json';
import { patternFlags } from './keywords';
import { everySchema } from './subschemas';
import { PatternTime } from '../../contract/schema/pattern-time';

/** The bundle of the analysis. Loaded only for apps that have a pattern that needs it. */
const ANALYSIS = path.join(__dirname, '..', '..', '..', 'assets', 'synthesis', 'patterns', 'main.js');

/** Comparisons that are made within milliseconds. */
const COMPARISONS_MAX = 10_000_000;

const known = new Map<string, PatternTime>();

/**
 * Why comparing a text with a pattern could take minutes, because it backtracks.
 *
 * @param maxLength of the text: a longer one is not shown to the pattern
 * @returns undefined where no text can take long
 */
export function slownessOf(pattern: string, maxLength: Json | undefined): string | undefined {
  const flags = patternFlags(pattern);
  if (flags === undefined || isPlainlyFast(pattern)) {
    return undefined;
  }
  const time = known.get(pattern) ?? analysed(pattern, flags);
  known.set(pattern, time);
  switch (time.growth) {
    case 'linear':
      return undefined;
    case 'polynomial':
      return typeof maxLength === 'number' && maxLength ** time.degree <= COMPARISONS_MAX ? undefined : `its time grows with the text to the power of ${time.degree}`;
    case 'exponential':
      return 'its time doubles with each character';
    case 'unknown':
      return 'it could not be analysed';
  }
}

export interface SlowPattern {
  readonly pattern: string;
  readonly slowness: string;
  /** Of the schema that has it. */
  readonly pointer: string;
}

/** The patterns of a schema that a text could keep busy for minutes. */
export function slowPatterns(schema: JsonObject): readonly SlowPattern[] {
  return [...everySchema(schema)].flatMap(({ schema: inner, pointer }) => (isJsonObject(inner) ? slowIn(inner).map((slow) => ({ ...slow, pointer })) : []));
}

/** The schema without those patterns. It takes what they would have refused: whoever gets the value judges it, too. */
export function withoutSlowPatterns(schema: JsonObject): JsonObject {
  const copy = JSON.parse(JSON.stringify(schema)) as JsonObject;
  for (const { schema: inner } of everySchema(copy)) {
    if (isJsonObject(inner)) {
      remove(inner as { [keyword: string]: Json }, new Set(slowIn(inner).map(({ pattern }) => pattern)));
    }
  }
  return copy;
}

function slowIn({ pattern, maxLength, patternProperties }: JsonObject): Omit<SlowPattern, 'pointer'>[] {
  const ofNames = Object.keys(isJsonObject(patternProperties) ? patternProperties : {}).map((name) => [name] as const);
  const patterns: readonly (readonly [pattern: Json, maxLength?: Json])[] = [[pattern, maxLength], ...ofNames];
  return patterns.flatMap(([text, most]) => {
    const slowness = typeof text === 'string' ? slownessOf(text, most) : undefined;
    return slowness === undefined ? [] : [{ pattern: text as string, slowness }];
  });
}

function remove(schema: { [keyword: string]: Json }, slow: ReadonlySet<string>): void {
  if (typeof schema.pattern === 'string' && slow.has(schema.pattern)) {
    delete schema.pattern;
  }
  const { patternProperties } = schema;
  if (isJsonObject(patternProperties) && Object.keys(patternProperties).some((key) => slow.has(key))) {
    schema.patternProperties = Object.fromEntries(Object.entries(patternProperties).filter(([key]) => !slow.has(key)));
    // Which properties are additional is not known any more.
    delete schema.additionalProperties;
    delete schema.unevaluatedProperties;
  }
}

/**
 * Whether nothing needs to be analysed, as for nearly all patterns that people write: there is at most one choice to make, and it begins at one place.
 * Of alternatives that are in no group, each is tried by itself.
 */
function isPlainlyFast(pattern: string): boolean {
  const atoms = pattern.replace(/\\[pP]\{[^}]*\}/g, 'a').replace(/\\[^1-9k]/gs, 'a').replace(/\[[^\]]*\]/g, 'a');
  const skeleton = atoms.replace(/(?<!\))\{\d+\}/g, '');
  return skeleton.includes('(') ? hasOneChoice(skeleton) : skeleton.split('|').every(hasOneChoice);
}

function hasOneChoice(skeleton: string): boolean {
  if (/[|\\[\]]|\)[*+?{]|\(\?[^:]/.test(skeleton)) {
    return false;
  }
  const choices = skeleton.replace(/\(\?:/g, '(').match(/[*+?]|\{/g)?.length ?? 0;
  return choices === 0 || (choices === 1 && skeleton.startsWith('^'));
}

function analysed(pattern: string, flags: string): PatternTime {
  const { timeOf } = createRequire(__filename)(ANALYSIS) as { timeOf(pattern: string, flags: string): PatternTime };
  return timeOf(pattern, flags);
}
