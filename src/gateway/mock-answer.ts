import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { CorsAnswer } from './cors';
import { velocityString } from './velocity';
import { PAGE_MEDIA_TYPE, PROGRAM_MEDIA_TYPES } from '../contract/gateway/routes';
import { PAGE_HEADERS } from '../pages/html/page-headers';

/** A response that API Gateway returns without calling a function. */
export interface MockAnswer {
  readonly status: number;
  /** Without `"`, `$` and `#` where a value has a single quote. */
  readonly headers: { readonly [name: string]: string };
  /** A Velocity template. */
  readonly body: string;
  /** When this answer is given; left out for the answer to everything else, which comes last. */
  readonly when?: MockCondition;
}

export interface MockCondition {
  /** Statements before the test. */
  readonly set?: string;
  /** A Velocity expression. */
  readonly test: string;
}

/** HTTP/2 clients write header names in lower case, and the map of headers has them as the client wrote them. */
const SET_ACCEPT = [
  "#set($accept = $input.params().header.get('Accept'))",
  "#if(!$accept || $accept == '')#set($accept = $input.params().header.get('accept'))#end",
].join('\n');

/** A page for browsers, which request HTML where other clients do not. */
export function pageAnswer(html: string): MockAnswer {
  return {
    status: 200,
    headers: { ...PAGE_HEADERS, Vary: 'Accept' },
    body: html,
    when: { set: SET_ACCEPT, test: [`(${methodIs('GET')} || ${methodIs('HEAD')})`, '$accept', asksFor(PAGE_MEDIA_TYPE), ...PROGRAM_MEDIA_TYPES.map((type) => `!${asksFor(type)}`)].join(' && ') },
  };
}

/** The answer, to be read by pages of the origins that may. What it depends on is all of what both depend on. */
export function readable(answer: MockAnswer, cors: CorsAnswer): MockAnswer {
  const vary = [answer.headers, cors.headers].flatMap(({ Vary }) => Vary ?? []).join(', ');
  return { ...answer, headers: { ...answer.headers, ...cors.headers, ...vary !== '' && { Vary: vary } }, body: cors.template + answer.body };
}

function asksFor(mediaType: string): string {
  return `$accept.contains(${velocityString(mediaType)})`;
}

/** A Velocity expression: the request's method. */
export function methodIs(method: string): string {
  return `$context.httpMethod == ${velocityString(method)}`;
}

/** Adds a method that runs no function. */
export function addMockMethod(
  resource: apigateway.IResource, httpMethod: string, answers: readonly MockAnswer[], authorization: apigateway.MethodOptions,
): apigateway.Method {
  const responses = answers.map(({ status, headers, body, when }) => {
    // A mapped value stands in single quotes, which it can't hold itself.
    const mapped = Object.entries(headers).filter(([, value]) => !value.includes("'"));
    const overridden = Object.entries(headers).filter(([, value]) => value.includes("'"));
    return {
      statusCode: status.toString(),
      selectionPattern: when === undefined ? undefined : status.toString(),
      responseParameters: Object.fromEntries(mapped.map(([name, value]) => [`method.response.header.${name}`, `'${value}'`])),
      responseTemplates: {
        'application/json': overridden.map(([name, value]) => `#set($context.responseOverride.header.${name} = "${value}")\n`).join('') + body,
      },
    };
  });
  return resource.addMethod(httpMethod, new apigateway.MockIntegration({
    // A body of another type gets 415. Passed through, it would be read in place of the template below, and fail with 500.
    passthroughBehavior: apigateway.PassthroughBehavior.NEVER,
    requestTemplates: { 'application/json': statusTemplate(answers) },
    integrationResponses: responses,
  }), {
    ...authorization,
    methodResponses: responses.map(({ statusCode, responseParameters }) => ({
      statusCode, responseParameters: Object.fromEntries(Object.keys(responseParameters).map((name) => [name, true])),
    })),
  });
}

/** A mock answers with the status that its request template names. */
function statusTemplate(answers: readonly MockAnswer[]): string {
  const conditional = answers.flatMap(({ status, when }) => (when === undefined ? [] : [{ status, when }]));
  const usual = JSON.stringify({ statusCode: answers[answers.length - 1].status });
  if (conditional.length === 0) {
    return usual;
  }
  return [
    ...conditional.flatMap(({ when }) => when.set ?? []),
    ...conditional.map(({ when, status }, index) => `#${index === 0 ? 'if' : 'elseif'}(${when.test})${JSON.stringify({ statusCode: status })}`),
    `#else${usual}#end`,
  ].join('\n');
}
