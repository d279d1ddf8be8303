import { describe, expect, test } from '@jest/globals';
import { failing, machineOf, run } from './support/run';

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:f';
const INVOKE = 'arn:aws:states:::lambda:invoke';
const pass = (rest: object) => ({ Type: 'Pass', End: true, ...rest });
const task = (rest: object) => ({ Type: 'Task', Resource: FUNCTION, End: true, ...rest });

describe('data in JSONPath', () => {
  test.each<[string, object, unknown, unknown]>([
    ['passes its input on', pass({}), { a: 1 }, { a: 1 }],
    ['has a result in place of the input', pass({ Result: [1] }), { a: 1 }, [1]],
    ['puts a result at a path, and creates what leads there', pass({ Result: 2, ResultPath: '$.b.c' }), { a: 1 }, { a: 1, b: { c: 2 } }],
    ['drops a result', pass({ Result: 2, ResultPath: null }), { a: 1 }, { a: 1 }],
    ['selects the input', pass({ InputPath: '$.a' }), { a: { b: 1 } }, { b: 1 }],
    ['selects nothing', pass({ InputPath: null }), { a: 1 }, {}],
    ['selects the output', pass({ OutputPath: '$.a' }), { a: 1 }, 1],
    ['fills in parameters', pass({ Parameters: { 'x': 'literal', 'y.$': '$.a[1]', 'z': [{ 'w.$': '$[\'odd name\']' }] } }), { 'a': [1, 2], 'odd name': 3 }, { x: 'literal', y: 2, z: [{ w: 3 }] }],
    ['reads the context', pass({ Parameters: { 'n.$': '$$.Execution.Name', 's.$': '$$.State.Name' } }), {}, { n: 'e', s: 'A' }],
    ['lists what an indefinite path finds', pass({ Parameters: { 'all.$': '$.items[*].n', 'some.$': '$.items[?(@.n > 1)].n', 'none.$': '$.items[?(@.n > 9)]' } }),
      { items: [{ n: 1 }, { n: 2 }] }, { all: [1, 2], some: [2], none: [] }],
    ['keeps members of any name', pass({ Result: 1, ResultPath: '$.__proto__' }), {}, JSON.parse('{"__proto__":1}')],
  ])('a Pass state %s', async (_what, state, input, output) => {
    await expect(run(machineOf({ A: state }), input)).resolves.toMatchObject({ status: 'SUCCEEDED', output });
  });

  test.each<[string, object]>([
    ['a path that leads nowhere', pass({ Parameters: { 'x.$': '$.missing' } })],
    ['a variable without a value', pass({ Parameters: { 'x.$': '$missing' } })],
  ])('%s fails', async (_what, state) => {
    await expect(run(machineOf({ A: state }))).resolves.toMatchObject({ status: 'FAILED', error: expect.stringMatching(/^States\./) });
  });

  test.each<[string, unknown]>([
    ['States.Format(\'Hi {}, {} and \\{\\}\', $.name, $.n)', 'Hi Bo, 3 and {}'],
    ['States.Array(1, \'a\', null, $.name)', [1, 'a', null, 'Bo']],
    ['States.ArrayPartition($.list, 2)', [[1, 2], [2, 3]]],
    ['States.ArrayContains($.list, 3)', true],
    ['States.ArrayRange(1, 9, 4)', [1, 5, 9]],
    ['States.ArrayGetItem($.list, 3)', 3],
    ['States.ArrayLength($.list)', 4],
    ['States.ArrayUnique($.list)', [1, 2, 3]],
    ['States.Base64Encode(\'Hi\')', 'SGk='],
    ['States.Base64Decode(\'SGk=\')', 'Hi'],
    ['States.Hash(\'x\', \'SHA-1\')', '11f6ad8ec52a2984abaafd7c3b516503785c2072'],
    ['States.JsonMerge($.o, $.p, false)', { a: 1, b: 3 }],
    ['States.StringToJson(\'{"a":[1]}\')', { a: [1] }],
    ['States.JsonToString($.o)', '{"a":1,"b":2}'],
    ['States.MathAdd($.n, -1)', 2],
    ['States.StringSplit(\'a.b+c\', \'.+\')', ['a', 'b', 'c']],
    ['States.Format(\'{}\', States.ArrayLength(States.Array(1, 2)))', '2'],
  ])('%s', async (expression, value) => {
    const input = { name: 'Bo', n: 3, list: [1, 2, 2, 3], o: { a: 1, b: 2 }, p: { b: 3 } };
    await expect(run(machineOf({ A: pass({ Parameters: { 'v.$': expression } }) }), input)).resolves.toMatchObject({ status: 'SUCCEEDED', output: { v: value } });
  });

  test('random values are a UUID, and a number in its range', async () => {
    const { output } = await run(machineOf({ A: pass({ Parameters: { 'id.$': 'States.UUID()', 'n.$': 'States.MathRandom(5, 7)' } }) }));
    expect(output).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), n: expect.any(Number) });
    expect([5, 6]).toContain((output as { n: number }).n);
  });

  test('variables are assigned from the result, and read later', async () => {
    await expect(run(machineOf({
      A: { ...task({ Next: 'B', ResultSelector: { 'got.$': '$.x' }, Assign: { 'kept.$': '$.got', 'fixed': 7 }, ResultPath: null }), End: undefined },
      B: pass({ Parameters: { 'k.$': '$kept', 'f.$': '$fixed', 'in.$': '$' } }),
    }), { a: 1 }, () => ({ x: 5 }))).resolves.toMatchObject({ output: { k: 5, f: 7, in: { a: 1 } } });
  });
});

