import { ArrivingLines } from '../../../src/contract/remote/arriving-lines';

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
  let data: string[] = [];
  let type = '';
  let length = 0;
  for await (const line of linesOf(body)) {
    if (line === '') {
      if (data.some((part) => part !== '') && (type === '' || type === 'message')) {
        yield { data: data.join('\n') };
      }
      data = [];
      type = '';
      length = 0;
    } else if (line.startsWith(':')) {
      yield { comment: true };
    } else {
      const [, name, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line)!;
      if (name === 'data') {
        data.push(value);
        length += line.length;
        requireRoom(length);
      } else if (name === 'event') {
        type = value;
      }
    }
  }
}

async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const lines = new ArrivingLines();
  for await (const chunk of body) {
    yield* lines.push(chunk);
    requireRoom(lines.pending);
  }
}

function requireRoom(length: number): void {
  if (length > EVENT_MAX_LENGTH) {
    throw new RangeError(`an event of more than ${EVENT_MAX_LENGTH} characters`);
  }
}
