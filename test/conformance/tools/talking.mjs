// The fixture tools that talk while they run, by name: each with the context that every tool of code gets.
import { setTimeout as delay } from 'node:timers/promises';

const PAUSE_MS = 50;

const name = { message: 'What is your name?', schema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } };
const sampling = (text, maxTokens = 100) => ({ sampling: { messages: [{ role: 'user', content: { type: 'text', text } }], maxTokens } });

const options = (prefix, names) => names.map((title, index) => ({ const: `${prefix}${index + 1}`, title }));
const untitled = ['option1', 'option2', 'option3'];

const DEFAULTS = {
  name: { type: 'string', default: 'John Doe' },
  age: { type: 'integer', default: 30 },
  score: { type: 'number', default: 95.5 },
  status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
  verified: { type: 'boolean', default: true },
};
const CHOICES = {
  untitledSingle: { type: 'string', enum: untitled },
  titledSingle: { type: 'string', oneOf: options('value', ['First Option', 'Second Option', 'Third Option']) },
  legacyEnum: { type: 'string', enum: ['opt1', 'opt2', 'opt3'], enumNames: ['Option One', 'Option Two', 'Option Three'] },
  untitledMulti: { type: 'array', items: { type: 'string', enum: untitled } },
  titledMulti: { type: 'array', items: { anyOf: options('value', ['First Choice', 'Second Choice', 'Third Choice']) } },
};

const completed = ({ action, content }) => `Elicitation completed: action=${action}, content=${JSON.stringify(content)}`;
const form = (properties) => ({ message: 'Please fill in the form', schema: { type: 'object', properties } });

const tools = {
  test_tool_with_logging: async (_args, context) => {
    context.log('info', 'Tool execution started');
    await delay(PAUSE_MS);
    context.log('info', 'Tool processing data');
    await delay(PAUSE_MS);
    context.log('info', 'Tool execution completed');
    return 'Logged three messages.';
  },
  test_logging_tool: (_args, context) => {
    context.log('info', 'A message for clients that asked for it');
    return 'Done.';
  },
  test_tool_with_progress: async (_args, context) => {
    context.progress(0, 100);
    await delay(PAUSE_MS);
    context.progress(50, 100);
    await delay(PAUSE_MS);
    context.progress(100, 100);
    return 'Reported three times.';
  },
  test_sampling: async ({ prompt }, context) => {
    const { content } = await context.ask('answer', sampling(prompt));
    return `LLM response: ${content.text}`;
  },
  test_elicitation: async ({ message }, context) => {
    const properties = { username: { type: 'string', description: "User's response" }, email: { type: 'string', description: "User's email address" } };
    const { action, content } = await context.ask('user', { message, schema: { type: 'object', properties, required: ['username', 'email'] } });
    return `User response: action: ${action}, content: ${JSON.stringify(content)}`;
  },
  test_elicitation_sep1034_defaults: async (_args, context) => completed(await context.ask('form', form(DEFAULTS))),
  test_elicitation_sep1330_enums: async (_args, context) => completed(await context.ask('form', form(CHOICES))),
  test_missing_capability: async (_args, context) => {
    await context.ask('model', sampling('Say hello'));
    return 'The client has the capability.';
  },
  test_streaming_elicitation: async (_args, context) => {
    context.progress(1);
    const { action } = await context.ask('user_name', name);
    return `The user answered with ${action}.`;
  },
  test_input_required_result_multi_round: async (_args, context) => {
    const { content: first } = await context.ask('step1', { ...name, message: 'Step 1: What is your name?' });
    const color = { type: 'object', properties: { color: { type: 'string' } }, required: ['color'] };
    const { content: second } = await context.ask('step2', { message: 'Step 2: What is your favorite color?', schema: color });
    return `${first?.name} likes ${second?.color}.`;
  },
};

export default (args, context) => tools[context.tool](args, context);
