import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readUsersFile, usersAt } from '../../../local/people/users-file';
import { temporaryDirectory } from '../../support/temporary-directory';

function file(content: string): string {
  const path = join(temporaryDirectory('users'), 'users.json');
  writeFileSync(path, content);
  return path;
}

const read = (content: unknown) => readUsersFile(file(JSON.stringify(content)));
const NO_RULES = { allowedTenants: [], hostedDomains: [] };

describe('a file with users', () => {
  test('needs to say no more than who they are', () => {
    expect(read([{ sub: 'ada' }, { sub: 'bo@example.org' }])).toMatchObject([
      { sub: 'ada', name: 'ada', email: 'ada@example.com', groups: [] },
      { sub: 'bo@example.org', name: 'bo@example.org', email: 'bo@example.org', groups: [] },
    ]);
  });

  test('may give one subject at each of two providers', () => {
    const users = read([{ sub: 'ada', issuer: 'https://a.example', groups: ['x'] }, { sub: 'ada', issuer: 'https://b.example' }, { sub: 'bo' }]);
    expect(usersAt('https://a.example', users, NO_RULES).map(({ sub, groups }) => [sub, groups])).toEqual([['ada', ['x']], ['bo', []]]);
  });

  test.each([
    ['is not there', undefined, /there is no such file/],
    ['is no JSON', '[{', /JSON/],
    ['is no array', '{"sub":"ada"}', /an array with one user at least/],
    ['is empty', '[]', /an array with one user at least/],
    ['has a user who is no object', '["ada"]', /user 1: it is no object/],
    ['has a user without a subject', '[{"name":"Ada"}]', /user 1: sub must be a text/],
    ['has an empty subject', '[{"sub":""}]', /user 1: sub must be a text/],
    ['misspells a member', '[{"sub":"ada"},{"sub":"bo","group":["x"]}]', /user 2: "group" is none of sub, name, email, groups, claims, issuer/],
    ['has one group as a text', '[{"sub":"ada","groups":"x"}]', /user 1: groups must be a list of texts/],
    ['has claims that are a list', '[{"sub":"ada","claims":[]}]', /user 1: claims must be an object/],
    ['has a name that is a number', '[{"sub":"ada","name":1}]', /user 1: name must be a text/],
    ['has a user twice', '[{"sub":"ada"},{"sub":"ada","name":"Ada"}]', /user 2: "ada" is there twice/],
    ['has an address twice', '[{"sub":"ada"},{"sub":"x","email":"ADA@example.com"}]', /user 2: "ADA@example.com" is there twice/],
  ])('that %s is refused', (_what, content, message) => {
    expect(() => readUsersFile(content === undefined ? '/nowhere/users.json' : file(content)))
      .toThrow(expect.objectContaining({ code: 'UsersFileInvalid', message: expect.stringMatching(message) }));
  });
});
