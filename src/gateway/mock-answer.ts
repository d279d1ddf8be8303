import * as apigateway from 'aws-cdk-lib/aws-apigateway';

/** An answer that API Gateway gives by itself. */
export interface MockAnswer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  /** A Velocity template. */
  readonly body: string;
}

/** Adds a method that runs no function. */
export function addMockMethod(resource: apigateway.IResource, httpMethod: string, answer: MockAnswer): apigateway.Method {
  const statusCode = answer.status.toString();
  const parameters = Object.entries(answer.headers).map(([name, value]) => [`method.response.header.${name}`, `'${value}'`]);
  const integration = new apigateway.MockIntegration({
    requestTemplates: { 'application/json': JSON.stringify({ statusCode: answer.status }) },
    integrationResponses: [{
      statusCode,
      responseParameters: Object.fromEntries(parameters),
      responseTemplates: { 'application/json': answer.body },
    }],
  });
  return resource.addMethod(httpMethod, integration, {
    authorizationType: apigateway.AuthorizationType.NONE,
    methodResponses: [{ statusCode, responseParameters: Object.fromEntries(parameters.map(([name]) => [name, true])) }],
  });
}
