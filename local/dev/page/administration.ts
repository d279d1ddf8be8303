import type { IncomingMessage } from 'node:http';
import { ActionRefused } from './actions';
import { cameThroughProxy } from './admission';
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
