/** An enumeration, because esbuild writes the numbers of one into the code that names them: a cold start reads no table. */
export enum ERROR_CODES {
  parseError = -32700,
  invalidRequest = -32600,
  methodNotFound = -32601,
  invalidParams = -32602,
  internalError = -32603,
  /** Before 2026-07-28 only. */
  resourceNotFound = -32002,
  headerMismatch = -32020,
  missingClientCapability = -32021,
  unsupportedProtocolVersion = -32022,
  /**
   * No specification defines this code. It lies outside -32768 … -32000, where 2026-07-28 places implementation-defined codes, because
   * clients assign other meanings to the rest: -32003 is go-sdk's "client is closing", -32001 a time-out in typescript-sdk and python-sdk, and
   * -31001 go-sdk's "unsupported method". None of them, nor rmcp, uses this one. It is not an HTTP status either: some clients have errors
   * with an HTTP status as code.
   *
   * @see https://modelcontextprotocol.io/specification/2026-07-28/basic#error-codes
   */
  insufficientScope = -31403,
  /** Likewise. */
  tooManySubscriptions = -31429,
  /** Likewise. */
  tooManyRequests = -31430,
  /** Likewise. */
  unavailable = -31503,
}

export type ErrorCode = ERROR_CODES;
