import { expect, test } from '@jest/globals';
import { sign } from 'aws4';
import { signedHeaders } from '../../../../lambda-src/platform/aws/signature-v4';

const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

test('signs the plain POST of AWS\'s test suite', () => {
  const request = { service: 'service', region: 'us-east-1', method: 'POST', path: '/', headers: { Host: 'example.amazonaws.com' }, body: '' };
  expect(signedHeaders(request, CREDENTIALS, new Date('2015-08-30T12:36:00.123Z'))).toEqual({
    'Host': 'example.amazonaws.com',
    'X-Amz-Date': '20150830T123600Z',
    'Authorization': 'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, '
      + 'Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
  });
});

test.each([
  ['a body', { service: 'dynamodb', path: '/', body: '{"Keys":["ü"]}', headers: { 'X-Amz-Target': 'DynamoDB_20120810.BatchGetItem' } }],
  ['bytes', { service: 'lambda', path: '/', body: Buffer.from([0, 255, 10]), headers: {} }],
  ['a path that is encoded already', { service: 'lambda', path: `/2015-03-31/functions/${encodeURIComponent('arn:aws:lambda:eu-west-1:1:function:f(1)!*\'')}/invocations`, body: '{}', headers: {} }],
  ['white space in a header', { service: 'dynamodb', path: '/', body: '', headers: { 'X-Amz-Meta': '  a   b ' } }],
])('signs %s as a library does', (_name, { service, path, body, headers }) => {
  const sent = { 'Content-Type': 'application/json', 'Host': 'host.example', ...headers };
  for (const sessionToken of [undefined, 'session/token+=']) {
    const signed = signedHeaders({ service, region: 'eu-west-1', method: 'POST', path, headers: sent, body }, { ...CREDENTIALS, sessionToken }, new Date('2026-02-03T04:05:06Z'));
    const request = { service, region: 'eu-west-1', method: 'POST', path, body, headers: { ...sent, 'X-Amz-Date': '20260203T040506Z' }, extraHeadersToIgnore: { 'content-length': true } };
    expect(signed.Authorization).toBe(sign(request, { ...CREDENTIALS, sessionToken }).headers?.Authorization);
  }
});
