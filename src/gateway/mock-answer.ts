import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { PAGE_HEADERS } from '../pages/html/page-headers';

/** An answer that API Gateway gives by itself. */
export interface MockAnswer {
  readonly status: number;
  /** Without `"`, `$` and `#` where a value has a single quote. */
  readonly headers: { readonly [name: string]: string };
  /** A Velocity template. */
  readonly body: string;
  /** The media type for which this answer is given; left out for the answer to everything else, which comes first. */
  readonly accept?: string;
}

/** A page for people, who ask for HTML where programs do not. */
export function pageAnswer(html: string): MockAnswer {
  return { status: 200, headers: { ...PAGE_HEADERS, Vary: 'Accept' }, body: html, accept: 'text/html' };
}

/** Adds a method that runs no function. */
export function addMockMethod(resource: apigateway.IResource, httpMethod: string, answers: readonly MockAnswer[]): apigateway.Method {
  const responses = answers.map(({ status, headers, body, accept }) => {
    // A mapped value stands in single quotes, which it can't hold itself.
    const mapped = Object.entries(headers).filter(([, value]) => !value.includes("'"));
    const overridden = Object.entries(headers).filter(([, value]) => value.includes("'"));
    return {
      statusCode: status.toString(),
      selectionPattern: accept === undefined ? undefined : status.toString(),
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
    authorizationType: apigateway.AuthorizationType.NONE,
    methodResponses: responses.map(({ statusCode, responseParameters }) => ({
      statusCode, responseParameters: Object.fromEntries(Object.keys(responseParameters).map((name) => [name, true])),
    })),
  });
}

/** A mock answers with the status that its request template names. */
function statusTemplate([usual, ...others]: readonly MockAnswer[]): string {
  const usually = JSON.stringify({ statusCode: usual.status });
  if (others.length === 0) {
    return usually;
  }
  // HTTP/2 clients write header names in lower case, and this map has them as the client wrote them.
  return [
    "#set($accept = $input.params().header.get('Accept'))",
    "#if(!$accept || $accept == '')#set($accept = $input.params().header.get('accept'))#end",
    ...others.map(({ accept, status }, index) => `#${index === 0 ? 'if' : 'elseif'}($accept && $accept.contains('${accept}'))${JSON.stringify({ statusCode: status })}`),
    `#else${usually}#end`,
  ].join('\n');
}
