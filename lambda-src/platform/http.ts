import type { APIGatewayProxyEvent } from 'aws-lambda';

/** The headers of a request. */
export interface Headers {
  /**
   * @param name in lower case
   * @returns what came more than once joined by commas, as HTTP allows
   */
  get(name: string): string | undefined;
}

export interface HttpReply {
  readonly statusCode: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/** Header names arrive in the client's case, and `headers` keeps only the last of several. */
export function headersOf(event: Pick<APIGatewayProxyEvent, 'headers' | 'multiValueHeaders'>): Headers {
  return new EventHeaders(event.multiValueHeaders ?? event.headers ?? {});
}

/** Looks names up as they came: a request has many headers, of which few are ever asked for. */
class EventHeaders implements Headers {
  private readonly names: readonly string[];

  constructor(private readonly lines: { readonly [name: string]: string | readonly string[] | undefined }) {
    this.names = Object.keys(lines);
  }

  get(name: string): string | undefined {
    let found: string | undefined;
    for (const given of this.names) {
      if (given.length === name.length && (given === name || lowerCase(given) === name)) {
        const value = this.lines[given];
        const text = typeof value === 'object' ? joined(value) : value;
        found = found === undefined ? text : text === undefined ? found : `${found}, ${text}`;
      }
    }
    return found;
  }
}

function joined(values: readonly string[]): string {
  return values.length === 1 ? values[0] : values.join(', ');
}

/** Clients spell few names, and toLowerCase() makes a new string each time. Bounded, because a client may well spell many. */
const lowerCases = new Map<string, string>();
const LOWER_CASES_MAX = 256;

function lowerCase(name: string): string {
  const known = lowerCases.get(name);
  if (known !== undefined) {
    return known;
  }
  const lower = name.toLowerCase();
  if (lowerCases.size < LOWER_CASES_MAX) {
    lowerCases.set(name, lower);
  }
  return lower;
}

/** Bodies may arrive as base64. */
export function bodyOf(event: Pick<APIGatewayProxyEvent, 'body' | 'isBase64Encoded'>): string {
  return event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString() : event.body ?? '';
}
