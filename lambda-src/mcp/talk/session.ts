import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { abilitiesOf } from './abilities';
import type { ClientAbilities } from '../../../src/contract/mcp/conversation';
import { INITIALIZE_ERA_PROTOCOL_VERSIONS, type InitializeEraProtocolVersion, type Revision } from '../../../src/contract/mcp/protocol-versions';

/** What a session id says. It proves nothing of who calls: the access token does. */
export interface Session {
  /** Tells two sessions of one caller apart, whose request ids may be the same. */
  readonly id: string;
  readonly abilities: ClientAbilities;
  /** What was negotiated: clients of the first revisions do not repeat it. */
  readonly revision: InitializeEraProtocolVersion;
}

/** After this time a client initializes again. */
const LIFETIME_SECONDS = 30 * 24 * 3600;
const LETTERS: { readonly [letter: string]: keyof ClientAbilities } = { f: 'form', u: 'url', s: 'sampling', t: 'samplingTools', r: 'roots' };

/**
 * A session id that needs no storage: signed, and bound to the caller.
 *
 * @param now epoch seconds
 */
export function mintSession(
  { capabilities, revision }: { readonly capabilities: unknown; readonly revision: Revision }, principal: string, keys: readonly Buffer[], now: number,
): string {
  const abilities = abilitiesOf(capabilities, revision);
  const letters = Object.keys(LETTERS).filter((letter) => abilities[LETTERS[letter]]).join('');
  const payload = ['1', revision, (now + LIFETIME_SECONDS).toString(36), randomBytes(9).toString('base64url'), letters].join('.');
  return `${payload}.${signature(payload, principal, keys[0])}`;
}

/** @returns undefined for an id that this server did not make for this caller, or too long ago, or of a revision that it no longer speaks */
export function readSession(sessionId: string, principal: string, keys: readonly Buffer[], now: number): Session | undefined {
  const [, payload, version, expiry, id, letters, given] = /^(1\.([0-9-]{10})\.([0-9a-z]{1,9})\.([\w-]{12})\.([fustr]*))\.([\w-]{43})$/.exec(sessionId) ?? [];
  if (payload === undefined || parseInt(expiry, 36) <= now || !keys.some((key) => isEqual(signature(payload, principal, key), given))) {
    return undefined;
  }
  const revision = INITIALIZE_ERA_PROTOCOL_VERSIONS.find((spoken) => spoken === version);
  if (revision === undefined) {
    return undefined;
  }
  const has = (letter: string) => letters.includes(letter);
  return { id, revision, abilities: { form: has('f'), url: has('u'), sampling: has('s'), samplingTools: has('t'), roots: has('r') } };
}

function signature(payload: string, principal: string, key: Buffer): string {
  return createHmac('sha256', key).update(`${principal}\n${payload}`).digest('base64url');
}

function isEqual(left: string, right: string): boolean {
  return timingSafeEqual(Buffer.from(left), Buffer.from(right));
}
