import { ArrivingLines } from './arriving-lines';
import { isJsonObject, JsonObject, ParseJson } from './json';

/**
 * Reads JSON-RPC messages from a stream of server-sent events, in pieces as they come.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export class EventStream {
  private readonly lines = new ArrivingLines();
  private data: string[] = [];
  private event = '';

  /** @param parseResult reads what is in results */
  constructor(private readonly parseResult: ParseJson = JSON.parse) {}

  /** The messages that are complete now. */
  public push(chunk: Uint8Array): JsonObject[] {
    return this.lines.push(chunk).flatMap((line) => this.line(line));
  }

  /** The last message, where the server forgot the empty line after it. */
  public end(): JsonObject[] {
    return this.lines.end().flatMap((line) => this.line(line));
  }

  private line(line: string): JsonObject[] {
    if (line === '') {
      const { data, event } = this;
      [this.data, this.event] = [[], ''];
      return data.length > 0 && (event === '' || event === 'message') ? messagesIn(data.join('\n'), this.parseResult) : [];
    }
    const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line)!;
    if (field === 'data') {
      this.data.push(value);
    } else if (field === 'event') {
      this.event = value;
    }
    return [];
  }
}

/**
 * The messages of a text: one, or a batch as revision 2025-03-26 has it. Of what is no JSON, none.
 *
 * @param parseResult reads what is in results
 */
export function messagesIn(text: string, parseResult: ParseJson = JSON.parse): JsonObject[] {
  try {
    const messages = listOf(JSON.parse(text)).filter(isJsonObject);
    if (parseResult === JSON.parse || !messages.some(isResult)) {
      return messages;
    }
    const results = listOf(parseResult(text)).filter(isJsonObject);
    return messages.map((message, index) => (isResult(message) ? results[index] : message));
  } catch {
    return [];
  }
}

function listOf(json: unknown): readonly unknown[] {
  return Array.isArray(json) ? json : [json];
}

function isResult(message: JsonObject): boolean {
  return 'result' in message;
}
