/**
 * A number that JavaScript may not write as it read it: of 16 digits or more, with a fraction or an exponent, or a zero with a sign. All
 * others are small integers. Digits in strings may look like one, which costs a second reading and nothing else.
 */
const UNUSUAL_NUMBER = /[[:, \t\r\n](?:-?[0-9](?:[0-9]{15}|[0-9]{0,14}[.eE])|-0)/;

/** Whether an object or a list must be read by `exact-json`. Every request pays for this: it takes a tenth of JSON.parse. */
export function mayLoseNumbers(json: string): boolean {
  return UNUSUAL_NUMBER.test(json);
}
