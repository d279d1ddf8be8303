import { Refusal } from './refusal';

/** No token of ours is a quarter as long; a longer one costs no parsing. */
const TOKEN_MAX_LENGTH = 4096;

/** The parts of API Gateway's request that say who calls. A token in the query string is none (RFC 9700, 4.3.2). */
export interface AuthorizerEvent {
  readonly methodArn: string;
  readonly headers?: { readonly [name: string]: string | undefined } | null;
  readonly multiValueHeaders?: { readonly [name: string]: readonly string[] | undefined } | null;
  readonly requestContext?: { readonly requestId?: string } | null;
}

/** @throws Refusal */
export function bearerToken(event: AuthorizerEvent): string {
  const values = authorizationHeaders(event);
  if (values.length === 0) throw new Refusal('token_missing');
  if (values.length > 1) throw new Refusal('authorization_repeated');
  const token = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(values[0].trim())?.[1];
  if (token === undefined) throw new Refusal('not_a_bearer_token');
  if (token.length > TOKEN_MAX_LENGTH) throw new Refusal('token_too_long');
  return token;
}

/** The single-value map keeps the last of duplicates, so it counts only where the other one is absent. */
function authorizationHeaders({ headers, multiValueHeaders }: AuthorizerEvent): readonly string[] {
  const maps = multiValueHeaders ?? Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, value === undefined ? [] : [value]]));
  return Object.entries(maps).filter(([name]) => name.toLowerCase() === 'authorization').flatMap(([, values]) => values ?? []);
}
