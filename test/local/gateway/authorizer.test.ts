import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { MADE_UP } from '../../../local/cloud-assembly/environment';
import { RunningInvocation } from '../../../local/functions/invocation';
import { Authorizer, Authorizers } from '../../../local/gateway/authorizer';
import { evaluatePolicy } from '../../../local/gateway/policy';
import { Invoke } from '../../../local/gateway/proxy-integration';
import { headerValue } from '../../../local/gateway/request';
import { Passage } from '../../../local/gateway/request-context';
import { Fixture, serveFixture } from '../../support/local/gateway-fixture';
import { json, send } from '../../support/local/http';

const passage = (authorization: string, path = '/mcp'): Passage => ({
  request: {
    method: 'POST',
    fullPath: `/live${path}`,
    query: [],
    headers: [['Authorization', authorization]],
    body: Buffer.alloc(0),
    sourceIp: '127.0.0.1',
    requestId: 'r',
    extendedRequestId: 'x',
    receivedAt: 0,
  },
  apiId: 'api',
  environment: MADE_UP,
  stageName: 'live',
  stageVariables: {},
  domainName: 'localhost',
  path,
  contextPath: `/live${path}`,
  resourcePath: path,
  pathParameters: {},
});

const authorizer: Authorizer = {
  id: 'a', type: 'REQUEST', functionArn: 'arn', identitySources: [({ request }) => headerValue(request, 'authorization')], ttl: 60,
};

const answering = (answer: object): RunningInvocation => ({
  started: Promise.resolve({ streaming: false, contentType: 'application/json', body: Readable.from([Buffer.from(JSON.stringify(answer))]) }),
  finished: Promise.resolve(undefined),
});

describe('the cache of authorizer results', () => {
  const allow = (resource: string) => ({ principalId: 'p', policyDocument: { Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: resource }] } });
  const everything = 'arn:aws:execute-api:us-east-1:000000000000:api/live/*';

  function authorizers(answer: object) {
    const clock = { now: 1_000_000 };
    const invoke = jest.fn<Invoke>(async () => answering(answer));
    return { clock, invoke, authorizers: new Authorizers(invoke, () => clock.now) };
  }

  test('answers for the same identity until its time is over', async () => {
    const { clock, invoke, authorizers: subject } = authorizers(allow(everything));
    await subject.authorize(authorizer, passage('one'));
    clock.now += 59_999;
    expect((await subject.authorize(authorizer, passage('one'))).allowed).toBe(true);
    expect(invoke).toHaveBeenCalledTimes(1);
    clock.now += 2;
    await subject.authorize(authorizer, passage('one'));
    expect(invoke).toHaveBeenCalledTimes(2);
  });

  test('does not answer for another identity', async () => {
    const { invoke, authorizers: subject } = authorizers(allow(everything));
    await subject.authorize(authorizer, passage('one'));
    await subject.authorize(authorizer, passage('two'));
    expect(invoke).toHaveBeenCalledTimes(2);
  });

  test('is not used with a lifetime of zero', async () => {
    const { invoke, authorizers: subject } = authorizers(allow(everything));
    await subject.authorize({ ...authorizer, ttl: 0 }, passage('one'));
    await subject.authorize({ ...authorizer, ttl: 0 }, passage('one'));
    expect(invoke).toHaveBeenCalledTimes(2);
  });

  // The bug that a policy for one method causes in the field.
  test('applies the first method\'s policy to every method', async () => {
    const { authorizers: subject } = authorizers(allow('arn:aws:execute-api:us-east-1:000000000000:api/live/POST/mcp'));
    expect((await subject.authorize(authorizer, passage('one'))).allowed).toBe(true);
    expect(await subject.authorize(authorizer, passage('one', '/other'))).toMatchObject({ allowed: false, response: 'ACCESS_DENIED' });
  });

  test('does not ask without an identity', async () => {
    const { invoke, authorizers: subject } = authorizers(allow(everything));
    expect(await subject.authorize(authorizer, passage(''))).toEqual({ allowed: false, response: 'UNAUTHORIZED' });
    expect(invoke).not.toHaveBeenCalled();
  });

  test('asks about every request where the authorizer has no identity source', async () => {
    const { invoke, authorizers: subject } = authorizers(allow(everything));
    const asked = { ...authorizer, identitySources: [], ttl: 0 };
    expect([await subject.authorize(asked, passage('')), await subject.authorize(asked, passage(''))]).toMatchObject([{ allowed: true }, { allowed: true }]);
    expect(invoke).toHaveBeenCalledTimes(2);
  });
});

