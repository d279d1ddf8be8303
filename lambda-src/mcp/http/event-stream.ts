/** No cache may store a stream, and no proxy may buffer it. */
export const EVENT_STREAM_HEADERS = { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' };

/**
 * A JSON text as a server-sent event. Without an `id`: a client that got one would try to resume a broken stream, which is not stored.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function eventOf(json: string): string {
  // Line breaks would end the event; in JSON they are only ever white space.
  return `data: ${json.replace(/[\r\n]+/g, ' ')}\n\n`;
}

/** Maximum bytes of a result that ends a stream: the official Python client rejects an event of one mebibyte. */
export const EVENT_MAX_BYTES = 1_000_000;

/** A comment. */
export const KEEP_ALIVE = ':\n\n';
