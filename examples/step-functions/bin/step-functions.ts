import { App } from 'aws-cdk-lib';
import { StepFunctionsStack } from '../lib/step-functions-stack';

const app = new App();
new StepFunctionsStack(app, 'StepFunctions', {
  description: 'A remote MCP server whose tools are state machines',
});