describe('data in JSONata', () => {
  const jsonata = (states: { [name: string]: object }) => machineOf(states, { QueryLanguage: 'JSONata' });

  test('expressions read input, result, variables and context', async () => {
    await expect(run(jsonata({
      A: {
        Type: 'Task',
        Resource: INVOKE,
        Arguments: { FunctionName: FUNCTION, Payload: { n: '{% $states.input.n * 2 %}' } },
        Assign: { twice: '{% $states.result.Payload %}' },
        Output: '{% $states.result.Payload + 1 %}',
        Next: 'B',
      },
      B: pass({ Output: { got: '{% $states.input %}', kept: '{% $twice %}', who: '{% $states.context.Execution.Name %}', list: '{% [1..3] %}', literal: 'x' } }),
    }), { n: 4 }, (_name, { n }) => n)).resolves.toMatchObject({ status: 'SUCCEEDED', output: { got: 9, kept: 8, who: 'e', list: [1, 2, 3], literal: 'x' } });
  });

  test('Step Functions adds functions', async () => {
    await expect(run(jsonata({
      A: pass({ Output: { p: '{% $partition([1..3], 2) %}', r: '{% $range(0, 4, 2) %}', h: '{% $hash("x", "SHA-1") %}', j: '{% $parse("{\\"a\\":1}").a %}', u: '{% $length($uuid()) %}' } }),
    }))).resolves.toMatchObject({ output: { p: [[1, 2], [3]], r: [0, 2, 4], h: '11f6ad8ec52a2984abaafd7c3b516503785c2072', j: 1, u: 36 } });
  });

  test('an expression that fails, or returns nothing, fails the state', async () => {
    await expect(run(jsonata({ A: pass({ Output: '{% $states.input.missing %}' }) }))).resolves.toMatchObject({ error: 'States.QueryEvaluationError' });
    await expect(run(jsonata({ A: pass({ Output: '{% 1 + "a" %}' }) }))).resolves.toMatchObject({ error: 'States.QueryEvaluationError' });
  });

  test('Choice, Wait, Map and Catch take expressions', async () => {
    const ran = await run(jsonata({
      A: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.n > 3 %}', Next: 'Never' }, { Condition: '{% $states.input.n = 3 %}', Assign: { n: '{% $states.input.n %}' }, Next: 'W' }] },
      Never: { Type: 'Fail', Error: 'no' },
      W: { Type: 'Wait', Seconds: '{% $n * 10 %}', Next: 'M' },
      M: {
        Type: 'Map',
        Items: '{% [1..$n] %}',
        ItemSelector: { v: '{% $states.context.Map.Item.Value %}', i: '{% $states.context.Map.Item.Index %}' },
        ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', Output: '{% $states.input.v * 10 + $states.input.i %}', End: true } } },
        Next: 'T',
      },
      T: { Type: 'Task', Resource: FUNCTION, Arguments: {}, Catch: [{ ErrorEquals: ['States.ALL'], Output: { e: '{% $states.errorOutput.Error %}', in: '{% $states.input %}' }, Next: 'Z' }], End: true },
      Z: { Type: 'Succeed' },
    }), { n: 3 }, () => failing('Boom'));
    expect(ran).toMatchObject({ status: 'SUCCEEDED', output: { e: 'Boom', in: [10, 21, 32] }, seconds: 30 });
  });

  test('one state may use the other language', async () => {
    await expect(run(machineOf({ A: { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $states.input.a %}', Next: 'B' }, B: pass({ InputPath: '$.b' }) }), { a: { b: 1 } }))
      .resolves.toMatchObject({ output: 1 });
  });
});

describe('Task', () => {
  test('a function is called directly, or by the integration with Lambda', async () => {
    const names: string[] = [];
    const functions = (name: string, payload: any) => {
      names.push(name);
      return { got: payload };
    };
    await expect(run(machineOf({ A: task({}) }), { a: 1 }, functions)).resolves.toMatchObject({ output: { got: { a: 1 } } });
    await expect(run(machineOf({ A: task({ Resource: INVOKE, Parameters: { 'FunctionName': `${FUNCTION}:live`, 'Payload.$': '$' }, OutputPath: '$.Payload' }) }), { a: 1 }, functions))
      .resolves.toMatchObject({ output: { got: { a: 1 } } });
    expect(names).toEqual([FUNCTION, `${FUNCTION}:live`]);
  });

  test('Retry repeats with growing pauses', async () => {
    const state = task({ Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 2, MaxAttempts: 3, BackoffRate: 3, MaxDelaySeconds: 10 }] });
    await expect(run(machineOf({ A: state }), {}, (_n, _p, call) => (call < 4 ? failing('Busy') : 'done'))).resolves.toMatchObject({ output: 'done', seconds: 2 + 6 + 10 });
    await expect(run(machineOf({ A: state }), {}, () => failing('Busy'))).resolves.toMatchObject({ status: 'FAILED', error: 'Busy', cause: '{"errorType":"Busy","errorMessage":"m"}' });
    await expect(run(machineOf({ A: state }), {}, () => failing('Other'))).resolves.toMatchObject({ error: 'Other', seconds: 0 });
  });

  test('Catch goes on with the error beside the input', async () => {
    await expect(run(machineOf({
      A: { ...task({ Next: 'B', Catch: [{ ErrorEquals: ['No'], Next: 'C' }, { ErrorEquals: ['States.TaskFailed'], ResultPath: '$.error', Next: 'B' }] }), End: undefined },
      B: pass({}),
      C: pass({}),
    }), { a: 1 }, () => failing('Boom'))).resolves.toMatchObject({
      status: 'SUCCEEDED', output: { a: 1, error: { Error: 'Boom', Cause: '{"errorType":"Boom","errorMessage":"m"}' } }, entered: ['A', 'B'],
    });
  });

  test('States.ALL does not match what no state can recover from', async () => {
    const big = 'x'.repeat(256 * 1024);
    await expect(run(machineOf({ A: task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }] }), B: pass({}) }), {}, () => big))
      .resolves.toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });
});

