import type { IncomingMessage } from 'node:http';
import { ActionRefused } from './actions';
import { cameThroughProxy } from './admission';
import { ROTATE_SECRETS } from '../../admin/on-this-machine';
import { isObject } from '../../cloud-assembly/template';
import { isFromBrowser, namesOwnHost } from '../../loopback/private-request';

/** Invokes the authorization server's function, as whom IAM lets administer would. */
export type Administer = (request: Buffer) => Promise<Buffer>;

/**
 * For programs of this machine: no browser can send such a request without saying that it is one.
 *
 * @throws ActionRefused
 */
export function admitProgram(request: IncomingMessage): void {
  if (!namesOwnHost(request) || cameThroughProxy(request) || isFromBrowser(request)) {
    throw new ActionRefused(403, 'only programs of this machine may administer');
  }
  if (request.method !== 'POST' || request.headers['content-type'] !== 'application/json') {
    throw new ActionRefused(405, 'only POST, of JSON');
  }
}

export function asksToRotate(request: Buffer): boolean {
  const asked = parsed(request);
  return isObject(asked) && asked.administration === ROTATE_SECRETS;
}

/** The same request, about the people of the local provider that stands for the issuer. Ids of clients are URLs of others, and stay. */
export function aboutPeopleHere(request: Buffer, localize: (issuer: string) => string): Buffer {
  const asked = parsed(request);
  const person = isObject(asked) ? asked.person : undefined;
  return isObject(asked) && isObject(person) && typeof person.issuer === 'string'
    ? Buffer.from(JSON.stringify({ ...asked, person: { ...person, issuer: localize(person.issuer) } })) : request;
}

function parsed(request: Buffer): unknown {
  try {
    return JSON.parse(request.toString());
  } catch {
    // The function says what is wrong with it.
    return undefined;
  }
}
