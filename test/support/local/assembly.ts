import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { temporaryDirectory } from '../temporary-directory';

/** Writes a cloud assembly by hand: stack templates by name. @returns its directory */
export function writeAssembly(templates: { readonly [stack: string]: object }, files: { readonly [name: string]: string } = {}): string {
  const directory = temporaryDirectory('assembly');
  const artifacts: { [id: string]: unknown } = {};
  for (const [stack, template] of Object.entries(templates)) {
    writeFileSync(path.join(directory, `${stack}.template.json`), JSON.stringify(template));
    artifacts[stack] = { type: 'aws:cloudformation:stack', properties: { templateFile: `${stack}.template.json` } };
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
