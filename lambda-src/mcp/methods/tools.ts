import { type Method, type MethodContext, resultOf } from './method';
import type { ToolEntry } from '../../../src/contract/mcp/catalogue';
import type { ToolInvocation } from '../../../src/contract/mcp/invocation';
import { MODERN_PROTOCOL_VERSION } from '../../../src/contract/mcp/protocol-versions';
import type { Validator } from '../../../src/contract/mcp/validator';
import { EVENT_MAX_BYTES } from '../http/event-stream';
import type { InvocationOutcome } from '../invoke/invoker';
import { silentCall } from '../invoke/silent-call';
import type { ReadJson } from '../json/read-json';
import { isObject, type Params } from '../protocol/json-rpc';
import { LOG_LEVEL_KEY } from '../protocol/modern';
import { headerMismatch, invalidParams, type Outcome } from '../protocol/outcome';
import { insufficientScope, scopeLack } from '../protocol/required-scopes';
import type { ToolFailure } from '../results/failure-messages';
import { type OutputJudge, plainResult, type ToolResult } from '../results/tool-result';
import type { Ended } from '../talk/conversation';

/** What it takes to make a result of what a tool answered. */
export type AnswerContext = Pick<MethodContext, 'catalogue' | 'revision' | 'requestId' | 'log' | 'emitter'>;

export const callTool: Method = (params, context) => {
  const { name } = params;
  const args = params.arguments ?? {};
  const { revision } = context;
  const { tools } = context.catalogue.index;
  if (typeof name !== 'string' || !Object.hasOwn(tools, name)) {
    return invalidParams(typeof name === 'string' ? `Unknown tool: ${name}` : 'name must be a string');
  }
  if (!isObject(args)) {
    return invalidParams('arguments must be an object');
  }
  const exact = context.exactParams && params.arguments ? context.exactParams.at('arguments') : undefined;
  const tool = tools[name];
  const lack = scopeLack(tool.requiredScopes, context.caller);
  if (lack) {
    // Frameworks of the initialize era discard the messages of protocol errors; a tool error reaches the model.
    return revision === MODERN_PROTOCOL_VERSION ? insufficientScope(lack) : toolError(lack.message, context);
  }
  const { parameterHeaders } = tool;
  if (revision === MODERN_PROTOCOL_VERSION && parameterHeaders) {
    return import('../http/parameter-headers').then(({ parameterHeaderMismatch }) => {
      const mismatch = parameterHeaderMismatch(parameterHeaders, exact ? exact.written as Params : args, context.headers);
      return mismatch === undefined ? runValid(name, tool, args, exact, params, context) : headerMismatch(mismatch);
    });
  }
  return runValid(name, tool, args, exact, params, context);
};

/** Why arguments are invalid is found out in a file of its own: most are valid, and a cold start pays for every byte. */
function runValid(
  name: string, tool: ToolEntry, args: Params, exact: ReadJson | undefined, params: Params, context: MethodContext,
): Outcome | Promise<Outcome> {
  const validator = context.catalogue.validator(tool.inputValidator);
  if (exact === undefined && fits(args, validator)) {
    return runCached(name, tool, args, params, context);
  }
  return import('../validation/usable-arguments')
    .then(({ usableArguments }) => usableArguments(args, validator, exact))
    .then((usable) => 'args' in usable ? runCached(name, tool, usable.args, params, context) : toolError(`Invalid arguments: ${usable.misfit}`, context));
}

function fits(value: unknown, validator: Validator): boolean {
  try {
    return validator(value);
  } catch {
    return false;
  }
}

