import { lookUp, parseJson, toValue } from './json-document';
import { method, TemplateFailure } from './methods';
import { Host, json, Value } from './values';

/** What a template reads. */
export interface TemplateInput {
  readonly body: string;
  readonly header: { readonly [name: string]: string };
  readonly querystring: { readonly [name: string]: string };
  readonly path: { readonly [name: string]: string };
  readonly context: object;
  readonly stageVariables: { readonly [name: string]: string };
}

/** Parameters of one kind: one that is not there reads as an empty text. */
class Parameters extends Map<Value, Value> {
  override get(name: Value): Value {
    return super.get(name) ?? '';
  }
}

function attempt<T>(what: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new TemplateFailure(`${what}: ${(error as Error).message}`);
  }
}

/** As StringEscapeUtils of Apache Commons writes it, whose description AWS's documentation repeats. */
function escapeJavaScript(source: string): string {
  return JSON.stringify(source).slice(1, -1).replace(/['/]|[^\x20-\x7e]/g, (letter) => (
    /['/]/.test(letter) ? `\\${letter}` : `\\u${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
  ));
}

/** As URLEncoder of Java writes it. */
const urlEncode = (source: string) => encodeURIComponent(source).replaceAll('%20', '+').replace(/[!'()~]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

function base64Decode(source: string): string {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2,3}={0,2})?$/.test(source)) {
    throw new TemplateFailure(`${JSON.stringify(source)} is not Base64`);
  }
  return Buffer.from(source, 'base64').toString('utf8');
}

/** `$util`. */
const UTIL: Host = {
  properties: {},
  methods: {
    escapeJavaScript: method(['text'], (_self, source) => escapeJavaScript(source)),
    parseJson: method(['text'], (_self, source) => attempt('parseJson', () => toValue(parseJson(source)))),
    urlEncode: method(['text'], (_self, source) => urlEncode(source)),
    urlDecode: method(['text'], (_self, source) => attempt('urlDecode', () => decodeURIComponent(source.replaceAll('+', ' ')))),
    base64Encode: method(['text'], (_self, source) => Buffer.from(source).toString('base64')),
    base64Decode: method(['text'], (_self, source) => base64Decode(source)),
  },
};

/** `$input`. */
function inputObject({ body, header, querystring, path }: TemplateInput): Host {
  const kinds = Object.entries({ path, querystring, header });
  const parameters = new Map<Value, Value>(kinds.map(([kind, values]) => [kind, new Parameters(Object.entries(values))]));
  let document: { readonly json: unknown } | undefined;
  const at = (where: string): Value => {
    document ??= { json: attempt('the body is not JSON', () => parseJson(body)) };
    const { json: read } = document;
    // What the body lacks is an empty text.
    return attempt(`the path ${where}`, () => lookUp(read, where)) ?? '';
  };
  return {
    properties: { body },
    methods: {
      path: method(['text'], (_self, where) => at(where)),
      json: method(['text'], (_self, where) => json(at(where))),
      params: (_self: never, args) => {
        const [name] = args;
        return args.length === 0 ? parameters : path[String(name)] ?? querystring[String(name)] ?? header[String(name)] ?? '';
      },
    },
  };
}

/** `$context`, where what is not known of a request is an empty text. */
function contextObject(context: object): Value {
  const read = (value: unknown): Value => {
    if (typeof value === 'object' && value !== null) {
      return new Map(Object.entries(value).filter(([, member]) => member !== undefined).map(([name, member]) => [name, read(member)]));
    }
    return typeof value === 'number' ? BigInt(value) : (value ?? '') as Value;
  };
  const { authorizer = { principalId: '' }, ...known } = context as { readonly authorizer?: object };
  return read({ ...known, authorizer, requestOverride: { path: {}, querystring: {}, header: {} }, responseOverride: { header: {} } });
}

export const API_GATEWAY_METHODS: ReadonlySet<string> = new Set(['path', 'json', 'params', ...Object.keys(UTIL.methods)]);

/** The variables that a template begins with. */
export function apiGatewayObjects(input: TemplateInput): Map<string, Value> {
  return new Map<string, Value>([
    ['context', contextObject(input.context)],
    ['stageVariables', new Map<Value, Value>(Object.entries(input.stageVariables))],
    ['input', inputObject(input)],
    ['util', UTIL],
  ]);
}
