// Tools in languages that are compiled, and in Ruby: the directory LANGUAGES holds what was built.
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, type FunctionProps, Runtime } from 'aws-cdk-lib/aws-lambda';
import { McpReports, McpSchema, McpTool, RemoteMcpServer } from '../../../src';

const app = new App({ outdir: process.env.CDK_OUTDIR, analyticsReporting: false });
const stack = new Stack(app, 'Languages');
const built = (language: string) => Code.fromAsset(join(process.env.LANGUAGES!, language));
const fn = (id: string, props: FunctionProps) => new LambdaFunction(stack, id, { timeout: Duration.seconds(20), ...props });
const takes = (name: string) => McpSchema.fromJson({ type: 'object', properties: { [name]: { type: 'string' } }, required: [name] });

new RemoteMcpServer(stack, 'Server', {
  tools: [
    McpTool.fromFunction('book_table', fn('BookTable', { runtime: Runtime.JAVA_21, handler: 'example.BookTable::handle', code: built('java') }), {
      description: 'Books a table.', inputSchema: takes('restaurant'), asks: true,
    }),
    McpTool.fromFunction('greet', fn('Greet', { runtime: Runtime.PROVIDED_AL2023, handler: 'bootstrap', code: built('go') }), {
      description: 'Greets a city.', inputSchema: takes('city'),
    }),
    McpTool.fromFunction('describe', fn('Describe', { runtime: Runtime.RUBY_3_4, handler: 'tool.handler', code: built('ruby') }), {
      description: 'Describes a city.', inputSchema: takes('city'),
    }),
    McpTool.fromFunction('transcode_video', fn('TranscodeVideo', { runtime: Runtime.JAVA_21, handler: 'example.TranscodeVideo::handle', code: built('java-reporting'), memorySize: 1024 }), {
      description: 'Transcodes a video, part by part.',
      inputSchema: McpSchema.fromJson({ type: 'object', properties: { parts: { type: 'integer' } }, required: ['parts'] }),
      reports: McpReports.fromTable(),
      cancellable: true,
    }),
  ],
});

app.synth();
