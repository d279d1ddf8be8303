import { App, Stack } from 'aws-cdk-lib';
import { McpCode, McpSchema, McpTool, RemoteMcpServer } from '../../../src';

const tools = 'test/clients/code-tools/tools';
const trouble = McpCode.fromEntry(`${tools}/trouble.ts`);
const greeting = McpCode.fromFile(`${tools}/top-level-await.mjs`, { environment: { GREETING: 'hi' } });
const described = (description: string) => ({ description, inputSchema: McpSchema.fromJson({ type: 'object' }) });

const app = new App();
new RemoteMcpServer(new Stack(app, 'CodeTools'), 'Server', {
  tools: [
    McpTool.fromCode('trouble', trouble, described('Makes trouble')),
    McpTool.fromCode('greet', greeting, described('Greets')),
    McpTool.fromCode('greet_again', greeting, described('Greets again')),
    McpTool.fromCode('no_default', McpCode.fromFile(`${tools}/no-default.cjs`), described('Has no default export')),
    McpTool.fromCode('not_loadable', McpCode.fromFile(`${tools}/not-loadable.cjs`), described('Needs what is not there')),
  ],
});
app.synth();
