import { Duration } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { DeclaredArgument, declaredArguments, findArgument, narrowingArguments } from './http-arguments';
import { McpHttpToolProps } from './http-tool-props';
import { NamedUrlVariable, parseUrlTemplate, UrlTemplate, UrlTemplateProblem, UrlVariable } from './http-url-template';
import { BodyChoice } from './mcp-http-body';
import {
  HttpAnswer, HttpBody, HttpBodyMember, HttpOperation, HttpParameter, HttpPathPart, HttpStyle,
} from '../../contract/connector/http-operation';
import { isFieldName, isFieldValue, isReservedConstantHeader, isReservedHeader } from '../../contract/connector/reserved-headers';
import { likeliest } from '../../private/likeliest';
import { ValidationError } from '../../private/validation-error';
import { JsonObject } from '../json-schema/json';
import { answerBytes, answerMillis, answerSelection, ProblemOf } from '../results/api-answer';

export const HTTP_METHODS = ['GET', 'HEAD', 'OPTIONS', 'QUERY', 'POST', 'PUT', 'PATCH', 'DELETE'];
const WITH_BODY = ['QUERY', 'POST', 'PUT', 'PATCH'];

const STYLES: { readonly [operator in UrlVariable['operator']]: HttpStyle } = { '': 'simple', '+': 'simple', '.': 'label', ';': 'matrix', '?': 'form', '&': 'form' };

export interface HttpOperationOptions {
  readonly tool: string;
  readonly props: McpHttpToolProps;
  /** Of the connection; undefined where only the deployment knows it. */
  readonly baseUrl?: string;
  readonly toolTimeout: Duration;
  readonly scope: IConstruct;
}

/**
 * Compiles what an author says of an HTTP tool.
 *
 * @throws ValidationError
 */
export function httpOperation(options: HttpOperationOptions): Omit<HttpOperation, 'connection'> {
  return new Compiler(options).operation();
}

class Compiler {
  private readonly schema: JsonObject;
  /** By the argument's path: where it goes. */
  private readonly places = new Map<string, string>();

  constructor(private readonly options: HttpOperationOptions) {
    this.schema = options.props.inputSchema?._json ?? {};
  }

