/**
 * The place of a call in its client's trace. The members of `_meta` that MCP reserves for it, with the values of W3C Trace Context and Baggage.
 *
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic#_meta "OpenTelemetry trace context", from SEP-414
 * @see https://www.w3.org/TR/trace-context/
 */
export interface TraceContext {
  /** Valid, and of version 00. */
  readonly traceparent: string;
  readonly tracestate?: string;
  /** What the client tells about the trace in its own words. It stays with the functions and the code of the server's author. */
  readonly baggage?: string;
}

/** By which whoever has the trace finds the lines of a log. */
export function traceIdOf({ traceparent }: Pick<TraceContext, 'traceparent'>): string {
  return traceparent.slice(3, 35);
}

/**
 * What of it leaves the server's own functions, as headers or as members of `_meta`. No baggage: its author cannot know who reads it there, and
 * the W3C asks that it be kept within a trust boundary.
 *
 * @see https://www.w3.org/TR/baggage/#privacy-of-the-baggage-header
 */
export function outboundTrace(trace: TraceContext | undefined): { readonly traceparent?: string; readonly tracestate?: string } {
  return trace === undefined ? {} : { traceparent: trace.traceparent, ...trace.tracestate !== undefined && { tracestate: trace.tracestate } };
}
