import { expect, test } from '@jest/globals';
import { isAllowedHost } from '../../../../lambda-src/oauth/client-metadata-fetch/allowed-hosts';

test.each([
  ['https://claude.ai/c.json', 'any', true],
  ['https://claude.ai/c.json', ['claude.ai'], true],
  ['https://claude.ai:443/c.json', ['claude.ai'], true],
  ['https://www.claude.ai/c.json', ['claude.ai'], false],
  ['https://claude.ai.evil.example/c.json', ['claude.ai'], false],
  ['https://claude.ai@evil.example/c.json', ['claude.ai'], false],
  ['https://evil.example/claude.ai', ['claude.ai'], false],
  ['https://notclaude.ai/c.json', ['*.claude.ai'], false],
  ['https://www.claude.ai/c.json', ['*.claude.ai'], true],
  ['https://claude.ai/c.json', ['*.claude.ai'], false],
  ['https://claude.ai/c.json', [], false],
  ['claude.ai', ['claude.ai'], false],
] as const)('%s among %j: %p', (url, allowed, expected) => {
  expect(isAllowedHost(url, allowed)).toBe(expected);
});
