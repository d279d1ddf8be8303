import { afterAll, describe, expect, test } from '@jest/globals';
import { openCatalogue } from '../../../../lambda-src/mcp/catalogue/catalogue-reader';
import { readJson } from '../../../../lambda-src/mcp/json/read-json';
import { misfitOf } from '../../../../lambda-src/mcp/validation/misfit';
import type { ToolDefinition } from '../../../../src/offering/catalogue/definitions';
import { removeCatalogues, writeCatalogue } from '../support/compiler';
import { tool, WEATHER } from '../support/offering';

type JsonObject = ToolDefinition['inputSchema'];

afterAll(removeCatalogues);

function misfit(schema: JsonObject, literal: string): string | undefined {
  const inputSchema = { type: 'object', properties: { n: schema }, required: ['n'] };
  const catalogue = openCatalogue(writeCatalogue({ ...WEATHER, tools: [tool('check', { inputSchema })] }));
  const json = readJson(`{"n":${literal}}`);
  return misfitOf(json.value, catalogue.validator(catalogue.index.tools.check.inputValidator), 'arguments', json);
}

describe('numbers of more digits than a double has fit a schema only as they were written:', () => {
  test.each<[JsonObject, string]>([
    [{ type: 'integer' }, '725653563933458432'],
    [{ type: 'integer' }, '9007199254740993'],
    [{ type: 'number' }, '3.14159265358979323846'],
    [{ type: ['integer', 'string'] }, '123456789012345678901234567890'],
    [{ type: 'integer', minimum: 0, maximum: 2 ** 63 }, '9223372036854775807'],
    [{ type: 'integer', minimum: 1e17 }, '725653563933458433'],
    [{ type: 'integer', minimum: -(2 ** 63) }, '-9223372036854775808'],
    [{ type: 'number', exclusiveMinimum: 0, maximum: 1 }, '0.99999999999999999999'],
    [{ type: 'array', uniqueItems: true, items: { type: 'integer' } }, '[725653563933458433,825653563933458433,9007199254740993]'],
    [{ not: { type: 'string' } }, '9007199254740993'],
    [{ multipleOf: 1 }, '9007199254740993'],
    [{ type: 'integer' }, '1.0'],
    [{ const: 7 }, '7.0'],
    [{ type: 'number', multipleOf: 0.01 }, '19.990'],
  ])('%j takes %s', (schema, literal) => {
    expect(misfit(schema, literal)).toBeUndefined();
  });

  test.each<[JsonObject, string]>([
    [{ type: 'integer' }, '1.00000000000000000001'],
    [{ type: 'integer' }, '9007199254740993.5'],
    [{ type: 'integer' }, '4503599627370497.00000000000000001'],
    [{ maximum: 9007199254740992 }, '9007199254740993'],
    [{ minimum: -9007199254740992 }, '-9007199254740993'],
    [{ maximum: 2 ** 63 }, '9223372036854775809'],
    [{ exclusiveMaximum: 1 }, '1.00000000000000000001'],
    [{ maximum: 0 }, '1e-400'],
    [{ const: 9007199254740992 }, '9007199254740993'],
    [{ enum: [9007199254740992, 9007199254740994] }, '9007199254740993'],
    [{ multipleOf: 2 }, '9007199254740993'],
    [{ multipleOf: 10 }, '725653563933458433'],
    [{ uniqueItems: true }, '[9007199254740993,9007199254740993]'],
    [{ uniqueItems: true }, '[1.0,1]'],
  ])('%j refuses %s', (schema, literal) => {
    expect(misfit(schema, literal)).toMatch(/^arguments\.n/);
  });
});