  public operation(): Omit<HttpOperation, 'connection'> {
    const { props } = this.options;
    const method = props.method ?? 'GET';
    if (!HTTP_METHODS.includes(method)) {
      throw this.error('InvalidHttpMethod', `has the method "${method}"; use one of ${HTTP_METHODS.join(', ')}`);
    }
    const template = this.template();
    const path = template.path.map((part): HttpPathPart => (typeof part === 'string' ? part : this.pathVariable(part)));
    const query = template.query.map((variable) => this.queryVariable(variable));
    const constants: string[] = template.constantQuery === '' ? [] : [template.constantQuery];
    for (const [name, value] of Object.entries(props.query ?? {})) {
      const argument = this.reference(value, `the query parameter "${name}"`);
      if (argument === undefined) {
        constants.push(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
      } else {
        query.push({ name, argument, style: 'form', explode: true });
      }
    }
    const { headers, constantHeaders } = this.headers();
    const body = this.body(props.body?._choice ?? { kind: WITH_BODY.includes(method) ? 'json' : 'none' }, query);
    return withoutUndefined({
      kind: 'http' as const,
      method,
      path,
      query: query.length === 0 ? undefined : query,
      headers: headers.length === 0 ? undefined : headers,
      body,
      constants: withoutUndefined({ headers: constantHeaders, query: constants.length === 0 ? undefined : constants.join('&') }),
      answer: this.answer(),
      timeoutMillis: answerMillis(props.timeout, this.options.toolTimeout, (code, message) => this.error(code, message)),
    });
  }

  private template(): UrlTemplate {
    const { props: { url }, baseUrl } = this.options;
    try {
      return parseUrlTemplate(this.relative(url, baseUrl));
    } catch (error) {
      if (error instanceof UrlTemplateProblem) {
        throw this.error('InvalidUrlTemplate', `has the URL template "${url}", which ${error.message}`);
      }
      throw error;
    }
  }

  /** An absolute URL is one as long as it is below the base URL. */
  private relative(url: string, baseUrl: string | undefined): string {
    if (!/^[a-z][a-z0-9+.-]*:/i.test(url)) {
      return url;
    }
    const base = baseUrl?.split(/[?#]/, 1)[0].replace(/\/+$/, '');
    if (base === undefined || !(url === base || ['/', '?', '{'].some((next) => url.startsWith(`${base}${next}`)))) {
      throw new UrlTemplateProblem(`is outside the base URL of its connection${baseUrl === undefined ? '' : ` ("${baseUrl}")`}; write it relative to that, such as /items/{id}`);
    }
    return url.slice(base.length);
  }

  private pathVariable(variable: UrlVariable): HttpPathPart {
    const declared = this.take(variable.name, 'the path');
    if (!declared.required) {
      throw this.error('HttpPathArgumentOptional', `has "${variable.name}" in its path, and its input schema does not require it; add it to "required"`);
    }
    const slashes = variable.operator === '+';
    const { name, operator, explode } = variable;
    return { name, argument: declared.path, style: STYLES[operator], explode, ...slashes && { slashes, allowReserved: true } };
  }

  private queryVariable({ parameter, variable }: NamedUrlVariable): HttpParameter {
    return { name: parameter, argument: this.take(variable.name, 'the query').path, style: 'form', explode: variable.explode };
  }

  private headers(): { readonly headers: readonly HttpParameter[]; readonly constantHeaders: { readonly [name: string]: string } } {
    const headers: HttpParameter[] = [];
    const constants: { [name: string]: string } = { accept: 'application/json, */*;q=0.5' };
    for (const [name, value] of Object.entries(this.options.props.headers ?? {})) {
      const argument = this.reference(value, `the header "${name}"`);
      const isReserved = argument === undefined ? isReservedConstantHeader(name) : isReservedHeader(name);
      if (!isFieldName(name) || isReserved) {
        throw this.error('InvalidHttpHeader', `sets the header "${name}"${isReserved ? ', which is not for tools: credentials are the connection\'s, and HTTP sets the rest' : '; a name has letters, digits and -'}`);
      }
      if (argument !== undefined) {
        headers.push({ name, argument, style: 'simple', explode: false });
      } else if (isFieldValue(value)) {
        constants[name.toLowerCase()] = value;
      } else {
        throw this.error('InvalidHttpHeader', `sets the header "${name}" to a value with control characters or characters beyond ASCII`);
      }
    }
    return { headers, constantHeaders: constants };
  }

  private body(choice: BodyChoice, query: HttpParameter[]): HttpBody | undefined {
    switch (choice.kind) {
      case 'none':
        query.push(...this.rest().map(({ path }): HttpParameter => ({ name: path[0], argument: path, style: 'form', explode: true })));
        return undefined;
      case 'argument': {
        const { path: argument } = this.take(choice.argument, 'the body');
        query.push(...this.rest().map(({ path }): HttpParameter => ({ name: path[0], argument: path, style: 'form', explode: true })));
        return this.wholeBody(argument, choice.mediaType);
      }
      case 'json':
        return this.jsonBody(choice);
      case 'form': {
        const members = this.members();
        return members.length === 0 ? undefined : { kind: 'form', mediaType: 'application/x-www-form-urlencoded', source: { members } };
      }
      case 'multipart': {
        for (const file of choice.files) {
          if (!findArgument(this.schema, file)) {
            throw this.missing(file, 'a file of the body');
          }
        }
        return {
          kind: 'multipart',
          mediaType: 'multipart/form-data',
          source: { members: this.members(), required: true },
          encoding: Object.fromEntries(choice.files.map((file) => [file, { value: 'file' as const }])),
        };
      }
    }
  }

  private jsonBody({ members, constants = {}, mediaType = 'application/json' }: BodyChoice & { readonly kind: 'json' }): HttpBody | undefined {
    if (!isJsonMediaType(mediaType)) {
      throw this.error('InvalidHttpBody', `has a JSON body of the media type "${mediaType}"; use application/json or one that ends in +json`);
    }
    const fixed = Object.entries(constants).map(([pointer, value]): HttpBodyMember => ({ at: this.steps(pointer), value }));
    const given = members && Object.entries(members).map(([pointer, name]): HttpBodyMember => ({ at: this.steps(pointer), argument: this.take(name, 'the body').path }));
    if (given) {
      const [stray] = this.rest();
      if (stray) {
        throw this.error('HttpArgumentUnused', `takes "${stray.path[0]}" and sends it nowhere; name it in the URL, in a header or in the body's members, or take it out of the input schema`);
      }
    }
    const all = [...fixed, ...given ?? this.members()];
    this.refuseOverlap(all);
    return all.length === 0 ? undefined : { kind: 'json', mediaType, source: { members: all, required: true } };
  }

  /** A member within another member, or two at one place: one of them would be lost. */
  private refuseOverlap(members: readonly HttpBodyMember[]): void {
    const pointers = members.map(({ at }) => at.map((step) => `/${step}`).join(''));
    pointers.forEach((pointer, index) => {
      if (pointers.some((other, position) => position !== index && (pointer === other || pointer.startsWith(`${other}/`)))) {
        throw this.error('InvalidHttpBody', `puts two values at "${pointer}" of its body`);
      }
    });
  }

  private wholeBody(argument: readonly string[], mediaType: string): HttpBody {
    if (!/^[^/\s,]+\/[^/\s,]+(?:\s*;.*)?$/.test(mediaType)) {
      throw this.error('InvalidHttpBody', `has a body of the media type "${mediaType}"; write one such as application/json`);
    }
    if (isJsonMediaType(mediaType)) {
      return { kind: 'json', mediaType, source: { argument } };
    }
    const isText = /^text\/|\bxml\b|\byaml\b|\bgraphql\b/i.test(mediaType);
    return { kind: 'raw', mediaType, source: { argument }, value: isText ? 'text' : 'file' };
  }

  private answer(): HttpAnswer {
    const { props: { maxAnswerSize, selection, outputSchema } } = this.options;
    const narrowedBy = narrowingArguments(this.schema);
    const problem: ProblemOf = (code, message) => this.error(code, message);
    return withoutUndefined({
      maxBytes: answerBytes(maxAnswerSize, problem),
      selection: answerSelection(selection, problem),
      structured: outputSchema ? true : undefined,
      narrowedBy: narrowedBy.length === 0 ? undefined : narrowedBy,
    });
  }

  /** The argument that a value names, or undefined where it is a constant. */
  private reference(value: string, place: string): readonly string[] | undefined {
    const [, name] = /^\{([^{}"\s]+)\}$/.exec(value) ?? [];
    if (name === undefined && /\{[A-Za-z0-9_.-]+\}/.test(value)) {
      throw this.error('InvalidHttpMapping', `has "${value}" for ${place}; give a constant, or one argument in braces`);
    }
    return name === undefined ? undefined : this.take(name, place).path;
  }

  private take(name: string, place: string): DeclaredArgument {
    const declared = findArgument(this.schema, name);
    if (!declared) {
      throw this.missing(name, place);
    }
    const key = JSON.stringify(declared.path);
    const other = this.places.get(key);
    if (other !== undefined) {
      throw this.error('HttpArgumentMappedTwice', `sends "${name}" in ${other} and in ${place}; take one of them away`);
    }
    this.places.set(key, place);
    return declared;
  }

  private missing(name: string, place: string): ValidationError {
    const known = declaredArguments(this.schema).map(({ path }) => path[0]);
    const remedy = known.length === 0 ? 'give an inputSchema that has it' : `did you mean "${likeliest(name, known)}"? Otherwise add it to the inputSchema`;
    return this.error('HttpArgumentUnknown', `has "${name}" in ${place}, and its input schema has no such property; ${remedy}`);
  }

  /** Arguments that are nowhere in the request, and of which no member is. */
  private rest(): readonly DeclaredArgument[] {
    const used = new Set([...this.places.keys()].map((key) => (JSON.parse(key) as readonly string[])[0]));
    return declaredArguments(this.schema).filter(({ path: [name] }) => !used.has(name));
  }

  private members(): readonly HttpBodyMember[] {
    return this.rest().map(({ path }) => ({ at: path, argument: path }));
  }

  private steps(pointer: string): readonly string[] {
    if (!/^(?:\/(?:[^~/]|~[01])*)+$/.test(pointer)) {
      throw this.error('InvalidJsonPointer', `puts a value at "${pointer}" of its body, which is no JSON Pointer; write one such as /variables/id`);
    }
    return pointer.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  }

  private error(code: string, message: string): ValidationError {
    return new ValidationError(code, `the tool "${this.options.tool}" ${message}`, this.options.scope);
  }
}

function isJsonMediaType(mediaType: string): boolean {
  return /^[^/\s,]+\/(?:[^/\s,]+\+)?json(?:\s*;.*)?$/i.test(mediaType);
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}
