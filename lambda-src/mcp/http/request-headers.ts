import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { ProtocolHeaders } from '../protocol/headers';

/** The headers of a request, as the endpoint uses them. Repeated headers are joined by commas, as HTTP allows. */
export interface RequestHeaders extends ProtocolHeaders {
  readonly accept: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly contentType: string | undefined;
  readonly origin: string | undefined;
  /** @param name of any header, in lower case */
  other(name: string): string | undefined;
}

type Lines = { readonly [name: string]: string | readonly string[] | null | undefined };

/** Header names arrive in the client's case, and `headers` keeps only the last of several. */
export function requestHeaders(event: Pick<APIGatewayProxyEvent, 'headers' | 'multiValueHeaders'>): RequestHeaders {
  return new EventHeaders(event.multiValueHeaders ?? event.headers ?? {});
}

const NAMES = ['accept', 'content-type', 'mcp-method', 'mcp-name', 'origin', 'mcp-protocol-version', 'content-encoding'] as const;

/** Reads them all in one go: looked up one by one, in any case, they took a tenth of a request's time. */
class EventHeaders implements RequestHeaders {
  private readonly values: (string | undefined)[] = [undefined, undefined, undefined, undefined, undefined, undefined, undefined];

  constructor(private readonly lines: Lines) {
    for (const given in lines) {
      const index = indexOf(given);
      if (index >= 0) {
        this.values[index] = combined(this.values[index], lines[given]);
      }
    }
  }

  get accept() {
    return this.values[0];
  }
  get contentType() {
    return this.values[1];
  }
  get method() {
    return this.values[2];
  }
  get name() {
    return this.values[3];
  }
  get origin() {
    return this.values[4];
  }
  get protocolVersion() {
    return this.values[5];
  }
  get contentEncoding() {
    return this.values[6];
  }

  other(name: string): string | undefined {
    let found: string | undefined;
    for (const given in this.lines) {
      if (given.length === name.length && given.toLowerCase() === name) {
        found = combined(found, this.lines[given]);
      }
    }
    return found;
  }
}

function combined(before: string | undefined, line: Lines[string]): string | undefined {
  const text = typeof line === 'string' ? line : line?.length === 1 ? line[0] : line?.join(', ');
  return before === undefined ? text : text === undefined ? before : `${before}, ${text}`;
}

/** Clients spell few names, and toLowerCase() makes a new string each time. Bounded, because a client may well spell many. */
const indexes = new Map<string, number>();
const INDEXES_MAX = 256;

/** @returns negative for a name that is not asked for */
function indexOf(given: string): number {
  let index = indexes.get(given);
  if (index === undefined) {
    index = (NAMES as readonly string[]).indexOf(given.toLowerCase());
    if (indexes.size < INDEXES_MAX) {
      indexes.set(given, index);
    }
  }
  return index;
}
