/**
 * A tool as an HTTP request: where each argument goes, and what becomes of the answer. Compiled at synthesis from a URL template or from an
 * operation of an OpenAPI document. It can say all that OpenAPI 3.0, 3.1 and 3.2 can say about a request.
 */
export interface HttpOperation {
  readonly kind: 'http';
  /** The id of the connection, which holds the base URL, the declared hosts and the credentials. */
  readonly connection: string;
  /** In capitals, as it is sent. */
  readonly method: string;
  /** The absolute URL that the path is appended to, without a query. Left out: the base URL of the connection. Its host is one of the connection's. */
  readonly server?: string;
  /** In order. Literals are percent-encoded already. The first part begins with a slash, or there is none. */
  readonly path: readonly HttpPathPart[];
  /** In the order in which they are sent, after the constants. */
  readonly query?: readonly HttpParameter[];
  /** One argument that is the whole query string (`in: querystring` of OpenAPI 3.2). Excludes `query`. */
  readonly queryString?: HttpQueryString;
  readonly headers?: readonly HttpParameter[];
  readonly cookies?: readonly HttpParameter[];
  readonly body?: HttpBody;
  readonly constants?: HttpConstants;
  readonly answer: HttpAnswer;
  /** From the first byte sent to the last byte read. */
  readonly timeoutMillis: number;
}

/** The members that lead to a value within the arguments. Most often one. An argument that is not given sends nothing. */
export type ArgumentPath = readonly string[];

/** A literal, or a variable. Several may stand in one segment. */
export type HttpPathPart = string | HttpPathVariable;

/**
 * - `simple`, `label` and `matrix` are for paths, and `simple` for headers
 * - `form`, `spaceDelimited`, `pipeDelimited` and `deepObject` are for queries and form bodies, and `form` for cookies, too
 * - `cookie` (OpenAPI 3.2) is for cookies, and encodes nothing
 *
 * @see https://spec.openapis.org/oas/v3.2.0.html#style-values
 */
export type HttpStyle = 'simple' | 'label' | 'matrix' | 'form' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject' | 'cookie';

export interface HttpSerialization {
  readonly style: HttpStyle;
  readonly explode: boolean;
  /** Keeps reserved characters (RFC 3986, 2.2) as they are, but never those that would end the place: `/?#` in paths, `#&+=` in queries and forms. */
  readonly allowReserved?: boolean;
  /** A media type: the value is written as that type, most often JSON, and style and explode do not count. */
  readonly content?: string;
}

export interface HttpParameter extends HttpSerialization {
  /** As it is sent, before any encoding. */
  readonly name: string;
  readonly argument: ArgumentPath;
}

export interface HttpPathVariable extends HttpParameter {
  /** The value may span segments (`{+path}` of RFC 6570): its slashes are kept. Dot segments and empty ones are refused as everywhere. */
  readonly slashes?: boolean;
}

export interface HttpQueryString {
  readonly argument: ArgumentPath;
  /** `application/x-www-form-urlencoded` takes an object; another type is written as that type, and encoded as a whole. */
  readonly content: string;
  /** By member, for a form. What is not named here is sent as {@link HttpFormBody} says. */
  readonly encoding?: { readonly [member: string]: HttpSerialization };
}

/** The same in each request. They cannot hold a secret: credentials are the connection's. */
export interface HttpConstants {
  /** By name. */
  readonly headers?: { readonly [name: string]: string };
  /** Encoded, without a question mark. */
  readonly query?: string;
}

export type HttpBody = HttpJsonBody | HttpJsonSequenceBody | HttpFormBody | HttpMultipartBody | HttpRawBody;

/** What the body is made of. */
export type HttpBodySource = HttpWholeBody | HttpAssembledBody;

/** One argument is the body, whatever its type. */
export interface HttpWholeBody {
  readonly argument: ArgumentPath;
}

/** An object, put together from arguments. Arguments that are not given are left out. */
export interface HttpAssembledBody {
  readonly members: readonly HttpBodyMember[];
  /** Whether a body is sent, `{}`, where no member is given. */
  readonly required?: boolean;
}

/** A member that has a value at synthesis, or gets it from an argument. */
export type HttpBodyMember =
  | { readonly at: ArgumentPath; readonly argument: ArgumentPath }
  | { readonly at: ArgumentPath; readonly value: unknown };

/** `application/json`, `application/merge-patch+json` and every other `+json`. */
export interface HttpJsonBody {
  readonly kind: 'json';
  readonly mediaType: string;
  readonly source: HttpBodySource;
}

/** A list as one JSON text after another: `application/jsonl`, `application/x-ndjson`, or `application/json-seq` with its record separators. */
export interface HttpJsonSequenceBody {
  readonly kind: 'json-sequence';
  readonly mediaType: string;
  readonly source: HttpWholeBody;
}

/** `application/x-www-form-urlencoded`. A member without an encoding: a list repeats its name, an object is JSON, anything else is text. */
export interface HttpFormBody {
  readonly kind: 'form';
  readonly mediaType: string;
  readonly source: HttpBodySource;
  readonly encoding?: { readonly [member: string]: HttpSerialization };
}

