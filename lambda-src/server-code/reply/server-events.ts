/** Characters of one event. */
const EVENT_MAX_LENGTH = 32 * 1024 * 1024;

/** What a stream of server-sent events says: a message, or that it is alive. */
export type ServerEvent = { readonly data: string } | { readonly comment: true };

/**
 * Reads server-sent events, in every form that the standard allows.
 *
 * Ids are left out: a client that got one would ask to resume its stream, and streams are not stored. So are events of another type than
 * `message`, which no MCP client reads, and what is left of an event when its stream ends.
 *
 * @throws RangeError for an event that is too large
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export async function* serverEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  let data: string[] = [];
  let type = '';
  let length = 0;
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    let start = 0;
    for (let end = lineEnd(rest, start); end !== undefined; end = lineEnd(rest, start)) {
      const line = rest.slice(start, end.index);
      start = end.index + end.length;
      if (line === '') {
        if (data.length > 0 && data.some((part) => part !== '') && (type === '' || type === 'message')) {
          yield { data: data.join('\n') };
        }
        data = [];
        type = '';
        length = 0;
      } else if (line.startsWith(':')) {
        yield { comment: true };
      } else {
        const [, name, value] = /^([^:]*)(?:: ?(.*))?$/s.exec(line)!;
        if (name === 'data') {
          data.push(value ?? '');
          length += line.length;
        } else if (name === 'event') {
          type = value ?? '';
        }
      }
    }
    rest = rest.slice(start);
    if (length + rest.length > EVENT_MAX_LENGTH) {
      throw new RangeError(`an event of more than ${EVENT_MAX_LENGTH} characters`);
    }
  }
}

/** A carriage return at the end of what has arrived may be the first half of a line's end. */
function lineEnd(text: string, from: number): { readonly index: number; readonly length: number } | undefined {
  const pattern = /\r\n|\n|\r(?!$)/g;
  pattern.lastIndex = from;
  const match = pattern.exec(text);
  return match === null ? undefined : { index: match.index, length: match[0].length };
}
