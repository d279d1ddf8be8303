import { GatewayRequest, headerValue, multiValues, singleValues } from './request';
import { Passage, requestContext } from './request-context';

const orNull = (values: { readonly [name: string]: string }) => (Object.keys(values).length === 0 ? null : values);

/** What the events of integrations and authorizers have in common. */
export function requestEvent(passage: Passage): { [name: string]: unknown } {
  const { request } = passage;
  return {
    resource: passage.resourcePath,
    path: passage.eventPath ?? passage.path,
    httpMethod: request.method,
    headers: singleValues(request.headers),
    multiValueHeaders: multiValues(request.headers),
    queryStringParameters: singleValues(request.query),
    multiValueQueryStringParameters: multiValues(request.query),
    pathParameters: orNull(passage.pathParameters),
    stageVariables: orNull(passage.stageVariables),
    requestContext: requestContext(passage),
  };
}

/** Whether a media type is one of an API's binary media types, of which each may be a range. */
export function isBinary(mediaType: string | undefined, binaryMediaTypes: readonly string[]): boolean {
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
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function proxyEvent(passage: Passage, binaryMediaTypes: readonly string[]): { [name: string]: unknown } {
  return { ...requestEvent(passage), ...body(passage.request, binaryMediaTypes) };
}
