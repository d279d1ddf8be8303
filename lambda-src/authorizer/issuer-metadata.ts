import { isLoopbackHost } from '../../src/contract/urls/loopback';
import { httpsUrlProblem } from '../../src/contract/urls/url-text';

/** Where an issuer publishes its metadata: OpenID Connect Discovery, then RFC 8414. */
export function metadataUrls(issuer: string): readonly string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  return [`${origin}${path}/.well-known/openid-configuration`, `${origin}/.well-known/oauth-authorization-server${path}`];
}

/**
 * The issuer's JWKS URL, from its metadata.
 *
 * @throws if this issuer's metadata cannot be fetched
 */
export async function issuerKeysUri(issuer: string, timeoutMillis: number): Promise<string> {
  const problems: string[] = [];
  for (const url of metadataUrls(issuer)) {
    try {
      return keysUri(await metadata(url, timeoutMillis), issuer);
    } catch (error) {
      problems.push(`${url}: ${(error as Error).message}`);
    }
  }
  throw new Error(`no metadata of the issuer: ${problems.join('; ')}`);
}

async function metadata(url: string, timeoutMillis: number): Promise<{ readonly [name: string]: unknown }> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMillis), headers: { accept: 'application/json' } });
  if (response.status !== 200) {
    throw new Error(`status ${response.status}`);
  }
  return await response.json() as { readonly [name: string]: unknown };
}

/** OpenID Connect Discovery, section 4.3: metadata of another issuer is not used. */
function keysUri({ issuer, jwks_uri: uri }: { readonly [name: string]: unknown }, expected: string): string {
  if (issuer !== expected) {
    throw new Error('the metadata is of another issuer');
  }
  if (typeof uri !== 'string' || !(httpsUrlProblem(uri) === undefined || isLoopbackUrl(uri))) {
    throw new Error('jwks_uri is not an https URL');
  }
  return uri;
}

function isLoopbackUrl(text: string): boolean {
  return URL.canParse(text) && isLoopbackHost(new URL(text).hostname);
}
