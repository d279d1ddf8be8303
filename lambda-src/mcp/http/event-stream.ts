/** No cache keeps a stream, and no proxy holds it back until it is whole. */
export const EVENT_STREAM_HEADERS = { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' };

/**
 * A JSON text as a server-sent event. Without an `id`: a client that got one would ask for the rest of a broken stream, which nobody keeps.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function eventOf(json: string): string {
  // Line breaks would end the event; in JSON they are only ever white space.
  return `data: ${json.replace(/[\r\n]+/g, ' ')}\n\n`;
}
