import type { Task, TaskConversation } from './task';
import type { ToolEntry } from '../../../src/contract/mcp/catalogue';
import type { ToolInvocation } from '../../../src/contract/mcp/invocation';

/** The call as it was kept, with its numbers as the client wrote them. */
export async function invocationOf({ invocation }: Task): Promise<ToolInvocation> {
  const { readJson } = await import('../json/read-json');
  return readJson(invocation ?? 'null').written as ToolInvocation;
}

/** What a tool is told that asked, or may. */
export function told(tool: ToolEntry, { client, answers, state }: TaskConversation): Pick<ToolInvocation, 'client' | 'answers' | 'state' | 'task'> {
  return { ...tool.asks && { client, answers }, state, task: { isRunning: true } };
}