describe('policies', () => {
  const arn = 'arn:aws:execute-api:us-east-1:000000000000:api/live/POST/mcp';
  const statement = (Effect: string, Resource: unknown, Action: unknown = 'execute-api:Invoke') => ({ Effect, Resource, Action });

  test.each([
    ['an exact resource', [statement('Allow', arn)], 'allow'],
    ['a wildcard', [statement('Allow', '*', 'execute-api:*')], 'allow'],
    ['a wildcard for one character', [statement('Allow', arn.replace('mcp', 'm?p'))], 'allow'],
    ['lists', [statement('Allow', ['no', arn], ['s3:GetObject', 'execute-api:Invoke'])], 'allow'],
    ['another resource', [statement('Allow', `${arn}/other`)], 'implicit-deny'],
    ['another action', [statement('Allow', arn, 's3:GetObject')], 'implicit-deny'],
    ['a denial beside an allowance', [statement('Allow', '*'), statement('Deny', arn)], 'explicit-deny'],
    ['an unknown effect', [statement('Perhaps', arn)], undefined],
    ['a condition, which is not evaluated here', [{ ...statement('Allow', arn), Condition: {} }], undefined],
  ])('with %s', (_name, Statement, expected) => {
    expect(evaluatePolicy({ Statement }, arn)).toBe(expected);
  });

  test('that are none cannot be evaluated', () => {
    expect(evaluatePolicy('Allow', arn)).toBeUndefined();
  });
});

describe('authorizers of a served API', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await serveFixture();
  }, 90_000);
  afterAll(() => fixture.stop());
  const call = (path: string, token: string) => send(`${fixture.url}${path}`, { headers: ['Authorization', token] });
  const asked = async (path: string, token: string) =>
    json<{ requestContext: { authorizer: { asked: string } } }>(await call(path, token)).requestContext.authorizer.asked;

  test('tell the function what they said, as strings', async () => {
    const event = json<{ requestContext: { authorizer: unknown } }>(await call('/fresh', 'strings'));
    expect(event.requestContext.authorizer).toMatchObject({ principalId: 'someone', flag: 'true', reason: 'because', asked: expect.stringMatching(/^\d+$/) });
  });

  test('are asked once for several requests, or every time, as the template says', async () => {
    expect(await asked('/cached', 'same')).toBe(await asked('/cached/other', 'same'));
    expect(await asked('/fresh', 'same')).not.toBe(await asked('/fresh', 'same'));
  });

  test.each([
    ['throw Unauthorized', 'unauthorized', 401, 'UnauthorizedException'],
    ['deny', 'denied', 403, 'AccessDeniedException'],
    ['fail', 'broken', 500, 'AuthorizerFailureException'],
    ['answer what API Gateway cannot use', 'nested', 500, 'AuthorizerConfigurationException'],
  ])('that %s', async (_name, token, status, type) => {
    const answer = await call('/fresh', token);
    expect([answer.status, answer.headers['x-amzn-errortype']]).toEqual([status, type]);
  });

  test('of type TOKEN are not asked about a token that does not match', async () => {
    expect((await call('/token', 'GOOD?')).status).toBe(401);
    expect((await call('/token', 'good')).status).toBe(200);
  });
});
