import { type Method, type MethodContext, resultOf } from './method';
import type { ToolEntry } from '../../../src/contract/mcp/catalogue';
import type { ToolInvocation } from '../../../src/contract/mcp/invocation';
import { MODERN_PROTOCOL_VERSION } from '../../../src/contract/mcp/protocol-versions';
import { parameterHeaderMismatch } from '../http/parameter-headers';
import type { InvocationOutcome } from '../invoke/invoker';
import { silentCall } from '../invoke/silent-call';
import { isObject, type Params } from '../protocol/json-rpc';
import { LOG_LEVEL_KEY } from '../protocol/modern';
import { headerMismatch, invalidParams, type Outcome } from '../protocol/outcome';
import { insufficientScope, scopeLack } from '../protocol/required-scopes';
import type { ToolFailure } from '../results/failure-messages';
import { type OutputJudge, plainResult, type ToolResult } from '../results/tool-result';
import { misfitOf } from '../validation/misfit';

/** Maximum bytes of a result that ends a stream: the official Python client rejects an event of one mebibyte. */
const EVENT_MAX_BYTES = 1_000_000;

export const callTool: Method = (params, context) => {
  const { name } = params;
  const args = params.arguments ?? {};
  const { catalogue, headers, requestId, revision } = context;
  const { tools } = catalogue.index;
  if (typeof name !== 'string' || !Object.hasOwn(tools, name)) {
    return invalidParams(typeof name === 'string' ? `Unknown tool: ${name}` : 'name must be a string');
  }
  if (!isObject(args)) {
    return invalidParams('arguments must be an object');
  }
  const exact = context.exactParams && params.arguments ? context.exactParams.at('arguments') : undefined;
  const written = exact ? exact.written as Params : args;
  const tool = tools[name];
  const lack = scopeLack(tool.requiredScopes, context.caller);
  if (lack) {
    // Frameworks of the initialize era discard the messages of protocol errors; a tool error reaches the model.
    return revision === MODERN_PROTOCOL_VERSION ? insufficientScope(lack) : toolError(lack.message, context);
  }
  if (revision === MODERN_PROTOCOL_VERSION && tool.parameterHeaders) {
    const mismatch = parameterHeaderMismatch(tool.parameterHeaders, written, headers);
    if (mismatch !== undefined) {
      return headerMismatch(mismatch);
    }
  }
  const misfit = exact?.unusableNumber('arguments') ?? misfitOf(args, catalogue.validator(tool.inputValidator), 'arguments', exact);
  if (misfit !== undefined) {
    return toolError(`Invalid arguments: ${misfit}`, context);
  }
  const { subject, clientId, scopes } = context.caller;
  const invocation = { name, arguments: written, caller: { subject, clientId, scopes }, requestId, protocolVersion: revision };
  const { resultCache } = tool;
  if (resultCache === undefined) {
    return runTool(name, tool, invocation, params, context);
  }
  return import('../results/result-cache').then(({ keptOrRun }) => (
    keptOrRun(catalogue, resultCache, invocation, () => runTool(name, tool, invocation, params, context))
  ));
};

function runTool(name: string, tool: ToolEntry, invocation: ToolInvocation, params: Params, context: MethodContext): Promise<Outcome> {
  if (!tool.talks && !asksForReports(params)) {
    return context.invoke(tool.target, invocation, silentCall(context)).then((outcome) => answered(name, tool, outcome, context));
  }
  return import('../talk/talking-tool').then(({ runTalking }) => runTalking(tool, invocation, params, context))
    .then((ended) => 'ran' in ended ? answered(name, tool, ended.ran, context) : ended.outcome);
}

function asksForReports({ _meta }: Params): boolean {
  return isObject(_meta) && ('progressToken' in _meta || LOG_LEVEL_KEY in _meta);
}

function answered(name: string, tool: ToolEntry, outcome: InvocationOutcome, context: MethodContext): Outcome | Promise<Outcome> {
  if ('failure' in outcome) {
    const { failure, detail, code } = outcome;
    return code === undefined
      ? failed(name, failure, { detail }, context)
      : import('../invoke/remedies').then(({ remedyFor }) => failed(name, failure, { code, remedy: remedyFor(code), detail }, context));
  }
  const { answer } = outcome;
  const outputValidator = tool.outputValidator === undefined ? undefined : context.catalogue.validator(tool.outputValidator);
  const plain = outputValidator === undefined ? plainResult(answer) : undefined;
  if (plain !== undefined) {
    return delivered(name, plain, context);
  }
  const misfit: OutputJudge | undefined = outputValidator && ((output) => misfitOf(output?.value, outputValidator, 'output', output));
  return Promise.all([import('../results/tool-answer'), import('../json/read-json')]).then(([{ readToolAnswer }, { readJson }]) => (
    delivered(name, readToolAnswer(() => readJson(answer === '' ? 'null' : answer), context.revision, misfit), context)
  ));
}

function delivered(name: string, result: ToolResult, context: MethodContext): Outcome | Promise<Outcome> {
  if ('failure' in result) {
    return failed(name, result.failure, { detail: result.detail }, context);
  }
  if (context.emitter.isStreaming && Buffer.byteLength(result.members) > EVENT_MAX_BYTES) {
    return failed(name, 'event_too_large', { detail: `${Buffer.byteLength(result.members)} bytes` }, context);
  }
  return { result: resultOf(result.members, context, { meta: result.meta }), toolError: result.toolError };
}

function failed(
  tool: string, failure: ToolFailure, reason: { readonly detail: string; readonly [name: string]: unknown }, context: MethodContext,
): Promise<Outcome> {
  context.log('error', 'tool call failed', { requestId: context.requestId, tool, failure, ...reason });
  return import('../results/failure-messages').then(({ messageFor }) => toolError(`${messageFor(failure)} (reference: ${context.requestId})`, context));
}

function toolError(text: string, context: MethodContext): Outcome {
  return { result: resultOf(`"content":${JSON.stringify([{ type: 'text', text }])},"isError":true`, context), toolError: true };
}
