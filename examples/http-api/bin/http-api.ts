import { App } from 'aws-cdk-lib';
import { HttpApiStack } from '../lib/http-api-stack';

const app = new App();
new HttpApiStack(app, 'HttpApi', {
  description: 'A remote MCP server whose tools are requests to an HTTP API',
  shopUrl: process.env.SHOP_URL ?? 'http://localhost:4000/v1',
});
