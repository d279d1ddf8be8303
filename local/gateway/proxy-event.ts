import { GatewayRequest, headerValue, Pair } from './request';
import { Passage, requestContext } from './request-context';

const orNull = (values: { readonly [name: string]: string }) => (Object.keys(values).length === 0 ? null : values);

/** What the events of integrations and authorizers have in common. */
export interface RequestEvent {
  readonly [member: string]: unknown;
  readonly requestContext: { readonly [name: string]: unknown };
}

/** Every value, in order. */
function multiValues(pairs: readonly Pair[]): { [name: string]: readonly string[] } {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const known = values.get(name);
    if (known === undefined) {
      values.set(name, [value]);
    } else {
      known.push(value);
    }
  }
  return Object.fromEntries(values);
}

/** Of duplicate headers, the last one wins. */
export function requestEvent(passage: Passage): RequestEvent {
  const { headers, query, method } = passage.request;
  return {
    resource: passage.resourcePath,
    path: passage.eventPath ?? passage.path,
    httpMethod: method,
    headers: headers.length === 0 ? null : Object.fromEntries(headers),
    multiValueHeaders: headers.length === 0 ? null : multiValues(headers),
    queryStringParameters: query.length === 0 ? null : Object.fromEntries(query),
    multiValueQueryStringParameters: query.length === 0 ? null : multiValues(query),
    pathParameters: orNull(passage.pathParameters),
    stageVariables: orNull(passage.stageVariables),
    requestContext: requestContext(passage),
  };
}

/** Whether a media type is one of an API's binary media types, of which each may be a range. */
export function isBinary(mediaType: string | undefined, binaryMediaTypes: readonly string[]): boolean {
  if (binaryMediaTypes.length === 0) {
    return false;
  }
  const type = (mediaType ?? '').split(';')[0].trim().toLowerCase();
  return binaryMediaTypes.some((candidate) => {
    const range = candidate.toLowerCase();
    return range === '*/*' || range === type || (range.endsWith('/*') && type.startsWith(range.slice(0, -1)));
  });
}

function body(request: GatewayRequest, binaryMediaTypes: readonly string[]): { body: string | null; isBase64Encoded: boolean } {
  if (request.body.length === 0) {
    return { body: null, isBase64Encoded: false };
  }
  const isBase64Encoded = isBinary(headerValue(request, 'content-type'), binaryMediaTypes);
  return { body: request.body.toString(isBase64Encoded ? 'base64' : 'utf8'), isBase64Encoded };
}

/**
 * The event of a proxy integration, format 1.0.
 *
 * @param event what an authorizer got
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function proxyEvent({ request, authorizer }: Passage, event: RequestEvent, binaryMediaTypes: readonly string[]): RequestEvent {
  return {
    ...event,
    ...authorizer !== undefined && { requestContext: { ...event.requestContext, authorizer } },
    ...body(request, binaryMediaTypes),
  };
}
