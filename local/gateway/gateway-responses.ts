import { ParameterSource, readParameterSource } from './parameter-mapping';
import { Reply } from './reply';
import { headerValue, Pair } from './request';
import { contextVariable, Passage } from './request-context';
import { Stack } from '../cloud-assembly/stack';
import { own } from '../cloud-assembly/template';
import { LocalError } from '../errors/local-error';

interface Default {
  readonly status: number;
  readonly message: string;
  /** The value of the x-amzn-ErrorType header. */
  readonly errorType: string;
}

/** What API Gateway says where a template maps nothing. */
const DEFAULTS = {
  ACCESS_DENIED: { status: 403, message: 'User is not authorized to access this resource', errorType: 'AccessDeniedException' },
  API_CONFIGURATION_ERROR: { status: 500, message: 'Internal server error', errorType: 'InternalServerErrorException' },
  AUTHORIZER_CONFIGURATION_ERROR: { status: 500, message: 'Internal server error', errorType: 'AuthorizerConfigurationException' },
  AUTHORIZER_FAILURE: { status: 500, message: 'Internal server error', errorType: 'AuthorizerFailureException' },
  INTEGRATION_FAILURE: { status: 504, message: 'Internal server error', errorType: 'InternalServerErrorException' },
  INTEGRATION_TIMEOUT: { status: 504, message: 'Endpoint request timed out', errorType: 'InternalServerErrorException' },
  MISSING_AUTHENTICATION_TOKEN: { status: 403, message: 'Missing Authentication Token', errorType: 'MissingAuthenticationTokenException' },
  REQUEST_TOO_LARGE: { status: 413, message: 'Request Too Long', errorType: 'RequestTooLongException' },
  UNAUTHORIZED: { status: 401, message: 'Unauthorized', errorType: 'UnauthorizedException' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, message: 'Unsupported Media Type', errorType: 'BadRequestException' },
} satisfies { readonly [type: string]: Default };

export type GatewayResponseType = keyof typeof DEFAULTS;

interface Mapping {
  readonly status?: number;
  readonly headers: readonly { readonly name: string; readonly source: ParameterSource }[];
  /** By content type. */
  readonly templates: { readonly [contentType: string]: string };
}

const DEFAULT_TEMPLATES = { 'application/json': '{"message":$context.error.messageString}' };

/** Bodies are substituted, not evaluated: `$context.error.messageString`, `$stageVariables.name`. */
function substitute(template: string, variable: (path: string) => string | undefined, stageVariables: { readonly [name: string]: string }): string {
  return template.replace(/\$(context|stageVariables)\.([A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)/g,
    (_match, scope: string, path: string) => (scope === 'context' ? variable(path) : own(stageVariables, path)) ?? '');
}

/** Answers that the gateway gives itself. */
export class GatewayResponses {
  constructor(private readonly mappings: ReadonlyMap<string, Mapping>) {}

  /** @param status of the failure, if it has one; a mapped status takes precedence */
  reply(type: GatewayResponseType, passage: Passage, overrides: { readonly status?: number; readonly message?: string } = {}): Reply {
    const fallback = DEFAULTS[type];
    const mapping = this.mappings.get(type) ?? this.mappings.get(fallback.status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
    const message = overrides.message ?? fallback.message;
    const error = { 'error.message': message, 'error.messageString': JSON.stringify(message), 'error.responseType': type };
    const templates = mapping !== undefined && Object.keys(mapping.templates).length > 0 ? mapping.templates : DEFAULT_TEMPLATES;
    const contentType = preferred(Object.keys(templates), headerValue(passage.request, 'accept'));
    const headers: Pair[] = [['Content-Type', contentType], ['x-amzn-ErrorType', fallback.errorType]];
    for (const { name, source } of mapping?.headers ?? []) {
      const value = source(passage, error);
      if (value !== undefined) {
        headers.push([name, value]);
      }
    }
    const template = (templates as { [contentType: string]: string })[contentType];
    const body = substitute(template, (path) => contextVariable(passage, error, path), passage.stageVariables);
    return { status: mapping?.status ?? overrides.status ?? fallback.status, headers: lastOfEach(headers), body: Buffer.from(body) };
  }
}

/** The content type that the client names, else the first. */
function preferred(contentTypes: readonly string[], accept: string | undefined): string {
  const wanted = (accept ?? '').split(',').map((part) => part.split(';')[0].trim());
  return wanted.flatMap((type) => contentTypes.filter((candidate) => candidate === type))[0] ?? contentTypes.find((candidate) => candidate === 'application/json') ?? contentTypes[0];
}

function lastOfEach(headers: readonly Pair[]): Pair[] {
  return headers.filter(([name], index) => !headers.slice(index + 1).some(([other]) => other.toLowerCase() === name.toLowerCase()));
}

const HEADER = 'gatewayresponse.header.';

/** @throws LocalError ParameterMappingUnsupported, GatewayResponseTemplateUnsupported */
export function readGatewayResponses(stack: Stack, apiId: string): GatewayResponses {
  const mappings = new Map<string, Mapping>();
  for (const [logicalId] of stack.resources('AWS::ApiGateway::GatewayResponse')) {
    const properties = stack.properties(logicalId);
    if (properties.RestApiId !== apiId) {
      continue;
    }
    const templates = (properties.ResponseTemplates ?? {}) as { [contentType: string]: string };
    for (const template of Object.values(templates)) {
      if (/\$(util|input)\b|#(set|if|foreach)\b/.test(template)) {
        throw new LocalError('GatewayResponseTemplateUnsupported', `${stack.name}/${logicalId}: API Gateway only substitutes $context and $stageVariables in ${template}`);
      }
    }
    mappings.set(String(properties.ResponseType), {
      status: properties.StatusCode === undefined ? undefined : Number(properties.StatusCode),
      headers: Object.entries((properties.ResponseParameters ?? {}) as { [name: string]: string })
        .filter(([name]) => name.startsWith(HEADER))
        .map(([name, expression]) => ({ name: name.slice(HEADER.length), source: readParameterSource(expression) })),
      templates,
    });
  }
  return new GatewayResponses(mappings);
}
