import { randomInt } from 'node:crypto';
import { Json } from '../../cloud-assembly/template';

const LOWERCASE = 'abcdefghijklmnopqrstuvwxyz';
const UPPERCASE = LOWERCASE.toUpperCase();
const DIGITS = '0123456789';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

const pick = (characters: string): string => characters[randomInt(characters.length)];

function shuffle(characters: string[]): string {
  for (let last = characters.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other], characters[last]];
  }
  return characters.join('');
}

/**
 * A random secret as Secrets Manager makes it.
 *
 * @param options the template's GenerateSecretString
 */
export function generateSecretString(options: Json): string {
  const excluded = String(options.ExcludeCharacters ?? '');
  const isOn = (name: string) => options[name] === true || options[name] === 'true';
  const kinds = [
    isOn('ExcludeLowercase') ? '' : LOWERCASE,
    isOn('ExcludeUppercase') ? '' : UPPERCASE,
    isOn('ExcludeNumbers') ? '' : DIGITS,
    isOn('ExcludePunctuation') ? '' : PUNCTUATION,
    isOn('IncludeSpace') ? ' ' : '',
  ].map((kind) => [...kind].filter((character) => !excluded.includes(character)).join('')).filter((kind) => kind !== '');
  const length = Number(options.PasswordLength ?? 32);
  const required = options.RequireEachIncludedType === false ? [] : kinds.map(pick);
  const rest = Array.from({ length: Math.max(0, length - required.length) }, () => pick(kinds.join('')));
  const password = shuffle([...required, ...rest]);
  if (typeof options.SecretStringTemplate !== 'string' || typeof options.GenerateStringKey !== 'string') {
    return password;
  }
  return JSON.stringify({ ...JSON.parse(options.SecretStringTemplate) as object, [options.GenerateStringKey]: password });
}
