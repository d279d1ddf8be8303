const SEQUENCE = 0x30;
const INTEGER = 0x02;
/** Of the order of P-256. */
const SCALAR_BYTES = 32;

/**
 * An ECDSA signature of P-256 as JSON Web Signatures have it, both numbers with all of their bytes (RFC 7518, section 3.4), from the DER that KMS
 * writes (RFC 3279, section 2.2.3).
 *
 * @throws RangeError where it is nothing of the kind
 */
export function joseSignature(der: Buffer): Buffer {
  if (der[0] !== SEQUENCE || der[1] !== der.length - 2) {
    throw new RangeError('no DER of an ECDSA signature');
  }
  const first = integerAt(der, 2);
  const second = integerAt(der, first.end);
  if (second.end !== der.length) {
    throw new RangeError('no DER of an ECDSA signature: it goes on after its numbers');
  }
  return Buffer.concat([first.bytes, second.bytes]);
}

function integerAt(der: Buffer, at: number): { readonly bytes: Buffer; readonly end: number } {
  const end = at + 2 + (der[at + 1] ?? NaN);
  const value = der.subarray(at + 2, end);
  // A zero in front says that the number is positive.
  const unsigned = value[0] === 0 ? value.subarray(1) : value;
  if (der[at] !== INTEGER || !(end <= der.length) || value.length === 0 || unsigned.length > SCALAR_BYTES || (value[0] & 0x80) !== 0) {
    throw new RangeError('no DER of an ECDSA signature of P-256');
  }
  return { bytes: Buffer.concat([Buffer.alloc(SCALAR_BYTES - unsigned.length), unsigned]), end };
}
