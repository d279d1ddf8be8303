import { ApiDocument, entriesOf } from './document';
import { ApiOperation } from './operations';
import { Unmappable } from './unmappable';
import { isJsonObject, Json } from '../json-schema/json';

/** Where the connection leads. */
export interface ConnectionAddress {
  /** What stands for the servers of the document; undefined where only the deployment knows it. */
  readonly baseUrl?: string;
  /** Further origins to which requests may go. */
  readonly origins: readonly string[];
}

/**
 * The server of an operation that has its own, or whose path has one: its origin must be declared. The servers of the document are what the base
 * URL of the connection stands for.
 *
 * @returns undefined where the base URL of the connection serves the operation
 * @throws Unmappable
 */
export function serverOf({ definition, pathItem }: ApiOperation, { root }: ApiDocument, { baseUrl, origins }: ConnectionAddress): string | undefined {
  const [own] = [definition.servers, pathItem.servers].filter((servers): servers is readonly Json[] => Array.isArray(servers) && servers.length > 0);
  const shared = new Set(serversOf(root.servers).map(urlOf));
  if (own === undefined || own.map(urlOf).some((url) => url !== undefined && shared.has(url))) {
    return undefined;
  }
  const urls = own.map(urlOf).flatMap((url) => {
    const absolute = url === undefined ? undefined : resolved(url, baseUrl);
    return absolute === undefined ? [] : [absolute];
  });
  const allowed = new Set([...baseUrl === undefined ? [] : [baseUrl], ...origins].map((url) => new URL(url).origin));
  const reachable = urls.find((url) => allowed.has(url.origin));
  if (urls.length === 0) {
    throw new Unmappable('is served at a URL whose variables have no defaults');
  }
  if (reachable === undefined) {
    throw new Unmappable(`is served at ${urls.map((url) => `"${url.href}"`).join(' or ')}, which is not an origin of the connection; add it to additionalOrigins, or leave the operation out`);
  }
  if (/[?#]/.test(reachable.href)) {
    throw new Unmappable(`is served at "${reachable.href}", which has a query or a fragment`);
  }
  return reachable.href.replace(/\/$/, '');
}

/** The paths of the document's servers: that of the base URL is most often one of them. */
export function serverPaths(document: ApiDocument): string[] {
  return serversOf(document.root.servers).flatMap((server) => {
    const url = urlOf(server);
    const absolute = url === undefined ? undefined : resolved(url, 'https://host.invalid');
    return absolute === undefined ? [] : [absolute.pathname.replace(/\/$/, '')];
  });
}

function serversOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** With the defaults of its variables. */
function urlOf(server: Json): string | undefined {
  if (!isJsonObject(server) || typeof server.url !== 'string') {
    return undefined;
  }
  const defaults = new Map(entriesOf(server.variables).flatMap(([name, variable]): [string, string][] => (
    isJsonObject(variable) && ['string', 'number'].includes(typeof variable.default) ? [[name, String(variable.default)]] : []
  )));
  const url = server.url.replace(/\{([^{}]*)\}/g, (whole, name: string) => defaults.get(name) ?? whole);
  return /[{}]/.test(url) ? undefined : url;
}

/** A relative URL needs a base that is known. */
function resolved(url: string, base = ''): URL | undefined {
  return URL.canParse(url, `${base.replace(/\/$/, '')}/`) ? new URL(url, `${base.replace(/\/$/, '')}/`) : undefined;
}
