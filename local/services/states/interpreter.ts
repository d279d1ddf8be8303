import { holds } from './choice-rule';
import type { Clock } from './clock';
import { branchesOf, functionCallOf, itemProcessorOf, type Machine, type QueryLanguage, type State } from './definition';
import { matches, StateError, type Stopped } from './errors';
import { type PathScope, valueAt, withValueAt } from './json-path';
import { evaluate } from './jsonata-query';
import { evaluateExpression, fillIn } from './payload-template';
import { isValueObject, type Value, type ValueObject } from './value';

const DATA_MAX_BYTES = 256 * 1024;

/** What an execution needs of the world. */
export interface Host {
  readonly clock: Clock;
  /** @throws StateError */
  invoke(functionName: string, payload: Value): Promise<Value>;
  /** Takes down an event of the history. @throws StateError when there are too many */
  record(type: string, state: string): void;
  /** A state of the machine itself is entered: from there it can go on. */
  reached(checkpoint: Checkpoint): void;
}

/** Where a machine was when whatever ran it ended. */
export interface Checkpoint {
  readonly state: string;
  readonly input: Value;
  readonly variables: ValueObject;
  /** Milliseconds since the epoch. */
  readonly enteredAt: number;
}

/** What had begun and cannot be known to have ended: on AWS no execution loses its runner, but functions do end without an answer. */
const interrupted = () => new StateError('Lambda.Unknown', 'the local gateway ended while this state ran');

/** Where states run: the whole machine, a branch or an item. */
interface Frame {
  readonly language: QueryLanguage;
  readonly variables: ValueObject;
  readonly context: ValueObject;
  /** Its reason is a {@link Stopped}, or the failure of another branch. */
  readonly signal: AbortSignal;
  /** Whether this is the machine itself. */
  readonly isWhole?: boolean;
}

/** One state that runs. */
interface Visit extends Frame {
  readonly name: string;
  readonly state: State;
  readonly input: Value;
  readonly enteredAt: number;
  /** Whether it had been entered before whatever runs the machine began. */
  readonly isResumed: boolean;
}

interface Transition {
  readonly output: Value;
  readonly variables: ValueObject;
  /** Undefined at the end. */
  readonly next?: string;
}

/**
 * Runs a machine to its end.
 *
 * @param from where it goes on, if it was interrupted: what its state had begun has failed, and its Retry and Catch say what follows
 * @throws StateError, Stopped
 */
export function runMachine(machine: Machine, input: Value, context: ValueObject, signal: AbortSignal, host: Host, from?: Checkpoint): Promise<Value> {
  return new Interpreter(host).run(machine, input, { language: machine.QueryLanguage ?? 'JSONPath', variables: {}, context, signal, isWhole: true }, from);
}

class Interpreter {
  constructor(private readonly host: Host) {}

  async run(machine: Machine, input: Value, frame: Frame, from?: Checkpoint): Promise<Value> {
    let transition: Transition = from === undefined
      ? { output: input, variables: frame.variables, next: machine.StartAt } : { output: from.input, variables: from.variables, next: from.state };
    let resumed = from;
    while (transition.next !== undefined) {
      frame.signal.throwIfAborted();
      const name: string = transition.next;
      const state = machine.States[name];
      const enteredAt = resumed?.enteredAt ?? this.host.clock.now();
      if (resumed === undefined) {
        this.host.record(`${state.Type}StateEntered`, name);
      }
      if (frame.isWhole) {
        this.host.reached({ state: name, input: transition.output, variables: transition.variables, enteredAt });
      }
      const context = { ...frame.context, State: { Name: name, EnteredTime: new Date(enteredAt).toISOString(), RetryCount: 0 } };
      const language = (state.QueryLanguage as QueryLanguage | undefined) ?? frame.language;
      const isResumed = resumed !== undefined;
      resumed = undefined;
      transition = await this.visit({
        ...frame, isWhole: false, language, context, variables: transition.variables, name, state, input: transition.output, enteredAt, isResumed,
      });
      limit(transition.output);
      if (state.Type !== 'Fail') {
        this.host.record(`${state.Type}StateExited`, name);
      }
    }
    return transition.output;
  }

