// A tool as a user writes it: compiled against the packed package, and bundled by the esbuild of the app.
import { defineTool, type InputOf, ToolError } from 'cdk-remote-mcp-server/tool';

const input = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    times: { type: ['integer', 'null'] },
    mood: { enum: ['glad', 'sad'] },
    tags: { type: 'array', items: { type: 'string' } },
  },
  required: ['name'],
} as const;

export default defineTool<InputOf<typeof input>, { readonly greeting: string }>(async (args, context) => {
  const name: string = args.name;
  const times: number | null | undefined = args.times;
  const mood: 'glad' | 'sad' | undefined = args.mood;
  const tags: readonly string[] | undefined = args.tags;
  // @ts-expect-error the schema has no such member
  args.age;
  // @ts-expect-error and this one may be missing
  args.times.toFixed();
  context.progress(1, 2, 'greeting');
  context.log('info', { mood, tags });
  if (context.signal.aborted || context.remainingMillis() === 0 || context.deadline < 0) {
    throw new ToolError('too late', { cause: context.caller.subject });
  }
  return { greeting: `Hello ${name}`.repeat(times ?? 1) };
});
