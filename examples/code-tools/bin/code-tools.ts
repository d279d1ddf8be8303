import { App } from 'aws-cdk-lib';
import { CodeToolsStack } from '../lib/code-tools-stack';

const app = new App();
new CodeToolsStack(app, 'CodeTools', {
  description: 'A remote MCP server whose tools run in the server itself',
});