  private visit(visit: Visit): Promise<Transition> {
    switch (visit.state.Type) {
      case 'Task':
        return this.withRecovery(visit, (attempt) => this.task(attempt));
      case 'Parallel':
        return this.withRecovery(visit, (attempt) => this.parallel(attempt));
      case 'Map':
        return this.withRecovery(visit, (attempt) => this.map(attempt));
      case 'Choice':
        return this.choice(visit);
      case 'Wait':
        return this.wait(visit);
      case 'Fail':
        return this.fail(visit);
      default:
        return this.pass(visit);
    }
  }

  /** Pass and Succeed. */
  private async pass(visit: Visit): Promise<Transition> {
    const { state } = visit;
    const payload = visit.language === 'JSONata' ? visit.input : this.payload(visit, effectiveInput(visit));
    return this.leave(visit, state.Result ?? payload, state.Type === 'Succeed' ? undefined : nextOf(state), false);
  }

  private async choice(visit: Visit): Promise<Transition> {
    const { state, language } = visit;
    const scope = pathScope(visit, effectiveInput(visit));
    for (const rule of state.Choices as readonly ValueObject[]) {
      const isChosen = language === 'JSONata' ? await this.query(visit, rule.Condition, {}) : holds(rule, scope);
      if (language === 'JSONata' && typeof isChosen !== 'boolean') {
        throw new StateError('States.QueryEvaluationError', `the Condition '${String(rule.Condition)}' is neither true nor false`);
      }
      if (isChosen === true) {
        return this.leave({ ...visit, state: { Type: 'Choice', InputPath: state.InputPath ?? '$', OutputPath: state.OutputPath ?? '$', ...rule } }, scope.input, String(rule.Next), false);
      }
    }
    if (state.Default === undefined) {
      throw new StateError('States.NoChoiceMatched', `no choice of "${visit.name}" matched`);
    }
    return this.leave(visit, scope.input, String(state.Default), false);
  }

  private async wait(visit: Visit): Promise<Transition> {
    const { state, language } = visit;
    const input = effectiveInput(visit);
    const given = async (name: string): Promise<Value | undefined> => {
      const path = state[`${name}Path`];
      return path === undefined
        ? language === 'JSONata' && state[name] !== undefined ? this.query(visit, state[name], {}) : state[name]
        : valueAt(String(path), pathScope(visit, input), 'States.Runtime');
    };
    const seconds = await given('Seconds');
    const until = seconds === undefined ? Date.parse(String(await given('Timestamp'))) : visit.enteredAt + Number(seconds) * 1000;
    const millis = until - this.host.clock.now();
    if (Number.isNaN(millis)) {
      throw new StateError('States.Runtime', `"${visit.name}" does not say how long to wait`);
    }
    await this.paused(millis, visit.signal);
    return this.leave(visit, input, nextOf(state), false);
  }

  private async fail(visit: Visit): Promise<Transition> {
    const { state, language } = visit;
    const text = async (name: string): Promise<string | undefined> => {
      const path = state[`${name}Path`];
      const value = path !== undefined
        ? evaluateExpression(String(path), pathScope(visit, visit.input))
        : language === 'JSONata' && state[name] !== undefined ? await this.query(visit, state[name], {}) : state[name];
      return value === undefined ? undefined : String(value);
    };
    throw new StateError(await text('Error') ?? '', await text('Cause'));
  }

  private async task(visit: Visit): Promise<Value> {
    const { state } = visit;
    const payload = await this.arguments(visit);
    const path = state.TimeoutSecondsPath;
    const seconds = path === undefined
      ? visit.language === 'JSONata' && state.TimeoutSeconds !== undefined ? await this.query(visit, state.TimeoutSeconds, {}) : state.TimeoutSeconds
      : valueAt(String(path), pathScope(visit, effectiveInput(visit)));
    return this.within(seconds, visit.signal, async () => {
      if (functionCallOf(state.Resource) === 'direct') {
        return this.host.invoke(String(state.Resource), payload);
      }
      const { FunctionName, Qualifier, Payload = {} } = isValueObject(payload) ? payload : {};
      const name = Qualifier === undefined ? String(FunctionName) : `${String(FunctionName)}:${String(Qualifier)}`;
      const result = await this.host.invoke(name, Payload);
      return { ExecutedVersion: '$LATEST', Payload: result, StatusCode: 200 };
    });
  }

  private async parallel(visit: Visit): Promise<Value> {
    const payload = await this.arguments(visit);
    return this.together(visit, branchesOf(visit.state).map((branch) => (signal) => this.run(branch, payload, { ...visit, signal })));
  }

