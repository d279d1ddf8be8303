import { describe, expect, test } from '@jest/globals';
import { sign } from 'aws4';
import { prepareSignature, signedHeaders } from '../../../../lambda-src/platform/aws/signature-v4';

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

describe('the key of the day, which is kept,', () => {
  const signedAt = (time: string, { region = 'eu-west-1', service = 'lambda', credentials = CREDENTIALS } = {}) => {
    const headers = { Host: 'host.example' };
    const ours = signedHeaders({ service, region, method: 'POST', path: '/', headers, body: '{}' }, credentials, new Date(time)).Authorization;
    const date = time.replace(/[:-]/g, '');
    const request = { service, region, method: 'POST', path: '/', body: '{}', headers: { ...headers, 'X-Amz-Date': date }, extraHeadersToIgnore: { 'content-length': true, 'content-type': true } };
    const theirs = sign(request, credentials);
    return { ours, theirs: theirs.headers?.Authorization };
  };

  test.each([
    ['is replaced at midnight UTC, not later, and not sooner', ['2026-02-03T23:59:58Z', '2026-02-03T23:59:59Z', '2026-02-04T00:00:00Z', '2026-02-04T00:00:01Z']],
    ['is that of its own day when the clock is set back', ['2026-02-04T00:00:00Z', '2026-02-03T23:59:59Z', '2026-02-04T00:00:00Z']],
    ['is replaced when the same day comes a year later', ['2026-02-04T12:00:00Z', '2027-02-04T12:00:00Z']],
  ])('%s', (_name, times) => {
    for (const time of times) {
      const { ours, theirs } = signedAt(time);
      expect(ours).toBe(theirs);
      expect(ours).toContain(`/${time.slice(0, 10).replaceAll('-', '')}/`);
    }
  });

  test('is another one for other credentials, also where only the secret differs', () => {
    const rotated = [CREDENTIALS, { ...CREDENTIALS, secretAccessKey: 'another' }, { accessKeyId: 'AKIDOTHER', secretAccessKey: 'another' }, CREDENTIALS];
    for (const credentials of rotated) {
      const { ours, theirs } = signedAt('2026-02-03T12:00:00Z', { credentials });
      expect(ours).toBe(theirs);
    }
  });

  test('is another one for each region and service', () => {
    for (const region of ['eu-west-1', 'us-east-1', 'eu-west-1']) {
      for (const service of ['lambda', 'dynamodb', 'lambda']) {
        const { ours, theirs } = signedAt('2026-02-03T12:00:00Z', { region, service });
        expect(ours).toBe(theirs);
      }
    }
  });

  test('may have been derived ahead', () => {
    prepareSignature('eu-west-1', 'lambda', { ...CREDENTIALS, secretAccessKey: 'ahead' }, new Date('2026-02-03T23:59:59Z'));
    for (const time of ['2026-02-03T23:59:59Z', '2026-02-04T00:00:00Z']) {
      const { ours, theirs } = signedAt(time, { credentials: { ...CREDENTIALS, secretAccessKey: 'ahead' } });
      expect(ours).toBe(theirs);
    }
  });
});
