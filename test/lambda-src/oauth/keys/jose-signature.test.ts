import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { joseSignature } from '../../../../lambda-src/oauth/keys/jose-signature';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

test('what OpenSSL signs as DER verifies as JSON Web Signatures have it, also where a number begins with zeros', () => {
  const lengths = new Set<number>();
  for (let count = 0; count < 2000; count++) {
    const data = Buffer.from(String(count));
    const der = sign('sha256', data, privateKey);
    lengths.add(der.length);
    const signature = joseSignature(der);
    expect(signature).toHaveLength(64);
    expect(verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
  }
  // 72 where both numbers have a zero in front, 70 where none has; shorter ones begin with zeros themselves.
  expect([...lengths].filter((length) => length < 70)).not.toEqual([]);
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
