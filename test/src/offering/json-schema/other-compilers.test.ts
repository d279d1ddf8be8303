import Ajv from 'ajv/dist/2020';
import { compiled } from './support/compiled';
import { randomSchema, randomValue } from './support/random-schema';
import { Json, JsonObject } from '../../../../src/offering/json-schema/json';
import { validatorProblem } from '../../../../src/offering/json-schema/schema-compiler';
import { everySchema } from '../../../../src/offering/json-schema/subschemas';
import { seeded } from '../../../support/seeded';

interface Trial {
  readonly schema: JsonObject;
  readonly values: readonly Json[];
}

function trials(count: number): Trial[] {
  return Array.from({ length: count }, (_, seed) => {
    const random = seeded(seed);
    return { schema: randomSchema(random), values: Array.from({ length: 8 }, () => randomValue(random)) };
  }).filter(({ schema }) => {
    const problem = validatorProblem(schema);
    expect(problem?.code ?? 'SchemaReferenceLoop').toBe('SchemaReferenceLoop');
    return problem === undefined;
  });
}

/** ajv takes an empty list for one that contains something, if there are also prefixItems; and forgets in branches what was evaluated. */
function ajvMisjudges({ schema }: Trial): boolean {
  return [...everySchema(schema)].some(({ schema: inner }) => typeof inner === 'object' && (
    ('prefixItems' in inner && 'contains' in inner) || 'unevaluatedItems' in inner || 'unevaluatedProperties' in inner
  ));
}

function disagreements(trial: readonly Trial[], other: (schema: JsonObject) => (value: Json) => boolean): object[] {
  return trial.flatMap(({ schema, values }) => {
    const [ours, theirs] = [compiled(schema), other(schema)];
    return values.filter((value) => ours(value) !== theirs(value)).map((value) => ({ schema, value, ours: ours(value) }));
  });
}

test('random schemas judge random values as ajv judges them', () => {
  const judged = trials(600).filter((trial) => !ajvMisjudges(trial));
  const fitting = judged.flatMap(({ schema, values }) => values.filter(compiled(schema)));

  expect(disagreements(judged, (schema) => new Ajv({ strict: false, ownProperties: true, validateSchema: false, logger: false }).compile(schema))).toEqual([]);
  expect(judged.length).toBeGreaterThan(200);
  expect(fitting.length).toBeGreaterThan(judged.length);
});

test('a schema has one verdict, whether all errors are looked for or the first', () => {
  const inverted = ({ $defs, ...schema }: JsonObject) => {
    const validate = compiled({ not: schema, $defs });
    return (value: Json) => !validate(value);
  };

  expect(disagreements(trials(600), inverted)).toEqual([]);
});
