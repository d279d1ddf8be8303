/** Why a function gave no answer. For the log. */
export type FunctionFailure =
  | 'function_error' | 'timeout' | 'out_of_memory' | 'not_runnable' | 'not_ready' | 'throttled' | 'refused' | 'unreachable' | 'invocation_too_large' | 'answer_too_large';

/** A failure, and Lambda's name for it: an `errorType` of Lambda or a runtime, or an error code of the Invoke API. */
export interface LambdaError {
  readonly failure: FunctionFailure;
  readonly code?: string;
}

/** Error types that Lambda and its runtimes use. A function's own errors have other types. */
const FUNCTION_ERRORS: readonly [FunctionFailure, RegExp][] = [
  ['timeout', /^Sandbox\.Timedout$/],
  ['answer_too_large', /^Function\.ResponseSizeTooLarge$/],
  ['out_of_memory', /^Runtime\.OutOfMemory$/],
  ['not_runnable', /^Extension\.|^Runtime\.(ImportModuleError|HandlerNotFound|MalformedHandlerName|UserCodeSyntaxError|InvalidEntrypoint|InvalidWorkingDir|CallbackHandlerDeprecated)$/],
];

/** Codes of Lambda's Invoke API. */
const INVOKE_ERRORS: readonly [FunctionFailure, RegExp][] = [
  ['throttled', /^(TooManyRequests|ServiceQuotaExceeded|EC2Throttled)Exception$/],
  ['invocation_too_large', /^(SerializedRequestEntity|Request)TooLargeException$/],
  ['not_ready', /^((Resource|SnapStart|ENI)NotReady|ResourceConflict|CodeArtifactUserPending)Exception$/],
  ['not_runnable', /^(KMS|EC2|ENI|Subnet|EFS|S3Files|SnapStart|CodeArtifactUser|Invalid(Subnet|SecurityGroup|Runtime|ZipFile))\w*Exception$/],
  ['unreachable', /^ServiceException$/],
];

/**
 * Classifies a function's error: `errorType` and `errorMessage`, as Lambda and its runtimes write them.
 *
 * @param payload the payload in place of the answer
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export function functionError(payload: string): LambdaError {
  const { errorType: code, errorMessage } = errorIn(payload);
  if (code === undefined) {
    return /\bTask timed out after \d/.test(errorMessage) ? { failure: 'timeout', code: 'Sandbox.Timedout' } : { failure: 'function_error' };
  }
  if (code === 'Runtime.ExitError' && errorMessage.includes('signal: killed')) {
    return { failure: 'out_of_memory', code: 'Runtime.OutOfMemory' };
  }
  // Some runtimes exit when Lambda rejects their response.
  if (code.startsWith('Runtime.') && errorMessage.includes('exceeded maximum allowed payload size')) {
    return { failure: 'answer_too_large', code: 'Function.ResponseSizeTooLarge' };
  }
  return { failure: kindOf(code, FUNCTION_ERRORS) ?? 'function_error', code };
}

/**
 * Classifies an error of Lambda's Invoke API.
 *
 * @param errorType the header `x-amzn-ErrorType`, which may have a suffix after a colon
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors
 */
export function invokeError(status: number, errorType: string): LambdaError {
  const code = errorType.split(':')[0] || CODES_BY_STATUS.get(status);
  return { failure: kindOf(code ?? '', INVOKE_ERRORS) ?? (status >= 500 ? 'unreachable' : 'refused'), code };
}

const CODES_BY_STATUS: ReadonlyMap<number, string> = new Map([
  [403, 'AccessDeniedException'], [404, 'ResourceNotFoundException'], [413, 'RequestTooLargeException'], [429, 'TooManyRequestsException'],
]);

function kindOf(code: string, kinds: readonly [FunctionFailure, RegExp][]): FunctionFailure | undefined {
  return kinds.find(([, codes]) => codes.test(code))?.[0];
}

function errorIn(payload: string): { readonly errorType: string | undefined; readonly errorMessage: string } {
  try {
    const { errorType, errorMessage } = JSON.parse(payload);
    return { errorType: typeof errorType === 'string' ? errorType : undefined, errorMessage: String(errorMessage) };
  } catch {
    return { errorType: undefined, errorMessage: '' };
  }
}
