import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ServiceError } from './aws-json';
import type { AwsCredentials } from '../../aws/credentials';
import { isFromBrowser, isSameSecret, namesOwnHost } from '../../loopback/private-request';

/** What the services ask for. Made at each start; only the functions get it. */
export interface ServiceCredentials extends AwsCredentials {
  /** Unguessable: every signed request shows it. */
  readonly accessKeyId: string;
  readonly sessionToken: string;
}

const random = () => randomBytes(24).toString('base64url');

export function createCredentials(): ServiceCredentials {
  return { accessKeyId: `LOCAL${randomBytes(16).toString('hex').toUpperCase()}`, secretAccessKey: random(), sessionToken: random() };
}

/** The variables from which the AWS SDKs take credentials. */
export function credentialVariables({ accessKeyId, secretAccessKey, sessionToken }: ServiceCredentials): { readonly [name: string]: string } {
  return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken };
}

const CREDENTIAL = /^AWS4-HMAC-SHA256 (?:.*[ ,])?Credential=([^/,\s]+)\//;

/**
 * Refuses callers that are not processes of the app. The access key id is the secret; signatures are not verified.
 *
 * @throws ServiceError AccessDeniedException, MissingAuthenticationTokenException, UnrecognizedClientException
 */
export function admit(request: IncomingMessage, { accessKeyId }: ServiceCredentials): void {
  if (!namesOwnHost(request)) {
    throw new ServiceError('AccessDeniedException', 'the Host header does not name this service', 403);
  }
  if (isFromBrowser(request)) {
    throw new ServiceError('AccessDeniedException', 'the local services answer no browser', 403);
  }
  if (request.headers.authorization === undefined) {
    throw new ServiceError('MissingAuthenticationTokenException', 'the request has no Authorization header', 403);
  }
  const [, given = ''] = CREDENTIAL.exec(request.headers.authorization) ?? [];
  if (!isSameSecret(given, accessKeyId)) {
    throw new ServiceError('UnrecognizedClientException', 'the access key is not that of this run of the local gateway', 403);
  }
}
