import { MODERN_PROTOCOL_VERSION } from '../../../src/contract/protocol-versions';
import type { InvocationFailure } from '../invoke/invocation-outcome';
import { type Method, type MethodContext, resultOf } from '../method-context';
import { headerMismatch, invalidParams, type Outcome } from '../outcome';
import { parameterHeaderMismatch } from '../protocol/headers';
import { isObject } from '../protocol/json-rpc';
import { toolResult, type ToolResult } from '../tool-result';
import { describeErrors } from '../validation-errors';

type Failure = InvocationFailure | Extract<ToolResult, { readonly failure: string }>['failure'];

/** What the model is told: whether another try may help, and nothing of the inside. */
const TOLD: { readonly [failure in Failure]: string } = {
  function_error: 'The tool failed.',
  timeout: 'The tool did not answer in time.',
  throttled: 'The tool is busy. Try again later.',
  refused: 'The tool could not be called.',
  unreachable: 'The tool could not be reached. Try again later.',
  invocation_too_large: 'The arguments are too large.',
  answer_too_large: 'The tool answered more than can be delivered. Ask for less.',
  not_json: 'The tool gave an answer that cannot be read.',
  malformed_content: 'The tool gave an answer that cannot be read.',
  output_mismatch: 'The tool gave an answer that does not fit its own output schema.',
};

export const callTool: Method = async (params, context) => {
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
  if (revision === MODERN_PROTOCOL_VERSION && tool.parameterHeaders) {
    const mismatch = parameterHeaderMismatch(tool.parameterHeaders, args, headers);
    if (mismatch !== undefined) {
      return headerMismatch(mismatch);
    }
  }
  const validateInput = catalogue.validator(tool.inputValidator);
  if (!validateInput(args)) {
    return toolError(`Invalid arguments: ${describeErrors(validateInput.errors, 'arguments')}`, context);
  }
  const { subject, clientId, scopes } = context.caller;
  const outcome = await context.invoke(
    tool.target,
    { name, arguments: args, caller: { subject, clientId, scopes }, requestId, protocolVersion: revision },
    context.remainingMillis,
  );
  if ('failure' in outcome) {
    return failed(name, outcome.failure, outcome.detail, context);
  }
  const result = toolResult(outcome.answer, revision, tool.outputValidator === undefined ? undefined : catalogue.validator(tool.outputValidator));
  if ('failure' in result) {
    return failed(name, result.failure, result.detail, context);
  }
  return { result: resultOf(result.members, context, { meta: result.meta }), toolError: result.toolError };
};

function failed(tool: string, failure: Failure, detail: string, context: MethodContext): Outcome {
  context.log('error', 'tool call failed', { requestId: context.requestId, tool, failure, detail });
  return toolError(`${TOLD[failure]} (reference: ${context.requestId})`, context);
}

function toolError(text: string, context: MethodContext): Outcome {
  return { result: resultOf(`"content":${JSON.stringify([{ type: 'text', text }])},"isError":true`, context), toolError: true };
}
