import { isSecretKey } from './keys';
import { isJsonObject, JsonObject } from '../remote/json';

/** The required members of a public key, by its type. */
const MEMBERS: { readonly [type: string]: readonly string[] } = { EC: ['crv', 'x', 'y'], OKP: ['crv', 'x'], RSA: ['n', 'e'] };
const OPTIONAL_MEMBERS = ['kid', 'alg', 'use'];

/** A key set that contains a private key, or no usable key. */
export class KeySetRefused extends Error {}

/**
 * The public keys of a JSON Web Key Set, without members that are not used here.
 *
 * @throws KeySetRefused
 */
export function publicKeys(set: unknown): { readonly keys: readonly JsonObject[] } {
  if (!isJsonObject(set) || !Array.isArray(set.keys)) {
    throw new KeySetRefused('must be a JSON Web Key Set');
  }
  const keys = (set.keys as unknown[]).filter(isJsonObject);
  if (keys.some(isSecretKey)) {
    throw new KeySetRefused('must contain public keys only');
  }
  const usable = keys.filter(isUsable).map((key) => Object.fromEntries(
    ['kty', ...MEMBERS[key.kty], ...OPTIONAL_MEMBERS].filter((member) => key[member] !== undefined).map((member) => [member, key[member]]),
  ));
  if (usable.length === 0) {
    throw new KeySetRefused('must contain an EC, OKP or RSA key');
  }
  return { keys: usable };
}

function isUsable(key: JsonObject): key is JsonObject & { readonly kty: string } {
  const isText = (member: string) => typeof key[member] === 'string' && key[member] !== '';
  return typeof key.kty === 'string' && Object.hasOwn(MEMBERS, key.kty) && MEMBERS[key.kty].every(isText)
    && OPTIONAL_MEMBERS.every((member) => key[member] === undefined || isText(member));
}
