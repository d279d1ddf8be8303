import { isObject } from '../protocol/json-rpc';

/** Whether an answer asks instead of answering. */
export function questionsOf(answer: string): { readonly ask: unknown; readonly state?: unknown } | undefined {
  if (!answer.includes('"ask"')) {
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(answer);
    return isObject(value) && isObject(value.ask) && Object.keys(value).every((name) => name === 'ask' || name === 'state')
      ? { ask: value.ask, state: value.state } : undefined;
  } catch {
    return undefined;
  }
}
