import { createHash } from 'node:crypto';
import type { Caller } from '../../../src/contract/authorizer/caller';

/** `AuthInfo` of the official SDK, the same in v1 and v2. */
export interface AuthInfo {
  readonly token: string;
  readonly clientId: string;
  readonly scopes: string[];
  readonly resource: URL;
  readonly extra: { readonly subject: string; readonly requestId: string };
}

/**
 * The caller, as the SDK hands it to the tools.
 *
 * The SDK's type wants a token, and the access token stays with the authorizer: whoever has it can act as the user, and a tool that passes it
 * on gives it away. In its place is a name of caller, client and scopes. It is no secret and opens nothing, but it differs from caller to
 * caller, for servers that keep something by token.
 */
export function authInfoOf({ subject, clientId, scopes }: Caller, resource: string, requestId: string): AuthInfo {
  const digest = createHash('sha256').update(JSON.stringify([subject, clientId, [...scopes].sort()])).digest('base64url');
  return { token: `caller:${digest}`, clientId, scopes: [...scopes], resource: new URL(resource), extra: { subject, requestId } };
}