  private async map(visit: Visit): Promise<Value> {
    const { state, language } = visit;
    const input = effectiveInput(visit);
    const scope = pathScope(visit, input);
    const items = language === 'JSONata'
      ? state.Items === undefined ? visit.input : await this.query(visit, state.Items, {})
      : valueAt(String(state.ItemsPath ?? '$'), scope, 'States.Runtime');
    if (!Array.isArray(items)) {
      throw new StateError('States.Runtime', `the items of "${visit.name}" are no array`);
    }
    const selector = state.ItemSelector ?? state.Parameters;
    const path = state.MaxConcurrencyPath;
    const concurrency = path !== undefined ? valueAt(String(path), scope) : language === 'JSONata' && state.MaxConcurrency !== undefined
      ? await this.query(visit, state.MaxConcurrency, {}) : state.MaxConcurrency;
    return this.together(visit, items.map((item: Value, index) => async (signal: AbortSignal) => {
      const context = { ...visit.context, Map: { Item: { Index: index, Value: item } } };
      const selected = selector === undefined ? item : language === 'JSONata'
        ? await this.query({ ...visit, context }, selector, {}) : fillIn(selector, { ...scope, context });
      return this.run(itemProcessorOf(state), selected, { ...visit, context, signal });
    }), Number(concurrency ?? 0));
  }

  /** Runs branches side by side; the first that fails ends the others. */
  private async together(visit: Visit, runs: readonly ((signal: AbortSignal) => Promise<Value>)[], concurrency = 0): Promise<Value[]> {
    const controller = new AbortController();
    const stop = () => controller.abort(visit.signal.reason);
    visit.signal.addEventListener('abort', stop);
    const results: Value[] = [];
    let next = 0;
    const worker = async () => {
      while (next < runs.length) {
        const index = next++;
        controller.signal.throwIfAborted();
        results[index] = await runs[index](controller.signal);
      }
    };
    try {
      await Promise.all(Array.from({ length: Math.min(runs.length, concurrency > 0 ? concurrency : runs.length) }, worker));
      return results;
    } catch (error) {
      controller.abort(error);
      throw error;
    } finally {
      visit.signal.removeEventListener('abort', stop);
    }
  }

  /** Tries again as Retry says, and goes on as Catch says. */
  private async withRecovery(visit: Visit, work: (visit: Visit) => Promise<Value>): Promise<Transition> {
    const retriers = (visit.state.Retry ?? []) as readonly ValueObject[];
    const attempts = retriers.map(() => 0);
    for (let count = 0; ; count++) {
      const attempt = { ...visit, context: { ...visit.context, State: { ...visit.context.State as ValueObject, RetryCount: count } } };
      try {
        if (visit.isResumed && count === 0) {
          throw interrupted();
        }
        return await this.leave(attempt, await work(attempt), nextOf(visit.state), true);
      } catch (error) {
        if (!(error instanceof StateError)) {
          throw error;
        }
        const index = retriers.findIndex(({ ErrorEquals }) => matches(ErrorEquals as readonly string[], error));
        if (index < 0 || attempts[index] >= Number(retriers[index].MaxAttempts ?? 3)) {
          return this.caught(visit, error);
        }
        await this.paused(delayOf(retriers[index], attempts[index]++) * 1000, visit.signal);
      }
    }
  }

  private async caught(visit: Visit, error: StateError): Promise<Transition> {
    const catchers = (visit.state.Catch ?? []) as readonly ValueObject[];
    const catcher = catchers.find(({ ErrorEquals }) => matches(ErrorEquals as readonly string[], error));
    if (catcher === undefined) {
      throw error;
    }
    const output: ValueObject = { Error: error.error, Cause: error.cause ?? '' };
    const next = String(catcher.Next);
    if (visit.language === 'JSONata') {
      const names = { errorOutput: output };
      return {
        output: catcher.Output === undefined ? output : await this.query(visit, catcher.Output, names),
        variables: await this.assigned(visit, catcher.Assign, names),
        next,
      };
    }
    const variables = { ...visit.variables, ...catcher.Assign === undefined ? {} : fillIn(catcher.Assign, pathScope(visit, output)) as ValueObject };
    return { output: placed(catcher.ResultPath, visit.input, output), variables, next };
  }

