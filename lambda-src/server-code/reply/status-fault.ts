import { ServerFault, type ServerRequest } from '../server/own-server';

/**
 * Statuses that no client of ours can do anything with: they speak to a proxy or a browser, or say that the server does not know that it is
 * behind an authorizer.
 */
export function statusFault(status: number, { headers }: Pick<ServerRequest, 'headers'>): ServerFault | undefined {
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    return new ServerFault('not_http', `status ${String(status)}`);
  }
  if (status === 401) {
    return new ServerFault('demands_token', 'status 401', 'the authorizer has verified the token, which is not passed on: remove the check of the token, and read who calls from authInfo or the authorizer\'s context');
  }
  if (status === 421) {
    return hostFault(headers.host);
  }
  if (status >= 300 && status < 400) {
    return new ServerFault('redirects', `status ${status}`, 'answer at the path that is asked for, with and without a slash at its end');
  }
  if (status >= 500) {
    return new ServerFault('server_error', `status ${status}`, 'see what the server logged');
  }
  return undefined;
}

/** The SDKs protect servers on a laptop from web pages by their host. */
export function hostFault(host: string): ServerFault {
  return new ServerFault('refuses_host', `the server refuses the host ${host}`, 'the gateway has checked host and origin: turn off the server\'s protection against DNS rebinding, or allow this host');
}
