import { beforeAll, expect, test } from '@jest/globals';
import { describeSignIn } from './fixture';
import { Person } from '../../../local/testing/person';
import { AUTHORIZATION_SERVER_SCENARIOS, runAuthorizationServerSuite } from '../../conformance/authorization-server';
import { judge, readResults } from '../../conformance/judge';
import { temporaryDirectory } from '../../support/temporary-directory';

describeSignIn('the conformance suite', (server) => {
  let output: string;
  beforeAll(() => {
    output = temporaryDirectory('conformance');
  });

  test('finds nothing wrong with the authorization server', async () => {
    await runAuthorizationServerSuite(server(), (url, redirectUri) => new Person().authorize(url, redirectUri), output);

    const results = await readResults(output, 'authorization-server');
    expect(judge({ scored: AUTHORIZATION_SERVER_SCENARIOS, results })).toMatchObject({ ok: true, totals: { passed: 3, warned: 0 } });
  }, 70_000);
});