function runCached(name: string, tool: ToolEntry, args: Params, params: Params, context: MethodContext): Promise<Outcome> {
  const { subject, clientId, scopes } = context.caller;
  const { requestId, revision: protocolVersion, trace: _meta } = context;
  const invocation = { name, arguments: args, caller: { subject, clientId, scopes }, requestId, protocolVersion, _meta };
  const { resultCache } = tool;
  if (resultCache === undefined) {
    return runTool(name, tool, invocation, params, context);
  }
  return import('../results/result-cache').then(({ keptOrRun }) => (
    keptOrRun(context.catalogue, resultCache, invocation, () => runTool(name, tool, invocation, params, context))
  ));
}

function runTool(name: string, tool: ToolEntry, invocation: ToolInvocation, params: Params, context: MethodContext): Promise<Outcome> {
  if (!tool.talks && !asksForReports(params)) {
    return context.invoke(tool.target, invocation, silentCall(context)).then((outcome) => answered(name, tool, outcome, context));
  }
  return runTalkingTool(tool, invocation, params, context)
    .then((ended) => 'ran' in ended ? answered(name, tool, ended.ran, context) : ended.outcome);
}

function runTalkingTool(tool: ToolEntry, invocation: ToolInvocation, params: Params, context: MethodContext): Promise<Ended> {
  const { task } = tool;
  return task === undefined || context.tasks === undefined
    ? import('../talk/talking-tool').then(({ runTalking }) => runTalking(tool, invocation, params, context))
    : context.tasks().then((tasks) => tasks.call(tool, task, invocation, params, context));
}

function asksForReports({ _meta }: Params): boolean {
  return isObject(_meta) && ('progressToken' in _meta || LOG_LEVEL_KEY in _meta);
}

export function answered(name: string, tool: Pick<ToolEntry, 'outputValidator'>, outcome: InvocationOutcome, context: AnswerContext): Outcome | Promise<Outcome> {
  if ('failure' in outcome) {
    const { failure, detail, code } = outcome;
    return code === undefined
      ? failed(name, failure, { detail }, context)
      : import('../invoke/remedies').then(({ remedyFor }) => remedyFor(code)).then((remedy) => failed(name, failure, { code, remedy, detail }, context));
  }
  const { answer } = outcome;
  const outputValidator = tool.outputValidator === undefined ? undefined : context.catalogue.validator(tool.outputValidator);
  const plain = outputValidator === undefined ? plainResult(answer) : undefined;
  if (plain !== undefined) {
    return delivered(name, plain, context);
  }
  return Promise.all([import('../results/tool-answer'), import('../json/read-json'), import('../validation/misfit')])
    .then(([{ readToolAnswer }, { readJson }, { misfitOf }]) => {
      const misfit: OutputJudge | undefined = outputValidator && ((output) => misfitOf(output?.value, outputValidator, 'output', output));
      return delivered(name, readToolAnswer(() => readJson(answer === '' ? 'null' : answer), context.revision, misfit), context);
    });
}

function delivered(name: string, result: ToolResult, context: AnswerContext): Outcome | Promise<Outcome> {
  if ('failure' in result) {
    return failed(name, result.failure, { detail: result.detail }, context);
  }
  if (context.emitter.isStreaming && Buffer.byteLength(result.members) > EVENT_MAX_BYTES) {
    return failed(name, 'event_too_large', { detail: `${Buffer.byteLength(result.members)} bytes` }, context);
  }
  return { result: resultOf(result.members, context, { meta: result.meta }), toolError: result.toolError };
}

function failed(
  tool: string, failure: ToolFailure, reason: { readonly detail: string; readonly [name: string]: unknown }, context: AnswerContext,
): Promise<Outcome> {
  context.log('error', 'tool call failed', { requestId: context.requestId, tool, failure, ...reason });
  return import('../results/failure-messages')
    .then(({ messageFor }) => toolError(`${messageFor(failure)} (reference: ${context.requestId})`, context, failure));
}

function toolError(text: string, context: AnswerContext, failure?: ToolFailure): Outcome {
  return { result: resultOf(`"content":${JSON.stringify([{ type: 'text', text }])},"isError":true`, context), toolError: true, failure };
}
