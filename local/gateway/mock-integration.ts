import { TemplateInput } from './mapping-template/api-gateway-objects';
import { compileMappingTemplate, MappingTemplate } from './mapping-template/mapping-template';
import { ParameterSource, readParameterSource } from './parameter-mapping';
import { remapHeaders, Reply, replaceHeaders } from './reply';
import { headerValue, Pair, singleValues } from './request';
import { Passage, requestContext } from './request-context';
import { isObject, Json } from '../cloud-assembly/template';
import { LocalError } from '../errors/local-error';

/** By content type, which is what clients write. */
type Templates = ReadonlyMap<string, MappingTemplate>;

interface MockResponse {
  /** Undefined for the default response. */
  readonly selection?: RegExp;
  readonly status: number;
  readonly headers: readonly { readonly name: string; readonly source: ParameterSource }[];
  readonly templates: Templates;
}

/** An integration that the gateway answers itself. */
export interface MockIntegration {
  readonly type: 'MOCK';
  readonly requestTemplates: Templates;
  readonly passthrough: string;
  readonly responses: readonly MockResponse[];
}

const HEADER = 'method.response.header.';

function compileAll(templates: unknown): Templates {
  const sources = Object.entries(isObject(templates) ? templates : {});
  return new Map(sources.map(([contentType, source]) => [contentType, compileMappingTemplate(String(source))]));
}

function readResponse(response: Json, declared: readonly Json[]): MockResponse {
  const status = String(response.StatusCode);
  const method = declared.find((candidate) => String(candidate.StatusCode) === status);
  if (method === undefined) {
    throw new LocalError('MethodResponseMissing', `the integration response ${status} has no method response ${status}: API Gateway refuses it`);
  }
  const parameters = (response.ResponseParameters ?? {}) as { [name: string]: string };
  for (const name of Object.keys(parameters)) {
    if (!isObject(method.ResponseParameters) || !Object.hasOwn(method.ResponseParameters, name)) {
      throw new LocalError('MethodResponseMissing', `the method response ${status} does not declare ${name}: API Gateway refuses the mapping`);
    }
  }
  return {
    selection: typeof response.SelectionPattern === 'string' && response.SelectionPattern !== '' ? new RegExp(`^(?:${response.SelectionPattern})$`) : undefined,
    status: Number(status),
    headers: Object.entries(parameters).map(([name, expression]) => ({ name: name.slice(HEADER.length), source: readParameterSource(expression) })),
    templates: compileAll(response.ResponseTemplates),
  };
}

/** @throws LocalError MethodResponseMissing, MappingTemplateUnsupported, ParameterMappingUnsupported */
export function readMockIntegration(integration: Json, methodResponses: unknown): MockIntegration {
  const declared = Array.isArray(methodResponses) ? methodResponses as Json[] : [];
  return {
    type: 'MOCK',
    requestTemplates: compileAll(integration.RequestTemplates),
    passthrough: String(integration.PassthroughBehavior ?? 'WHEN_NO_MATCH'),
    responses: ((integration.IntegrationResponses ?? []) as Json[]).map((response) => readResponse(response, declared)),
  };
}

function templateInput(passage: Passage): TemplateInput {
  const { request, pathParameters, stageVariables } = passage;
  return {
    body: request.body.toString('utf8'),
    header: singleValues(request.headers) ?? {},
    querystring: singleValues(request.query) ?? {},
    path: pathParameters,
    context: requestContext(passage),
    stageVariables,
  };
}

/** The status that the request template asks for; API Gateway reads lax JSON here. */
function mockStatus(text: string): number | undefined {
  const status = /["']?statusCode["']?\s*:\s*["']?(\d{3})\b/.exec(text)?.[1];
  return status === undefined ? undefined : Number(status);
}

/** What prevents a mock from answering: a gateway response type, and the reason. */
export interface MockFailure {
  readonly failure: 'UNSUPPORTED_MEDIA_TYPE' | 'API_CONFIGURATION_ERROR';
  readonly reason: string;
}

export function answerMock(integration: MockIntegration, passage: Passage): Reply | MockFailure {
  try {
    return answer(integration, passage);
  } catch (error) {
    if (!(error instanceof LocalError)) {
      throw error;
    }
    return { failure: 'API_CONFIGURATION_ERROR', reason: `the mapping template failed: ${error.message}` };
  }
}

function answer(integration: MockIntegration, passage: Passage): Reply | MockFailure {
  const input = templateInput(passage);
  const requestType = (headerValue(passage.request, 'content-type') ?? 'application/json').split(';')[0].trim();
  const requestTemplate = integration.requestTemplates.get(requestType);
  const refuses = integration.passthrough === 'NEVER' || (integration.passthrough === 'WHEN_NO_TEMPLATES' && integration.requestTemplates.size > 0);
  if (requestTemplate === undefined && refuses) {
    return { failure: 'UNSUPPORTED_MEDIA_TYPE', reason: `the mock integration has no template for ${requestType}` };
  }
  // Without a template the body itself is passed on, and a mock reads its status from it.
  const status = mockStatus(requestTemplate === undefined ? input.body : requestTemplate.render(input).text);
  if (status === undefined) {
    return { failure: 'API_CONFIGURATION_ERROR', reason: 'the request template of the mock integration gives no status' };
  }
  const response = integration.responses.find(({ selection }) => selection?.test(String(status)))
    ?? integration.responses.find(({ selection }) => selection === undefined);
  if (response === undefined) {
    return { failure: 'API_CONFIGURATION_ERROR', reason: `the mock integration has no response for the status ${status}` };
  }

  const types = [...response.templates.keys()];
  const wanted = (headerValue(passage.request, 'accept') ?? '').split(',').map((part) => part.split(';')[0].trim());
  const contentType = wanted.find((type) => types.includes(type)) ?? types.find((type) => type === 'application/json') ?? types[0];
  const rendered = contentType === undefined ? undefined : response.templates.get(contentType)!.render(input);
  const mapped = response.headers.flatMap(({ name, source }): Pair[] => {
    const value = source(passage, {});
    return value === undefined ? [] : [[name, value]];
  });
  const overridden = Object.entries(rendered?.overrides.header ?? {});
  return {
    status: rendered?.overrides.status ?? response.status,
    headers: remapHeaders(replaceHeaders(replaceHeaders([['Content-Type', contentType ?? 'application/json']], mapped), overridden)),
    body: Buffer.from(rendered?.text ?? ''),
  };
}
