import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { mockApi } from './assembly';
import { temporaryDirectory } from '../temporary-directory';

/** Synthesizes as a CDK app does, in a hundred milliseconds: copies the assets, and writes a manifest, templates and what they name. */
const APP = `
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { routes } from './stack.mjs';
const out = process.env.CDK_OUTDIR;
mkdirSync(out, { recursive: true });
const resources = ${JSON.stringify(mockApi())};
const files = {};
for (const { name, from, bundled } of routes) {
  const code = readdirSync(from).map((file) => file + readFileSync(join(from, file), 'utf8')).join();
  const hash = createHash('sha256').update(String(bundled)).update(code).digest('hex');
  const asset = join(out, 'asset.' + hash);
  if (!existsSync(asset)) {
    cpSync(from, asset, { recursive: true });
    if (bundled) writeFileSync(join(asset, 'index.mjs'), '// bundled\\n' + readFileSync(join(from, 'index.mjs'), 'utf8'));
  }
  files[hash] = { source: { path: 'asset.' + hash, packaging: 'zip' }, destinations: { here: { bucketName: 'b', objectKey: hash + '.zip' } } };
  const arn = { 'Fn::GetAtt': [name, 'Arn'] };
  resources[name] = { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs24.x', Handler: 'index.handler', Role: 'r', Timeout: 30, Code: { S3Bucket: 'b', S3Key: hash + '.zip' } } };
  resources[name + 'Path'] = { Type: 'AWS::ApiGateway::Resource', Properties: { RestApiId: { Ref: 'Api' }, ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, PathPart: name } };
  resources[name + 'Method'] = { Type: 'AWS::ApiGateway::Method', Properties: {
    RestApiId: { Ref: 'Api' }, ResourceId: { Ref: name + 'Path' }, HttpMethod: 'GET', AuthorizationType: 'NONE',
    Integration: { Type: 'AWS_PROXY', Uri: { 'Fn::Join': ['', ['arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/', arn, '/invocations']] } },
  } };
}
resources.Stage.Metadata = { RemoteMcpServer: { mcpUrl: 'https://example.com/mcp', offered: { tools: routes.map(({ name }) => ({ name, functionArn: { 'Fn::GetAtt': [name, 'Arn'] } })), resources: [], prompts: [] } } };
writeFileSync(join(out, 'Main.template.json'), JSON.stringify({ Resources: resources }));
writeFileSync(join(out, 'Main.assets.json'), JSON.stringify({ version: '44.0.0', files }));
writeFileSync(join(out, 'manifest.json'), JSON.stringify({ version: '44.0.0', artifacts: {
  'Main': { type: 'aws:cloudformation:stack', properties: { templateFile: 'Main.template.json' } },
  'Main.assets': { type: 'cdk:asset-manifest', properties: { file: 'Main.assets.json' } },
} }));
`;

/** A handler that answers a text, once the file `wait` beside the app is gone. */
export const answers = (text: string) => `import { existsSync } from 'node:fs';
export const handler = async ({ queryStringParameters: query }) => {
  if (query?.started) (await import('node:fs')).writeFileSync(query.started, '');
  while (query?.wait && existsSync(query.wait)) await new Promise((resolve) => setTimeout(resolve, 5));
  return { statusCode: 200, body: '${text}' };
};
`;

/** Writes an app with two functions, of which one is bundled. @returns its directory */
export function writeDevApp(): string {
  const directory = temporaryDirectory('dev-app');
  write(directory, 'app.mjs', APP);
  write(directory, 'cdk.json', JSON.stringify({ app: `"${process.execPath}" app.mjs`, watch: { include: ['**'], exclude: ['notes', '**/*.mjs.map'] } }));
  write(directory, 'stack.mjs', "export const routes = [{ name: 'plain', from: 'tools/plain' }, { name: 'bundled', from: 'tools/bundled', bundled: true }];\n");
  write(directory, 'tools/plain/index.mjs', answers('one'));
  write(directory, 'tools/bundled/index.mjs', answers('one'));
  return directory;
}

export function write(directory: string, file: string, content: string): void {
  mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
  writeFileSync(path.join(directory, file), content);
}
