import { expect, test } from '@jest/globals';
import { clientAddress, type ReceivedEvent } from '../../../lambda-src/platform/client-address';

const EDGE = '130.176.1.7';
const event = (forwarded: string | readonly string[] | undefined, stageVariables: ReceivedEvent['stageVariables'] = { clientAddress: 'forwarded' }): ReceivedEvent => ({
  multiValueHeaders: forwarded === undefined ? {} : { 'x-forwarded-For': [forwarded].flat() }, stageVariables, requestContext: { identity: { sourceIp: EDGE } },
});

test.each([
  ['nothing', `198.51.100.4, ${EDGE}`, '198.51.100.4'],
  ['nothing, by IPv6', `2001:db8::1, ${EDGE}`, '2001:db8::1'],
  ['somebody else\'s address', `192.0.2.1, 198.51.100.4, ${EDGE}`, '198.51.100.4'],
  ['an address of CloudFront', `192.0.2.1, ${EDGE}, 198.51.100.4, ${EDGE}`, '198.51.100.4'],
  ['nonsense', `"><script>,,${'x'.repeat(500)}, 198.51.100.4, ${EDGE}`, '198.51.100.4'],
])('T142 behind CloudFront it is the address that CloudFront saw, where the client wrote %s', (_what, forwarded, expected) => {
  expect(clientAddress(event(forwarded))).toBe(expected);
});

test('T142 several headers are read as one', () => {
  expect(clientAddress(event(['192.0.2.1, 192.0.2.2', `198.51.100.4, ${EDGE}`]))).toBe('198.51.100.4');
});

test.each([
  ['no header', undefined],
  ['one address', EDGE],
  ['another end than the connection\'s', '192.0.2.1, 192.0.2.2'],
  ['no address before the end', `unknown, ${EDGE}`],
  ['an address with a port', `198.51.100.4:443, ${EDGE}`],
])('T142 it is that of the connection with %s', (_what, forwarded) => {
  expect(clientAddress(event(forwarded))).toBe(EDGE);
});

test.each([
  ['no variables', null],
  ['none', {}],
  ['another one', { clientAddress: '' }],
])('T142 the header is not read where the stage has %s', (_what, stageVariables) => {
  expect(clientAddress(event(`192.0.2.1, ${EDGE}`, stageVariables))).toBe(EDGE);
});
