import { App } from 'aws-cdk-lib';
import { ContentStack } from '../lib/content-stack';

const app = new App();
new ContentStack(app, 'Content', {
  description: 'A remote MCP server with resources and prompts from everywhere',
});
