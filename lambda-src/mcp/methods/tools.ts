import { type Method, type MethodContext, resultOf } from './method';
import { insufficientScope, scopeLack } from './required-scopes';
import { toolResult, type ToolResult } from './tool-result';
import { describeErrors } from './validation-errors';
import type { ToolEntry } from '../../../src/contract/mcp/catalogue';
import { MODERN_PROTOCOL_VERSION } from '../../../src/contract/mcp/protocol-versions';
import type { Validator } from '../../../src/contract/mcp/validator';
import { parameterHeaderMismatch } from '../http/parameter-headers';
import type { InvocationFailure, InvocationOutcome } from '../invoke/invoker';
import { isObject, type Params } from '../protocol/json-rpc';
import { headerMismatch, invalidParams, type Outcome } from '../protocol/outcome';

type Failure = InvocationFailure | Extract<ToolResult, { readonly failure: string }>['failure'] | 'event_too_large';

/** Bytes of a result that is the last event of a stream: the official Python client refuses an event of a mebibyte, and keeps no more of it. */
const EVENT_MAX_BYTES = 1_000_000;

/** What the model is told: whether another try may help, and nothing of the inside. */
const TOLD: { readonly [failure in Failure]: string } = {
  function_error: 'The tool failed.',
  timeout: 'The tool did not answer in time.',
  throttled: 'The tool is busy. Try again later.',
  refused: 'The tool could not be called.',
  unreachable: 'The tool could not be reached. Try again later.',
  invocation_too_large: 'The arguments are too large.',
  answer_too_large: 'The tool answered more than can be delivered. Ask for less.',
  event_too_large: `The tool answered more than the ${EVENT_MAX_BYTES} bytes that can be delivered once it has reported progress. Ask for less.`,
  not_json: 'The tool gave an answer that cannot be read.',
  malformed_content: 'The tool gave an answer that cannot be read.',
  output_mismatch: 'The tool gave an answer that does not fit its own output schema.',
};

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
  const tool = tools[name];
  const lack = scopeLack(tool.requiredScopes, context.caller);
  if (lack) {
    // Frameworks of the initialize era throw away what errors of the protocol say; a tool error reaches the model.
    return revision === MODERN_PROTOCOL_VERSION ? insufficientScope(lack) : toolError(lack.message, context);
  }
  if (revision === MODERN_PROTOCOL_VERSION && tool.parameterHeaders) {
    const mismatch = parameterHeaderMismatch(tool.parameterHeaders, args, headers);
    if (mismatch !== undefined) {
      return headerMismatch(mismatch);
    }
  }
  const misfit = misfitOf(args, catalogue.validator(tool.inputValidator));
  if (misfit !== undefined) {
    return toolError(`Invalid arguments: ${misfit}`, context);
  }
  const { subject, clientId, scopes } = context.caller;
  const invocation = { name, arguments: args, caller: { subject, clientId, scopes }, requestId, protocolVersion: revision };
  return context.invoke(tool.target, invocation, context).then((outcome) => answered(name, tool, outcome, context));
};

function answered(name: string, tool: ToolEntry, outcome: InvocationOutcome, context: MethodContext): Outcome {
  if ('failure' in outcome) {
    return failed(name, outcome.failure, outcome.detail, context);
  }
  const outputValidator = tool.outputValidator === undefined ? undefined : context.catalogue.validator(tool.outputValidator);
  const result = toolResult(outcome.answer, context.revision, outputValidator);
  if ('failure' in result) {
    return failed(name, result.failure, result.detail, context);
  }
  if (context.emitter.isStreaming && Buffer.byteLength(result.members) > EVENT_MAX_BYTES) {
    return failed(name, 'event_too_large', `${Buffer.byteLength(result.members)} bytes`, context);
  }
  return { result: resultOf(result.members, context, { meta: result.meta }), toolError: result.toolError };
}

/** Why arguments do not fit a schema. */
function misfitOf(args: Params, validator: Validator): string | undefined {
  try {
    return validator(args) ? undefined : describeErrors(validator.errors, 'arguments');
  } catch (error) {
    // A schema that recurses has no stack for a hundred thousand brackets; JSON.parse, which does not, has. And one that tries each part of a
    // tree in several ways tries the parts of the parts in all of them.
    if ((error as Error).name === 'RangeError') {
      return 'they are nested too deeply for the schema';
    }
    throw error;
  }
}

function failed(tool: string, failure: Failure, detail: string, context: MethodContext): Outcome {
  context.log('error', 'tool call failed', { requestId: context.requestId, tool, failure, detail });
  return toolError(`${TOLD[failure]} (reference: ${context.requestId})`, context);
}

function toolError(text: string, context: MethodContext): Outcome {
  return { result: resultOf(`"content":${JSON.stringify([{ type: 'text', text }])},"isError":true`, context), toolError: true };
}
