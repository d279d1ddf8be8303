import { describe, expect, test } from '@jest/globals';
import { RefreshChainKeys } from '../../../../lambda-src/oauth/tokens/refresh-chain-keys';
import { judgeReplacedToken } from '../../../../lambda-src/oauth/tokens/replaced-token';

describe('a refresh token that has been replaced', () => {
  test.each([
    ['in-time', { secondsSinceReplacement: 0, successorUsed: false, predecessorCameLate: false }],
    ['in-time', { secondsSinceReplacement: 120, successorUsed: true, predecessorCameLate: true }],
    ['late', { secondsSinceReplacement: 121, successorUsed: false, predecessorCameLate: false }],
    ['late', { secondsSinceReplacement: 2_000_000, successorUsed: false, predecessorCameLate: false }],
    ['reuse', { secondsSinceReplacement: 121, successorUsed: true, predecessorCameLate: false }],
    ['reuse', { secondsSinceReplacement: 121, successorUsed: false, predecessorCameLate: true }],
  ] as const)('is %s: %j', (verdict, facts) => {
    expect(judgeReplacedToken(facts)).toBe(verdict);
  });
});

describe('the keys of the chain', () => {
  const [old, current] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  const chain = new RefreshChainKeys([current, old]);

  test('make one successor of a token, another of another, and another with another key', () => {
    const oldId = new RefreshChainKeys([old]).currentId;
    expect(chain.successor('t', chain.currentId)).toMatch(/^[\w-]{43}$/);
    expect(chain.successor('t', chain.currentId)).toBe(new RefreshChainKeys([current]).successor('t', chain.currentId));
    expect(new Set([chain.successor('t', chain.currentId), chain.successor('u', chain.currentId), chain.successor('t', oldId)]).size).toBe(3);
  });

  test('make none with a key that is not known, and say nothing of themselves', () => {
    expect(chain.successor('t', 'unknown')).toBeUndefined();
    expect(chain.currentId).toMatch(/^[\w-]{16}$/);
    expect(current.toString('base64url')).not.toContain(chain.currentId);
  });
});
