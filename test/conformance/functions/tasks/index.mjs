import { setTimeout as delay } from 'node:timers/promises';

const text = (value) => ({ content: [{ type: 'text', text: value }] });
const form = (message, ...names) => ({
  message, schema: { type: 'object', properties: { name: { type: 'string' }, confirm: { type: 'boolean' } }, required: names },
});

const TOOLS = {
  greet: ({ arguments: { name } }) => text(`Hello, ${name}!`),
  slow_compute: async ({ arguments: { seconds, label } }) => {
    await delay(seconds * 1000);
    return text(`${label ?? 'computed'} after ${seconds} seconds`);
  },
  failing_job: async () => {
    await delay(300);
    return { ...text('The job failed.'), isError: true };
  },
  // No answer at all: the process ends.
  protocol_error_job: () => process.exit(1),
  confirm_delete: ({ arguments: { filename }, answers }) => (answers.confirm === undefined
    ? { ask: { confirm: form(`Delete ${filename}?`, 'confirm') } }
    : text(answers.confirm.content?.confirm ? `${filename} is deleted` : `${filename} is kept`)),
  multi_input: ({ answers }) => (answers.first === undefined
    ? { ask: { first: form('Who is first?', 'name'), second: form('Who is second?', 'name') } }
    : text(`${answers.first.content?.name} and ${answers.second.content?.name}`)),
  // Asks before it is a task, and has the answer when it is one.
  test_tool_with_task: ({ answers, task }) => {
    if (answers.user_name === undefined) {
      return { ask: { user_name: form('What is your name?', 'name') } };
    }
    return task.isRunning ? text(`Hello, ${answers.user_name.content?.name}!`) : { task: true };
  },
};

export const handler = (event) => TOOLS[event.name](event);
