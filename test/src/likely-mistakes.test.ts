import { describe, expect, test } from '@jest/globals';
import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { z } from 'zod';
import { McpAuthorization, McpCode, McpConnection, McpEndpoint, McpFirewall, McpPrompt, McpPromptMessage, McpResource, McpSchema, McpServerCode, McpTask, McpTool, McpToolProps, RemoteMcpServer, RemoteMcpServerProps, SignIn } from '../../src';

/** Mistakes that deploy, or that would fail with another library's error: each is told with what it is about and what to do. */

const later = Lazy.string({ produce: () => 'later' });

function stackOf(context: { readonly [key: string]: unknown } = {}) {
  return new Stack(new App({ context }), 'Weather', { env: { account: '111111111111', region: 'eu-central-1' } });
}

function functionIn(stack: Stack, timeout?: Duration) {
  return new lambda.Function(stack, 'Forecast', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('x'), timeout });
}

/** All that synthesis says, as errors, warnings and infos. */
function said(props: (stack: Stack) => RemoteMcpServerProps, context?: { readonly [key: string]: unknown }): string {
  const stack = stackOf(context);
  try {
    new RemoteMcpServer(stack, 'Server', props(stack));
    const { messages } = (stack.node.root as App).synth().getStackArtifact(stack.artifactId);
    return messages.map(({ entry }) => String(entry.data)).join('\n');
  } catch (error) {
    return (error as Error).message;
  }
}

const tool = (props: Partial<McpToolProps> = {}, timeout = Duration.seconds(10)) => (stack: Stack): RemoteMcpServerProps => (
  { tools: [McpTool.fromFunction('get_forecast', functionIn(stack, timeout), { description: 'The forecast.', ...props })] }
);
const input = (schema: object) => tool({ inputSchema: McpSchema.fromJson(schema) });

