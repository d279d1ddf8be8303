import { afterEach, expect, test } from '@jest/globals';
import { functionApi, writeAssembly } from '../../support/local/assembly';
import { type Fixture, serve } from '../../support/local/gateway-fixture';
import { json, send } from '../../support/local/http';

/** Calls SQS as the AWS SDK for JavaScript does: at the host of the queue's URL. */
const SENDER = `exports.handler = async () => {
  const { QUEUE, IMPORTED } = process.env;
  const refused = await fetch(QUEUE, { method: 'POST', headers: {
    'Content-Type': 'application/x-amz-json-1.0', 'X-Amz-Target': 'AmazonSQS.SendMessage',
    Authorization: 'AWS4-HMAC-SHA256 Credential=K/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=' + '0'.repeat(64),
  }, body: '{}' });
  return { statusCode: 200, body: JSON.stringify({ queue: QUEUE, imported: IMPORTED, refused: await refused.text() }) };
};`;

const app = () => writeAssembly({
  Main: {
    Resources: {
      ...functionApi({
        Code: { ZipFile: SENDER },
        Environment: { Variables: { QUEUE: { Ref: 'Queue' }, IMPORTED: { 'Fn::Join': ['', ['https://sqs.eu-west-1.', { Ref: 'AWS::URLSuffix' }, '/111122223333/orders']] } } },
      }),
      Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'parcels' } },
    },
  },
});

let fixture: Fixture | undefined;
const before = { ...process.env };
afterEach(async () => {
  await fixture?.stop();
  process.env = { ...before };
});

test('a call at the URL of a queue does not leave the machine, and is told what to do', async () => {
  fixture = await serve(app());
  expect(json(await send(`${fixture.url}/`))).toEqual({
    queue: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/000000000000\/parcels$/),
    imported: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/111122223333\/orders$/),
    refused: expect.stringContaining('sqs (SendMessage) is not on this machine: start the local gateway with --aws-profile NAME to call AWS, or with AWS_ENDPOINT_URL_SQS'),
  });
});

test('it goes to the stand-in that the user names', async () => {
  process.env.AWS_ENDPOINT_URL_SQS = 'http://127.0.0.1:9/';
  fixture = await serve(app());
  expect((await send(`${fixture.url}/`)).status).toBe(502);
  expect(fixture.logs.join('\n')).toMatch(/ECONNREFUSED|bad port/);
});
