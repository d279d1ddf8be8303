import { App } from 'aws-cdk-lib';
import { TasksStack } from '../lib/tasks-stack';

const app = new App();
new TasksStack(app, 'Tasks', {
  description: 'A remote MCP server whose tools take longer than their clients wait',
});
