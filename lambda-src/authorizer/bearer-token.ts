import { header, type HeaderMaps } from './headers';
import { Refusal } from './refusal';

/** Well above the length of this server's tokens; a longer one is not parsed. */
const TOKEN_MAX_LENGTH = 4096;

/** The parts of API Gateway's request that identify the caller and the operation. A token in the query string is ignored (RFC 9700, 4.3.2). */
export interface AuthorizerEvent extends HeaderMaps {
  readonly methodArn: string;
  readonly httpMethod?: string;
  readonly stageVariables?: { readonly [name: string]: string | undefined } | null;
  readonly requestContext?: { readonly requestId?: string; readonly identity?: { readonly sourceIp?: string } } | null;
}

export interface Credentials {
  readonly scheme: 'bearer' | 'dpop';
  readonly token: string;
}

/** @throws Refusal */
export function credentials(event: AuthorizerEvent): Credentials {
  const values = header(event, 'authorization');
  if (values.length === 0) {
    throw new Refusal('token_missing');
  }
  if (values.length > 1) {
    throw new Refusal('authorization_repeated');
  }
  const [, scheme, token] = /^(bearer|dpop) +([A-Za-z0-9._~+/-]+=*)$/i.exec(values[0].trim()) ?? [];
  if (token === undefined) {
    throw new Refusal('not_a_bearer_token');
  }
  if (token.length > TOKEN_MAX_LENGTH) {
    throw new Refusal('token_too_long');
  }
  return { scheme: scheme.toLowerCase() as Credentials['scheme'], token };
}
