import { GatewayRequest, headerValue, Pair } from './request';
import { Passage, requestContext } from './request-context';

/**
 * What the events of integrations and authorizers have in common, as JSON without its end: the last member, `requestContext`, is open. It is
 * made once for both, and without objects: each client's names of headers would make another shape of one.
 */
export type OpenEvent = string;

/** Of each name the last value, and in the other member every value, in order. */
function valuesOf(pairs: readonly Pair[], single: string, multi: string): string {
  if (pairs.length === 0) {
    return `"${single}":null,"${multi}":null`;
  }
  const values = new Map<string, { last: string; all: string }>();
  for (const [name, value] of pairs) {
    const last = JSON.stringify(value);
    const known = values.get(name);
    if (known === undefined) {
      values.set(name, { last, all: last });
    } else {
      known.all += `,${last}`;
      known.last = last;
    }
  }
  let [lasts, alls] = ['', ''];
  for (const [name, { last, all }] of values) {
    const quoted = JSON.stringify(name);
    lasts += `,${quoted}:${last}`;
    alls += `,${quoted}:[${all}]`;
  }
  return `"${single}":{${lasts.slice(1)}},"${multi}":{${alls.slice(1)}}`;
}

const orNull = (values: { readonly [name: string]: string }) => (Object.keys(values).length === 0 ? 'null' : JSON.stringify(values));

export function openEvent(passage: Passage): OpenEvent {
  const { headers, query, method } = passage.request;
  return [
    `{"resource":${JSON.stringify(passage.resourcePath ?? null)}`,
    `"path":${JSON.stringify(passage.eventPath ?? passage.path)}`,
    `"httpMethod":${JSON.stringify(method)}`,
    valuesOf(headers, 'headers', 'multiValueHeaders'),
    valuesOf(query, 'queryStringParameters', 'multiValueQueryStringParameters'),
    `"pathParameters":${orNull(passage.pathParameters)}`,
    `"stageVariables":${orNull(passage.stageVariables)}`,
    `"requestContext":${JSON.stringify(requestContext(passage)).slice(0, -1)}`,
  ].join(',');
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

function bodyOf(request: GatewayRequest, binaryMediaTypes: readonly string[]): string {
  if (request.body.length === 0) {
    return '"body":null,"isBase64Encoded":false';
  }
  const isBase64Encoded = isBinary(headerValue(request, 'content-type'), binaryMediaTypes);
  return `"body":${JSON.stringify(request.body.toString(isBase64Encoded ? 'base64' : 'utf8'))},"isBase64Encoded":${isBase64Encoded}`;
}

/**
 * The event of a proxy integration, format 1.0.
 *
 * @param event what an authorizer got
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function proxyEvent({ request, authorizer }: Passage, event: OpenEvent, binaryMediaTypes: readonly string[]): Buffer {
  const authorized = authorizer === undefined ? '' : `,"authorizer":${JSON.stringify(authorizer)}`;
  return Buffer.from(`${event}${authorized}},${bodyOf(request, binaryMediaTypes)}}`);
}

/**
 * The event of a Lambda authorizer of the type REQUEST.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
 */
export function authorizerEvent(methodArn: string, event: OpenEvent): Buffer {
  return Buffer.from(`{"type":"REQUEST","methodArn":${JSON.stringify(methodArn)},${event.slice(1)}}}`);
}