  /** The output and the variables with which the state is left. */
  private async leave(visit: Visit, result: Value, next: string | undefined, hasResult: boolean): Promise<Transition> {
    const { state, language, input } = visit;
    limit(result);
    if (language === 'JSONata') {
      const names: ValueObject = hasResult ? { result } : {};
      const variables = await this.assigned(visit, state.Assign, names);
      return { output: state.Output === undefined ? result : await this.query(visit, state.Output, names), variables, next };
    }
    const selected = state.ResultSelector === undefined ? result : fillIn(state.ResultSelector, pathScope(visit, result));
    const variables = { ...visit.variables, ...state.Assign === undefined ? {} : fillIn(state.Assign, pathScope(visit, selected)) as ValueObject };
    // States that have no result hand on their effective input.
    const output = hasResult || state.Type === 'Pass' ? placed(state.ResultPath, input, selected) : selected;
    return { output: selectedBy(state.OutputPath, pathScope(visit, output)), variables, next };
  }

  private async assigned(visit: Visit, assign: Value | undefined, names: ValueObject): Promise<ValueObject> {
    return assign === undefined ? visit.variables : { ...visit.variables, ...await this.query(visit, assign, names) as ValueObject };
  }

  private async arguments(visit: Visit): Promise<Value> {
    if (visit.language === 'JSONata') {
      return visit.state.Arguments === undefined ? visit.input : this.query(visit, visit.state.Arguments, {});
    }
    return this.payload(visit, effectiveInput(visit));
  }

  private payload({ state, ...visit }: Visit, input: Value): Value {
    return state.Parameters === undefined ? input : fillIn(state.Parameters, pathScope(visit, input));
  }

  private query({ input, context, variables }: Visit, template: Value, names: ValueObject): Promise<Value> {
    return evaluate(template, { states: { input, context, ...names }, variables });
  }

  /** @throws what the signal says */
  private paused(millis: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        prevent();
        reject(signal.reason as Stopped);
      };
      const prevent = this.host.clock.after(Math.max(0, millis), () => {
        signal.removeEventListener('abort', stop);
        resolve();
      });
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  /** @throws StateError States.Timeout */
  private async within(seconds: Value | undefined, signal: AbortSignal, work: () => Promise<Value>): Promise<Value> {
    const controller = new AbortController();
    const stop = () => controller.abort();
    signal.addEventListener('abort', stop);
    let prevent = () => {};
    try {
      return await Promise.race([
        work(),
        new Promise<never>((_resolve, reject) => {
          controller.signal.addEventListener('abort', () => reject(signal.reason as Stopped));
          prevent = seconds === undefined ? prevent : this.host.clock.after(Number(seconds) * 1000, () => reject(new StateError('States.Timeout')));
        }),
      ]);
    } finally {
      prevent();
      signal.removeEventListener('abort', stop);
    }
  }
}

function nextOf(state: State): string | undefined {
  return typeof state.Next === 'string' ? state.Next : undefined;
}

function pathScope({ context, variables }: Frame, input: Value): PathScope {
  return { input, context, variables };
}

/** A path of null selects nothing. */
function selectedBy(path: Value | undefined, scope: PathScope): Value {
  return path === null ? {} : path === undefined ? scope.input : valueAt(String(path), scope, 'States.Runtime');
}

function effectiveInput(visit: Visit): Value {
  return visit.language === 'JSONata' ? visit.input : selectedBy(visit.state.InputPath, pathScope(visit, visit.input));
}

function placed(path: Value | undefined, input: Value, result: Value): Value {
  return path === null ? input : path === undefined || path === '$' ? result : withValueAt(String(path), input, result);
}

function delayOf({ IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds, JitterStrategy }: ValueObject, attempt: number): number {
  const seconds = Math.min(Number(IntervalSeconds) * Number(BackoffRate) ** attempt, Number(MaxDelaySeconds ?? Infinity));
  return JitterStrategy === 'FULL' ? Math.random() * seconds : seconds;
}

/** @throws StateError States.DataLimitExceeded */
function limit(value: Value): void {
  if (Buffer.byteLength(JSON.stringify(value)) > DATA_MAX_BYTES) {
    throw new StateError('States.DataLimitExceeded', `the input or output of a state is over ${DATA_MAX_BYTES} bytes`);
  }
}