describe('control', () => {
  test.each<[string, object, unknown, boolean]>([
    ['StringEquals', { StringEquals: 'a' }, 'a', true],
    ['StringEquals of another type', { StringEquals: '1' }, 1, false],
    ['StringLessThan', { StringLessThan: 'b' }, 'a', true],
    ['StringGreaterThanEqualsPath', { StringGreaterThanEqualsPath: '$.other' }, 'z', true],
    ['StringMatches', { StringMatches: 'log-*.t?t' }, 'log-1.t?t', true],
    ['StringMatches with an escaped star', { StringMatches: 'a\\*b' }, 'axb', false],
    ['NumericGreaterThan', { NumericGreaterThan: 1 }, 1.5, true],
    ['NumericLessThanEquals', { NumericLessThanEquals: 1 }, 2, false],
    ['BooleanEquals', { BooleanEquals: true }, true, true],
    ['TimestampLessThan', { TimestampLessThan: '2026-01-01T00:00:00Z' }, '2025-12-31T23:00:00-02:00', false],
    ['IsNull', { IsNull: true }, null, true],
    ['IsPresent', { IsPresent: true }, 0, true],
    ['IsNumeric', { IsNumeric: false }, 'x', true],
    ['IsString', { IsString: true }, 'x', true],
    ['IsBoolean', { IsBoolean: true }, 'x', false],
    ['IsTimestamp', { IsTimestamp: true }, '2026-01-01T00:00:00.5Z', true],
  ])('Choice compares: %s', async (_what, rule, v, isChosen) => {
    const machine = machineOf({ A: { Type: 'Choice', Choices: [{ Variable: '$.v', ...rule, Next: 'Yes' }], Default: 'No' }, Yes: pass({ Result: true }), No: pass({ Result: false }) });
    await expect(run(machine, { v, other: 'm' })).resolves.toMatchObject({ output: isChosen });
  });

  test('Choice combines rules, and fails where none matches', async () => {
    const rules = [{ And: [{ Variable: '$.a', IsPresent: true }, { Not: { Variable: '$.a', NumericEquals: 2 } }], Next: 'B' }, { Or: [{ Variable: '$.a', NumericEquals: 2 }, { Variable: '$.b', IsPresent: true }], Next: 'C' }];
    const machine = machineOf({ A: { Type: 'Choice', Choices: rules }, B: pass({ Result: 'B' }), C: pass({ Result: 'C' }) });
    await expect(run(machine, { a: 1 })).resolves.toMatchObject({ output: 'B' });
    await expect(run(machine, { a: 2 })).resolves.toMatchObject({ output: 'C' });
    await expect(run(machine, {})).resolves.toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    await expect(run(machineOf({ A: { Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, Next: 'B' }] }, B: pass({}) }), { a: 1 }))
      .resolves.toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' });
  });

  test.each<[string, object, number]>([
    ['seconds', { Seconds: 90 }, 90],
    ['seconds at a path', { SecondsPath: '$.s' }, 5],
    ['a timestamp', { Timestamp: '2026-01-01T00:01:00Z' }, 60],
    ['a timestamp at a path', { TimestampPath: '$.t' }, 30],
    ['a timestamp that is past', { Timestamp: '2020-01-01T00:00:00Z' }, 0],
  ])('Wait waits for %s', async (_what, wait, seconds) => {
    await expect(run(machineOf({ A: { Type: 'Wait', End: true, ...wait } }), { s: 5, t: '2026-01-01T00:00:30Z' })).resolves.toMatchObject({ status: 'SUCCEEDED', seconds });
  });

  test('Fail ends with its error and cause', async () => {
    await expect(run(machineOf({ A: { Type: 'Fail', Error: 'E', CausePath: 'States.Format(\'no {}\', $.what)' } }), { what: 'stock' }))
      .resolves.toMatchObject({ status: 'FAILED', error: 'E', cause: 'no stock' });
  });

  test('Parallel runs its branches side by side, and a failure ends them all', async () => {
    const branch = (states: { [name: string]: object }) => machineOf(states);
    const waiting = branch({ W: { Type: 'Wait', Seconds: 5, Next: 'P' }, P: pass({ Result: 1 }) });
    await expect(run(machineOf({ A: { Type: 'Parallel', Branches: [waiting, branch({ Q: pass({ Result: 2 }) })], ResultSelector: { 'all.$': '$[*]' }, End: true } })))
      .resolves.toMatchObject({ output: { all: [1, 2] }, seconds: 5 });
    await expect(run(machineOf({ A: { Type: 'Parallel', Branches: [waiting, branch({ F: { Type: 'Fail', Error: 'E' } })], Catch: [{ ErrorEquals: ['E'], Next: 'B' }], End: true }, B: pass({ Result: 'caught' }) })))
      .resolves.toMatchObject({ output: 'caught', entered: ['A', 'W', 'F', 'B'], seconds: 0 });
  });

  test('Map runs once for each item, so many at a time as it says', async () => {
    const map = {
      Type: 'Map',
      ItemsPath: '$.items',
      MaxConcurrency: 2,
      ItemSelector: { 'n.$': '$$.Map.Item.Value', 'base.$': '$.base', 'i.$': '$$.Map.Item.Index' },
      ItemProcessor: machineOf({ W: { Type: 'Wait', Seconds: 10, Next: 'T' }, T: task({}) }),
      ResultPath: '$.out',
      End: true,
    };
    await expect(run(machineOf({ A: map }), { base: 100, items: [1, 2, 3] }, (_name, { n, base, i }) => base + n * 10 + i))
      .resolves.toMatchObject({ output: { base: 100, items: [1, 2, 3], out: [110, 121, 132] }, seconds: 20 });
  });

  test('a machine, or a task, that takes too long times out', async () => {
    await expect(run(machineOf({ A: { Type: 'Wait', Seconds: 60, End: true } }, { TimeoutSeconds: 5 }))).resolves.toMatchObject({ status: 'TIMED_OUT', seconds: 5 });
    const never = () => new Promise(() => undefined) as never;
    await expect(run(machineOf({ A: task({ TimeoutSeconds: 7, Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'B' }] }), B: pass({ Result: 'late' }) }), {}, never))
      .resolves.toMatchObject({ output: 'late', seconds: 7 });
  });

  test('a machine that never ends is ended', async () => {
    await expect(run(machineOf({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } }))).resolves.toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });
});
