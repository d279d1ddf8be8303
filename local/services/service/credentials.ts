import type { IncomingMessage } from 'node:http';
import { ServiceError } from './aws-json';
import { type Authorization, isSignedWith, readAuthorization } from './signature';
import type { AwsCredentials, MadeCredentials } from '../../aws/credentials';
import type { CallingFunction, Permissions } from '../../iam/permissions';
import { isFromBrowser, isSameSecret, namesOwnHost } from '../../loopback/private-request';

/** What the services ask for. Made at each start; only the functions get it. */
export interface ServiceCredentials extends MadeCredentials {
  /** Others that let in: those of the user, which the functions have in the place of these where the user chose so. */
  readonly others?: () => readonly AwsCredentials[];
  /** Functions that come with credentials of their own, and may do what their roles allow. */
  readonly permissions?: Permissions;
}

/** Who an access key names. */
export interface Identified {
  readonly credentials: AwsCredentials;
  /** Whose own credentials they are. */
  readonly callingFunction?: CallingFunction;
}

export function identify(accessKeyId: string, accepted: ServiceCredentials): Identified | undefined {
  const callingFunction = accepted.permissions?.callerOf(accessKeyId);
  if (callingFunction !== undefined) {
    return { credentials: callingFunction.credentials, callingFunction };
  }
  const credentials = [accepted, ...accepted.others?.() ?? []].find((one) => isSameSecret(accessKeyId, one.accessKeyId));
  return credentials && { credentials };
}

/** A caller that says who it is, before its body is read. */
export interface Caller extends Identified {
  readonly authorization: Authorization;
}

/**
 * Refuses callers that are not processes of the app, by their headers.
 *
 * @throws ServiceError AccessDeniedException, MissingAuthenticationTokenException, UnrecognizedClientException
 */
export function admit(request: IncomingMessage, accepted: ServiceCredentials): Caller {
  if (!namesOwnHost(request)) {
    throw new ServiceError('AccessDeniedException', 'the Host header does not name this service', 403);
  }
  if (isFromBrowser(request)) {
    throw new ServiceError('AccessDeniedException', 'the local services answer no browser', 403);
  }
  if (request.headers.authorization === undefined) {
    throw new ServiceError('MissingAuthenticationTokenException', 'the request has no Authorization header', 403);
  }
  const authorization = readAuthorization(request.headers.authorization);
  const identified = authorization && identify(authorization.accessKeyId, accepted);
  if (authorization === undefined || identified === undefined) {
    throw new ServiceError('UnrecognizedClientException', 'the access key is not that of this run of the local gateway', 403);
  }
  return { authorization, ...identified };
}

/**
 * Refuses a request that its caller did not sign.
 *
 * @param payloadHash what its signature says of its body
 * @throws ServiceError InvalidSignatureException
 */
export function requireSignature({ method = 'GET', url = '/', headers }: IncomingMessage, payloadHash: string, { authorization, credentials }: Caller): void {
  if (!isSignedWith({ method, path: url, headers, payloadHash }, authorization, credentials)) {
    throw new ServiceError('InvalidSignatureException', 'the signature is not that of this request, made with the secret of its access key', 403);
  }
}
