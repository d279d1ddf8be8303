import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ALL_SCOPES, REQUIRED_SCOPES } from './scope-challenge';
import { taskTools } from './tasks';
import { McpAuthorization, McpCode, McpPrompt, McpPromptMessage, McpResource, McpSchema, McpSkill, McpTool, RemoteMcpServer } from '../../src';

// The server that the conformance suite expects.
const files = join(process.cwd(), 'test', 'conformance');
const pixel = join(files, 'files', 'pixel.png');

const app = new App();
const stack = new Stack(app, 'Conformance');
const fixture = new lambda.Function(stack, 'Fixture', {
  runtime: lambda.Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: lambda.Code.fromAsset(join(files, 'functions', 'fixture')),
});

const asking = new lambda.Function(stack, 'Asking', {
  runtime: lambda.Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: lambda.Code.fromAsset(join(files, 'functions', 'asking')),
});
const talking = McpCode.fromFile(join(files, 'tools', 'talking.mjs'));

/** A flat schema of texts, all of them required. */
const texts = (...names: string[]) => McpSchema.fromJson({
  type: 'object', properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])), required: names,
});

const tool = (name: string, description: string, inputSchema?: { [name: string]: unknown }, requiredScopes?: string[]) =>
  McpTool.fromFunction(name, fixture, { description, inputSchema: inputSchema && McpSchema.fromJson(inputSchema), requiredScopes });

new RemoteMcpServer(stack, 'Server', {
  serverName: 'conformance-fixture',
  authorization: McpAuthorization.oauth({ scopes: ALL_SCOPES.map((name) => ({ name })) }),
  serverVersion: '1.0.0',
  allowedOrigins: process.env.CONFORMANCE_ORIGIN ? [process.env.CONFORMANCE_ORIGIN] : [],
  tools: [
    ...taskTools(stack),
    tool('test_simple_text', 'Returns a text', undefined, [...REQUIRED_SCOPES.tool]),
    tool('test_image_content', 'Returns an image'),
    tool('test_audio_content', 'Returns a sound'),
    tool('test_embedded_resource', 'Returns an embedded resource'),
    tool('test_multiple_content_types', 'Returns a text, an image and a resource'),
    tool('test_error_handling', 'Returns an error'),
    McpTool.fromCode('test_tool_with_logging', talking, { description: 'Logs three messages' }),
    McpTool.fromCode('test_logging_tool', talking, { description: 'Logs a message' }),
    McpTool.fromCode('test_tool_with_progress', talking, { description: 'Reports progress three times' }),
    McpTool.fromCode('test_sampling', talking, { description: "Asks the client's model", inputSchema: texts('prompt'), asks: true }),
    McpTool.fromCode('test_elicitation', talking, { description: 'Asks the user', inputSchema: texts('message'), asks: true }),
    McpTool.fromCode('test_elicitation_sep1034_defaults', talking, { description: 'Asks with defaults', asks: true }),
    McpTool.fromCode('test_elicitation_sep1330_enums', talking, { description: 'Asks with choices of every kind', asks: true }),
    McpTool.fromCode('test_missing_capability', talking, { description: "Needs the client's model", asks: true }),
    McpTool.fromCode('test_streaming_elicitation', talking, { description: 'Reports and asks', asks: true }),
    McpTool.fromCode('test_input_required_result_multi_round', talking, { description: 'Asks twice', asks: true }),
    ...['elicitation', 'sampling', 'list_roots', 'request_state', 'multiple_inputs', 'tampered_state', 'capabilities'].map((what) => (
      McpTool.fromFunction(`test_input_required_result_${what}`, asking, { description: 'Asks, and answers when it is invoked with the answers', readOnly: true, asks: true })
    )),
    tool('json_schema_2020_12_tool', 'Has a schema that uses much of JSON Schema 2020-12', {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      $defs: {
        address: { $anchor: 'addressDef', type: 'object', properties: { street: { type: 'string' }, city: { type: 'string' } } },
      },
      properties: {
        name: { type: 'string' },
        address: { $ref: '#/$defs/address' },
        contactMethod: { type: 'string', enum: ['phone', 'email'] },
        phone: { type: 'string' },
        email: { type: 'string' },
      },
      allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
      if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
      then: { required: ['phone'] },
      else: { required: ['email'] },
      additionalProperties: false,
    }),
    tool('test_x_mcp_header', 'Has an argument that clients repeat in a header', {
      type: 'object',
      properties: { region: { 'type': 'string', 'description': 'A region', 'x-mcp-header': 'Region' } },
    }),
  ],
  resources: [
    McpResource.fromText('test://static-text', {
      name: 'static-text',
      description: 'A static text',
      text: 'This is the content of the static text resource.',
      requiredScopes: [...REQUIRED_SCOPES.resource],
    }),
    McpResource.fromAsset('test://static-binary', pixel, { name: 'static-binary', description: 'A static image' }),
    McpResource.fromTextTemplate('test://template/{id}/data', {
      name: 'template-data',
      description: 'A text with a variable',
      mimeType: 'application/json',
      text: '{"id":"{id}","templateTest":true,"data":"Data for ID: {id}"}',
      requiredScopes: [...REQUIRED_SCOPES.template],
    }),
    McpResource.fromText('test://watched-resource', { name: 'watched-resource', description: 'A text that never changes', text: 'Watched' }),
  ],
  skills: [McpSkill.fromDirectory(join(files, 'files', 'skills', 'count-things'), { requiredScopes: [...REQUIRED_SCOPES.skill] })],
  prompts: [
    McpPrompt.fromMessages('test_simple_prompt', {
      description: 'A prompt without arguments',
      messages: [McpPromptMessage.text('This is a simple prompt for testing.')],
      requiredScopes: [...REQUIRED_SCOPES.prompt],
    }),
    McpPrompt.fromMessages('test_prompt_with_arguments', {
      description: 'A prompt with arguments',
      arguments: [
        { name: 'arg1', description: 'First test argument', required: true },
        { name: 'arg2', description: 'Second test argument', required: true },
      ],
      messages: [McpPromptMessage.text("Prompt with arguments: arg1='{{arg1}}', arg2='{{arg2}}'")],
    }),
    McpPrompt.fromMessages('test_prompt_with_embedded_resource', {
      description: 'A prompt that embeds a resource',
      arguments: [{ name: 'resourceUri', description: 'URI of the resource to embed', required: true }],
      messages: [
        McpPromptMessage.resource('{{resourceUri}}', 'Embedded resource content for testing.'),
        McpPromptMessage.text('Please process the embedded resource above.'),
      ],
    }),
    McpPrompt.fromFunction('test_input_required_result_prompt', asking, { description: 'A prompt that asks', asks: true }),
    McpPrompt.fromMessages('test_prompt_with_image', {
      description: 'A prompt with an image',
      messages: [McpPromptMessage.image(pixel), McpPromptMessage.text('Please analyze the image above.')],
    }),
  ],
});
app.synth();
