import { App } from 'aws-cdk-lib';
import { TalkingToolsStack } from '../lib/talking-tools-stack';

const app = new App();
new TalkingToolsStack(app, 'TalkingTools', {
  description: 'A remote MCP server whose tools report, ask and can be cancelled',
});
