import type { COUNT_WORDS_INPUT } from './count-words-input';
import { defineTool, type InputOf, ToolError } from 'cdk-remote-mcp-server/tool';

/** Words between two reports of progress. */
const REPORT_EVERY = 1000;

export default defineTool<InputOf<typeof COUNT_WORDS_INPUT>>(async ({ text, top = 3 }, context) => {
  const words = text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
  if (words.length === 0) {
    // The model reads this; of any other error it would only read that the tool failed.
    throw new ToolError('The text has no words. Pass a text with at least one letter or digit.');
  }
  const counts = new Map<string, number>();
  for (const [index, word] of words.entries()) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
    if (index % REPORT_EVERY === REPORT_EVERY - 1) {
      context.signal.throwIfAborted();
      context.progress(index + 1, words.length);
    }
  }
  const most = [...counts].sort(([, left], [, right]) => right - left).slice(0, top).map(([word, times]) => ({ word, times }));
  return { words: words.length, most };
});
