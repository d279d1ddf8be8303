interface Decimal {
  /** Without leading and trailing zeros. */
  readonly digits: string;
  /** The value is `digits` × 10^`exponent`. */
  readonly exponent: number;
}

/** Whether JavaScript writes a double as the number that it was read from, if perhaps in other words. */
export function isKept(double: number, literal: string): boolean {
  const given = decimalOf(literal);
  const written = decimalOf(String(double));
  return given.digits === written.digits && given.exponent === written.exponent;
}

/** The double beside the nearest one, on the other side of a number; the nearest one itself where that is the number. */
export function otherNeighbour(double: number, literal: string): number {
  const side = double === 0 ? 1 : distance(decimalOf(literal), double);
  const bits = new BigUint64Array(new Float64Array([Math.abs(double)]).buffer);
  bits[0] += BigInt(side);
  const [magnitude] = new Float64Array(bits.buffer);
  return literal.startsWith('-') ? -magnitude : magnitude;
}

export function isInteger(literal: string): boolean {
  return decimalOf(literal).exponent >= 0;
}

function decimalOf(literal: string): Decimal {
  const [, whole, fraction = '', exponent = '0'] = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(literal)!;
  const significant = `${whole}${fraction}`.replace(/^0+/, '');
  const digits = significant.replace(/0+$/, '');
  return digits === '' ? { digits, exponent: 0 } : { digits, exponent: Number(exponent) - fraction.length + significant.length - digits.length };
}

/** 1 where a number is further from zero than a double, -1 where it is nearer. The double is neither zero nor infinite. */
function distance({ digits, exponent }: Decimal, double: number): -1 | 0 | 1 {
  const [bits] = new BigUint64Array(new Float64Array([Math.abs(double)]).buffer);
  const biased = Number(bits >> 52n);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n;
  const power = Math.max(biased, 1) - 1075;
  const number = BigInt(digits) * 10n ** BigInt(Math.max(exponent, 0)) * 2n ** BigInt(Math.max(-power, 0));
  const other = mantissa * 2n ** BigInt(Math.max(power, 0)) * 10n ** BigInt(Math.max(-exponent, 0));
  return number > other ? 1 : number < other ? -1 : 0;
}
