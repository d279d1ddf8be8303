import { OPEN_ACCESS_POLICY, requiredScopes } from '../../src/contract/authorizer/access-policy';
import { expandScopes, initialScopes, missingScopes } from '../../src/contract/scopes';

const HIERARCHY = [{ name: 'read' }, { name: 'write', includes: ['read'] }, { name: 'admin', includes: ['write', 'audit'] }, { name: 'audit' }];

describe('scopes', () => {
  test.each([
    [[], []],
    [['read'], ['read']],
    [['admin'], ['admin', 'write', 'audit', 'read']],
    [['read', 'write'], ['read', 'write']],
    [['elsewhere', 'write'], ['elsewhere', 'write', 'read']],
  ])('%j contain %j', (granted, expanded) => {
    expect(expandScopes(granted, HIERARCHY)).toEqual(expanded);
  });

  test('that include each other end somewhere', () => {
    expect(expandScopes(['a'], [{ name: 'a', includes: ['b'] }, { name: 'b', includes: ['a'] }])).toEqual(['a', 'b']);
  });

  test('are missing where no granted scope contains them', () => {
    expect(missingScopes(['read', 'audit'], ['write'], HIERARCHY)).toEqual(['audit']);
    expect(missingScopes(['read', 'audit'], ['admin'], HIERARCHY)).toEqual([]);
  });

  test('that clients ask for at first are the first, or all', () => {
    expect(initialScopes(HIERARCHY, false)).toEqual(['read']);
    expect(initialScopes(HIERARCHY, true)).toEqual(['read', 'write', 'admin', 'audit']);
  });
});

test.each(['tools/call', 'prompts/get', 'resources/read', 'tools/list'])('%s of something unknown requires nothing, whatever it is called', (method) => {
  expect(requiredScopes(OPEN_ACCESS_POLICY, { method, name: 'constructor' })).toEqual([]);
});
