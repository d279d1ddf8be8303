import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mockApi, writeAssembly } from '../../support/local/assembly';
import { Fixture, serve, serveFixture } from '../../support/local/gateway-fixture';
import { json, send } from '../../support/local/http';

describe('gateway responses', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await serveFixture();
  }, 90_000);
  afterAll(() => fixture.stop());

  test('keep the real name of WWW-Authenticate, and name the local URL', async () => {
    const answer = await send(`${fixture.url}/cached`);
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe(`Bearer resource_metadata="${fixture.url}/.well-known/oauth-protected-resource"`);
  });

  test('fill in context, stage variables and request headers', async () => {
    const answer = await send(`${fixture.url}/cached`, { headers: ['Origin', 'https://me.example'] });
    expect(json(answer)).toEqual({ error: 'Unauthorized', path: '/live/cached', colour: 'blue' });
    expect(answer.headers['x-request']).toBe(answer.headers['x-amzn-requestid']);
    expect(answer.headers['x-origin']).toBe('https://me.example');
  });

  test('leave out a header whose source is missing', async () => {
    expect((await send(`${fixture.url}/cached`)).headers).not.toHaveProperty('x-origin');
  });

  test('take the mapped status', async () => {
    const answer = await send(`${fixture.url}/nowhere`);
    expect([answer.status, json(answer)]).toEqual([404, { error: 'not found' }]);
  });

  test('read what the authorizer said', async () => {
    const answer = await send(`${fixture.url}/fresh`, { headers: ['Authorization', 'denied'] });
    expect([answer.status, answer.headers['x-reason']]).toEqual([403, 'because']);
  });

  test('fall back to the default of their class', async () => {
    const answer = await send(`${fixture.url}/answers?answer=object`);
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([502, '*']);
  });

  test('are refused at the start with a template that API Gateway would not evaluate', async () => {
    const response = {
      Type: 'AWS::ApiGateway::GatewayResponse',
      Properties: { RestApiId: { Ref: 'Api' }, ResponseType: 'DEFAULT_4XX', ResponseTemplates: { 'application/json': '$util.escapeJavaScript($context.path)' } },
    };
    const app = writeAssembly({ Main: { Resources: { ...mockApi(), Response: response } } });
    await expect(serve(app)).rejects.toMatchObject({ code: 'GatewayResponseTemplateUnsupported', message: expect.stringMatching(/^Main\/Response:/) });
  });
});
