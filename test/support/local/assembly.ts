import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { temporaryDirectory } from '../temporary-directory';

/** Writes a cloud assembly by hand: stack templates by name, and where they are. @returns its directory */
export function writeAssembly(
  templates: { readonly [stack: string]: object }, files: { readonly [name: string]: string } = {}, environments: { readonly [stack: string]: string } = {},
): string {
  const directory = temporaryDirectory('assembly');
  const artifacts: { [id: string]: unknown } = {};
  for (const [stack, template] of Object.entries(templates)) {
    writeFileSync(path.join(directory, `${stack}.template.json`), JSON.stringify(template));
    artifacts[stack] = { type: 'aws:cloudformation:stack', environment: environments[stack], properties: { templateFile: `${stack}.template.json` } };
  }
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
    writeFileSync(path.join(directory, name), content);
  }
  writeFileSync(path.join(directory, 'manifest.json'), JSON.stringify({ version: '44.0.0', artifacts }));
  return directory;
}

/** A stage of an API with one mock route. */
export const mockApi = (prefix = '', body = 'mock'): { [logicalId: string]: unknown } => ({
  [`${prefix}Api`]: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'api' } },
  [`${prefix}Stage`]: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: { Ref: `${prefix}Api` }, StageName: 'live' } },
  [`${prefix}Method`]: {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId: { Ref: `${prefix}Api` },
      ResourceId: { 'Fn::GetAtt': [`${prefix}Api`, 'RootResourceId'] },
      HttpMethod: 'GET',
      AuthorizationType: 'NONE',
      Integration: {
        Type: 'MOCK',
        RequestTemplates: { 'application/json': '{"statusCode":200}' },
        IntegrationResponses: [{ StatusCode: '200', ResponseTemplates: { 'application/json': body } }],
      },
      MethodResponses: [{ StatusCode: '200' }],
    },
  },
});

/** A stage of an API whose only route calls a function, of the given properties. */
export const functionApi = (properties: object): { [logicalId: string]: unknown } => {
  const api = mockApi();
  const method = api.Method as { readonly Properties: object };
  const uri = ['arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/', { 'Fn::GetAtt': ['Fn', 'Arn'] }, '/invocations'];
  return {
    ...api,
    Method: { ...method, Properties: { ...method.Properties, Integration: { Type: 'AWS_PROXY', Uri: { 'Fn::Join': ['', uri] } } } },
    Fn: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', Timeout: 20, ...properties } },
  };
};
