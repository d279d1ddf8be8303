import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { joseSignature } from '../../../../lambda-src/oauth/keys/jose-signature';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

test('what OpenSSL signs as DER verifies as JSON Web Signatures have it', () => {
  for (let count = 0; count < 50; count++) {
    const data = Buffer.from(String(count));
    const signature = joseSignature(sign('sha256', data, privateKey));
    expect(signature).toHaveLength(64);
    expect(verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
  }
});

// One key's signatures of `data`. 72 bytes: both numbers have a zero in front that says that they are positive; 70: neither has; fewer: a number begins with zeros itself.
const KEY = { kty: 'EC', crv: 'P-256', x: 'Vyczxe6GwRJJMw5VYGiIsPcIr0D79UyMQGQoqaSbqug', y: 'atiXPCmmterHjiAGMN-UX-htGwahDGlNze2U6GKWYXs' };

test.each([
  [72, 'MEYCIQDkZHXB3eYZvzv0bW0b+002GSGtgz2rBySNNlBzuuELeQIhAINai3RPakEQ6X+6v6sQ5hie0xMel9ZyLqWxyb4ovzqZ'],
  [71, 'MEUCIC3uOg3ciJDa7mISB1/tKqVQKV/ruJZop6WIeMixcMgtAiEAuFpBBVm2NXhkbhAJ5ldw5Rv4XDy1EPARLMy9l5LiTCk='],
  [70, 'MEQCIH3Q+XBI+Df75bsm6+3fw6RdavZft0ut6ZOYLdH7gZlyAiADeKxuRUzRPrNfssjOKfwQq8Blv4I0hFrz6xzFcGzaCg=='],
  [69, 'MEMCIBZf2FTmifgb8Xue/FeyzbdH8y4VxfutqyhKt5BEJtu9Ah9cNXDrMNfk3mIZCFe5O0U/3lGtL5oVi3mv8eRva20j'],
  [68, 'MEICHl4Q4XZKmO4AeynM3eduvc2orwMhsDXlrdiTGr3/1wIgI6zhosUNApEL/ejO9og/h9WPGaMmhNoXHSJRhCg+RTU='],
])('a signature of %i bytes too, whatever zeros its numbers begin with', (length, der) => {
  const bytes = Buffer.from(der, 'base64');
  expect(bytes).toHaveLength(length);
  const signature = joseSignature(bytes);
  expect(signature).toHaveLength(64);
  expect(verify('sha256', Buffer.from('data'), { key: createPublicKey({ key: KEY, format: 'jwk' }), dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
});

const DER = sign('sha256', Buffer.from('data'), privateKey);
const [ONE, LONG] = ['020101', `0221${'7f'.repeat(33)}`];

test.each([
  ['nothing', ''],
  ['a byte', '30'],
  ['another type', `31${DER.subarray(1).toString('hex')}`],
  ['half of it', DER.subarray(0, 35).toString('hex')],
  ['one number', '3003020101'],
  ['no numbers', '3000'],
  ['a number without digits', `3005${ONE}0200`],
  ['a negative number', `3006${ONE}0201ff`],
  ['a number of 33 digits', `3026${ONE}${LONG}`],
  ['three numbers', `3009${ONE.repeat(3)}`],
  ['a number that goes on beyond the end', `3006${ONE}020901`],
  ['what follows', `${DER.toString('hex')}00`],
  ['two bit strings', '3006030101030101'],
])('%s is refused', (_name, hex) => {
  expect(() => joseSignature(Buffer.from(hex, 'hex'))).toThrow(RangeError);
});
