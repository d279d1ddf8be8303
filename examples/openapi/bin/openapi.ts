import { App } from 'aws-cdk-lib';
import { OpenApiStack } from '../lib/openapi-stack';

const app = new App();
new OpenApiStack(app, 'OpenApi', {
  description: 'A remote MCP server whose tools are operations of an OpenAPI document',
  apiUrl: process.env.LIBRARY_API ?? 'http://127.0.0.1:4010/v1',
});
