import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Fixture, serveFixture } from '../../support/local/gateway-fixture';
import { send } from '../../support/local/http';

describe('streamed responses', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await serveFixture();
  }, 90_000);
  afterAll(() => fixture.stop());
  const stream = (query = '', options = {}) => send(`${fixture.url}/stream?${query}`, options);

  test('begin with the status and the headers of their metadata', async () => {
    const answer = await stream('status=202');
    expect([answer.status, answer.headers['content-type'], answer.text]).toEqual([202, 'text/event-stream', 'data: first\n\ndata: second\n\n']);
    expect(answer.rawHeaders.filter((_value, index, all) => all[index - 1] === 'Set-Cookie')).toEqual(['a=1', 'b=2']);
  });

  test('have renamed headers, too', async () => {
    const { headers } = await stream();
    expect(headers['x-amzn-remapped-www-authenticate']).toBe('Bearer realm="stream"');
    expect(headers).not.toHaveProperty('www-authenticate');
  });

  test('arrive while the function still writes', async () => {
    expect((await stream('pause=150')).chunks).toEqual(['data: first\n\n', 'data: second\n\n']);
  });

  test('break off when the function fails in the middle', async () => {
    const answer = await stream('fail=middle');
    expect([answer.status, answer.broken]).toEqual([200, true]);
  });

  test.each([
    ['fails before its first byte', 'fail=before'],
    ['writes no metadata', 'raw=1'],
    // As on AWS: the metadata goes out with the first write().
    ['ends without a write', 'empty=1'],
  ])('become 502 when the function %s', async (_name, query) => {
    expect((await stream(query)).status).toBe(502);
  });

  test('become 502 when the function does not stream', async () => {
    expect((await send(`${fixture.url}/stream-of-text?answer=text`)).status).toBe(502);
  });

  test('break off at the timeout of the integration', async () => {
    const answer = await send(`${fixture.url}/hasty-stream?pause=5000`);
    expect([answer.status, answer.text, answer.broken]).toEqual([200, 'data: first\n\n', true]);
  });
});