describe('synthesis tells', () => {
  test.each<[string, (stack: Stack) => RemoteMcpServerProps, RegExp]>([
    ['a value that only the deployment knows, by tool and property', tool({ description: `The forecast of ${later}` }),
      /UnresolvedValue: the tool "get_forecast" .* at "description"; give literal texts \[at Weather\/Server\]/],
    ['such a value in a prompt', () => ({ prompts: [McpPrompt.fromMessages('ask', { arguments: [{ name: 'city', description: later }], messages: [McpPromptMessage.text('Ask')] })] }),
      /the prompt "ask" .* at "arguments\[0\]\.description"/],
    ['a schema of zod', (stack) => input(z.object({ city: z.string() }) as never)(stack), /z\.toJSONSchema\(schema, \{ io: 'input' \}\)/],
    ['a misspelt type', (stack) => input({ type: 'object', properties: { city: { type: 'strng' } } })(stack), /tool "get_forecast".*"\/properties\/city"; did you mean "string"\?/],
    ['a misspelt keyword', (stack) => input({ type: 'object', propertys: {} })(stack), /tool "get_forecast".*"propertys".*did you mean "properties"\?/],
    ['a required property that is not declared', (stack) => input({ type: 'object', properties: {}, required: ['city'] })(stack), /tool "get_forecast".*"city", which is not among its properties/],
    ['an issuer that is the URL of its metadata', () => ({ authorization: McpAuthorization.external({ issuer: 'https://id.example.com/.well-known/openid-configuration' } as never) }),
      /InvalidIssuer: .*must not be the URL of its metadata document/],
    ['{name} in a prompt', () => ({ prompts: [McpPrompt.fromMessages('ask', { arguments: [{ name: 'city' }], messages: [McpPromptMessage.text('Of {city}')] })] }), /"ask".*\{\{city\}\}/],
    ['a URI template where one URI is meant', () => ({ resources: [McpResource.fromText('weather://{city}', { name: 'city', text: 'x' })] }),
      /InvalidResourceUri: .*"weather:\/\/\{city\}" is a URI template.*McpResource\.fromTextTemplate\(\), or write weather:\/\/%7Bcity%7D/],
    ['sign-in by none of nothing', () => ({ authorization: McpAuthorization.oauth({ signIn: SignIn.anyOf([]) }) }), /NoSignIns: .*SignIn\.none\(\)/],
    ['a server that offers nothing', () => ({}), /the server offers nothing/],
    ['a function that Lambda ends after three seconds', (stack) => ({ tools: [McpTool.fromFunction('get_forecast', functionIn(stack), { description: 'd' })] }),
      /"Weather\/Forecast" has no timeout, so Lambda ends it after 3 seconds.*set its timeout/],
    ['a function that goes on when its call is over', tool({}, Duration.minutes(5)), /"Weather\/Forecast" may take 300 seconds, and a call of the server 60: .*\[ack: cdk-remote-mcp-server:longerFunctionTimeout\]/],
    ['a call that API Gateway ends before its time', () => ({ toolTimeout: Duration.minutes(10) }),
      /toolTimeout is 600 seconds, but API Gateway ends a response that sends nothing for 300, with status 504.*run as tasks or report progress.*\[ack: cdk-remote-mcp-server:silentCalls\]/],
    ['a call that CloudFront ends before its time', () => ({ toolTimeout: Duration.seconds(61), endpoint: McpEndpoint.cloudFront(), firewall: McpFirewall.none() }),
      /toolTimeout is 61 seconds, but CloudFront ends a response that sends nothing for 60/],
    ['a function of another account', (stack) => ({
      tools: [McpTool.fromFunction('get_forecast', lambda.Function.fromFunctionArn(stack, 'Theirs', 'arn:aws:lambda:eu-central-1:222222222222:function:theirs'), { description: 'd' })],
    }), /"Weather\/Theirs" is in account 222222222222; let account 111111111111 invoke it there/],
    ['code that is not where it was said to be, by tool', () => ({ tools: [McpTool.fromCode('get_forecast', McpCode.fromEntry('tools/forecst.ts'), { description: 'd' })] }),
      /^CodeNotFound: the tool "get_forecast": the entry "tools\/forecst\.ts" is not a file .*working directory of the app \[at Weather\/Server\]$/],
    ['a connection of a tool that is no URL, by tool', () => ({ tools: [McpTool.fromHttp('get_forecast', McpConnection.toUrl('api.example.com'), { description: 'd', url: '/' })] }),
      /^InvalidConnectionUrl: the tool "get_forecast": .*\[at Weather\/Server/],
    ['code of a server of one\'s own that is not there', () => ({ serverCode: McpServerCode.fromSdkServer(McpCode.fromFile('server.mjs')) }),
      /^CodeNotFound: serverCode: the code "server\.mjs" is not a file .*\[at Weather\/Server\]$/],
    ['tools of which a model may take one for the other', (stack) => {
      const fn = functionIn(stack, Duration.seconds(10));
      return { tools: ['get_forecast', 'getForecast'].map((name) => McpTool.fromFunction(name, fn, { description: 'd' })) };
    }, /the tools "get_forecast" and "getForecast" differ by case or by _, - and \. only.*\[ack: cdk-remote-mcp-server:namesAlike\]/],
    ['prompts of which a client may know one', () => ({ prompts: ['ask.city', 'ask_city'].map((name) => McpPrompt.fromMessages(name, { messages: [McpPromptMessage.text('Ask')] })) }),
      /the prompts "ask\.city" and "ask_city" differ/],
    ['a tool that reads only, and destroys', tool({ readOnly: true, destructive: true }), /"get_forecast" is readOnly and destructive.*say readOnly: false/],
    ['{name} in a question to the user', tool({
      confirm: 'The forecast of ${city}?', inputSchema: McpSchema.fromJson({ type: 'object', properties: { city: { type: 'string' } } }),
    }), /the confirm of the tool "get_forecast" has \{city\}, which its user would read as it stands; write \{\{city\}\}/],
    ['a member that JavaScript left out', (stack) => ({ tools: [McpTool.fromFunction('get_forecast', functionIn(stack), {} as never)] }), /MissingValue: McpTool\.fromFunction\("get_forecast"\) has no props\.description/],
  ])('%s', (_what, props, message) => {
    expect(said(props)).toMatch(message);
  });

  test('the role that a flag of the app forbids to others', () => {
    const flag = { '@aws-cdk/aws-apigateway:disableCloudWatchRole': true };

    expect(said(tool(), flag)).toMatch(/disableCloudWatchRole.*cloudWatchRole: false .*cloudWatchRole: true/);
    expect(said((stack) => ({ ...tool()(stack), cloudWatchRole: true }), flag)).toBe('');
    expect(said((stack) => ({ ...tool()(stack), cloudWatchRole: false }), flag)).toBe('');
  });

  test('nothing of a tool and a prompt of one name, which MCP and clients tell apart', () => {
    const prompts = [McpPrompt.fromMessages('get_forecast', { messages: [McpPromptMessage.text('Ask')] })];
    expect(said((stack) => ({ ...tool()(stack), prompts }))).toBe('');
  });

  test('nothing of a server without a mistake', () => {
    const inputSchema = McpSchema.fromJson({ type: 'object', properties: { city: { type: 'string' } } });
    expect(said(tool({ confirm: 'The forecast of {{city}} {today}?', inputSchema }))).toBe('');
    expect(said(input({ type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }))).toBe('');
    expect(said(tool({ task: McpTask.optional() }, Duration.minutes(5)))).toBe('');
  });
});