/** `multipart/form-data` from an object: a list is one part for each item. Another `multipart` type may be made from a list, too: its parts have no name. */
export interface HttpMultipartBody {
  readonly kind: 'multipart';
  readonly mediaType: string;
  readonly source: HttpBodySource;
  /** By member. */
  readonly encoding?: { readonly [member: string]: HttpPart };
  /** By place in the list (`prefixEncoding` of OpenAPI 3.2). */
  readonly prefixEncoding?: readonly HttpPart[];
  /** Of the other items of the list (`itemEncoding` of OpenAPI 3.2). */
  readonly itemEncoding?: HttpPart;
}

/** A part without a media type: text of a primitive value, JSON of an object, `application/octet-stream` of a file. */
export interface HttpPart {
  readonly value: HttpValueKind;
  /** Of the part. */
  readonly mediaType?: string;
  readonly headers?: { readonly [name: string]: string };
  /** How `multipart/form-data` writes a list or an object, where OpenAPI says a style. Excludes a media type. */
  readonly serialization?: HttpSerialization;
}

/** The value itself as bytes: `application/octet-stream`, `text/plain`, images, XML that the model writes. */
export interface HttpRawBody {
  readonly kind: 'raw';
  /** A file says its own, if it is more precise: where this one has a wildcard, or is `application/octet-stream`. */
  readonly mediaType: string;
  readonly source: HttpWholeBody;
  readonly value: Exclude<HttpValueKind, 'json'>;
}

/**
 * How a value becomes bytes.
 *
 * - `json`: any value. In a part without a media type a primitive value is plain text
 * - `text`: a string, in UTF-8
 * - `base64`: a string of base64 or base64url, decoded
 * - `file`: an object that fits {@link HTTP_FILE_SCHEMA}
 */
export type HttpValueKind = 'json' | 'text' | 'base64' | 'file';

/** The schema of an argument that is a file. Without a union, which some vendors refuse: that one of `text` and `base64` is given is checked by the call. */
export const HTTP_FILE_SCHEMA = {
  type: 'object',
  properties: {
    filename: { type: 'string', description: 'The name of the file' },
    mediaType: { type: 'string', description: 'The media type, such as image/png' },
    text: { type: 'string', description: 'The content of a text file. Give either this or base64' },
    base64: { type: 'string', description: 'The content of any other file, in base64. Give either this or text' },
  },
  additionalProperties: false,
} as const;

/** How the answer becomes a tool result. */
export interface HttpAnswer {
  /** Chooses from a JSON answer of the status 2xx. */
  readonly selection?: HttpSelection;
  /** Bytes of text that a result may have. What is longer is cut, and a note says so. */
  readonly maxBytes: number;
  /** Whether the tool has an output schema: JSON is then structured content, and is never cut. */
  readonly structured?: boolean;
  /** The member that holds the answer, where the output schema describes an object around it. */
  readonly member?: string;
  /** Names of arguments that make answers smaller, for the note. */
  readonly narrowedBy?: readonly string[];
  /** Whether a redirect is the answer: the API declares no other. It is named, never followed. */
  readonly redirect?: boolean;
}

/** @see https://www.rfc-editor.org/rfc/rfc6901 @see https://docs.jsonata.org */
export type HttpSelection = { readonly kind: 'pointer'; readonly pointer: string } | { readonly kind: 'jsonata'; readonly expression: string };

/** Bytes of an answer that are read: a Lambda function could not hand on more. */
export const HTTP_ANSWER_READ_MAX_BYTES = 5 * 1024 * 1024;

/** Bytes of an image, a sound or a file in a result: base64 makes them larger by a third, and they must fit in a Lambda payload. */
export const HTTP_ANSWER_FILE_MAX_BYTES = 4 * 1024 * 1024;

/** Characters of the API's own words in the error of a tool. */
export const HTTP_FAILURE_MAX_CHARACTERS = 1000;

/** Milliseconds that a JSONata expression may take. */
export const JSONATA_TIMEOUT_MILLIS = 1000;

/** Milliseconds after which the evaluation of an expression is ended that did not notice its time. */
export const SELECTION_MAX_MILLIS = JSONATA_TIMEOUT_MILLIS + 250;

/** Of memory that values of a JSONata expression may take. */
export const JSONATA_MEMORY_MIB = 192;

/** Calls within calls of a JSONata expression. */
export const JSONATA_DEPTH_MAX = 200;

/** Items of a list that a JSONata expression makes. */
export const JSONATA_ITEMS_MAX = 100_000;

/** Bytes of text in a result by default: within the tokens that common clients accept from a tool. */
export const HTTP_ANSWER_MAX_BYTES = 48 * 1024;

/** What is sent. The connection adds its credentials afterwards. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  /** By name, in small letters. */
  readonly headers: { readonly [name: string]: string };
  readonly body?: Uint8Array;
}

/** What was received. */
export interface HttpResponse {
  readonly status: number;
  /** By name, in small letters. */
  readonly headers: { readonly [name: string]: string };
  /** Decoded, where it had a content encoding. */
  readonly body: Uint8Array;
  /** Whether there was more than was read. */
  readonly truncated?: boolean;
}
