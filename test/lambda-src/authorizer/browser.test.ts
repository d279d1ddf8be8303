import { expect, test } from '@jest/globals';
import { authorizerWorld, claims, sign } from './support/authorizer-world';

const PAGE_ARN = 'arn:aws:execute-api:eu-central-1:111122223333:a1b2c3/prod/GET/mcp';
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

test.each(['GET', 'HEAD'])('people see the page that says how to connect: %s', async (httpMethod) => {
  const world = authorizerWorld();
  await expect(world.handle({ methodArn: PAGE_ARN, httpMethod, multiValueHeaders: { accept: [BROWSER] } })).resolves.toEqual({
    principalId: 'browser',
    policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: PAGE_ARN }] },
  });
  expect(world.registry.reads).toEqual([]);
});

test.each([
  ['a program that probes', 'GET', { Accept: ['text/event-stream'] }],
  ['a program that takes anything', 'GET', { Accept: ['*/*'] }],
  ['a program that says nothing', 'HEAD', {}],
  ['a program that would take a page, too', 'GET', { Accept: ['text/html;q=0.1, application/json'] }],
  ['a program that would take a page, too, and says so in two headers', 'HEAD', { Accept: ['text/html', 'text/event-stream'] }],
  ['a page that is posted to', 'POST', { Accept: [BROWSER] }],
  ['a page that is deleted', 'DELETE', { Accept: [BROWSER] }],
  ['a browser with something that is no token', 'GET', { Accept: [BROWSER], Authorization: ['Basic dTpw'] }],
  ['a browser with an empty token', 'GET', { Accept: [BROWSER], Authorization: [''] }],
])('T59 %s gets the challenge', async (_, httpMethod, multiValueHeaders) => {
  await expect(authorizerWorld().handle({ methodArn: PAGE_ARN, httpMethod, multiValueHeaders })).rejects.toThrow(/^Unauthorized$/);
});

test('a program with a token passes, to be told that there is no stream', async () => {
  const world = authorizerWorld();
  const token = await sign(claims(world.now));
  const policy = await world.handle({ methodArn: PAGE_ARN, httpMethod: 'GET', multiValueHeaders: { Accept: ['text/event-stream'], Authorization: [`Bearer ${token}`] } });
  expect(policy).toMatchObject({ policyDocument: { Statement: [{ Effect: 'Allow', Resource: PAGE_ARN }] } });
});
