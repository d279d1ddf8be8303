import { AUTHORIZE_PATH, MCP_PATH, REGISTRATION_ALIASES, REGISTRATION_PATH, Route, ROUTES, TOKEN_PATH } from '../../contract/routes';

/** Where people return from their identity provider, with a query that the provider wrote. */
const SIGN_IN_CALLBACK_PATH = '/callback';

const isAt = (path: string) => (route: Route) => route.path === path || route.path.startsWith(`${path}/`);
const withMethod = (method: Route['methods'][number]) => (route: Route) => route.methods.includes(method);
const pathsOf = (routes: readonly Route[]): string[] => [...new Set(routes.map((route) => route.path))];

const registrationRoutes = ROUTES.filter((route) => [REGISTRATION_PATH, ...Object.keys(REGISTRATION_ALIASES)].some((path) => isAt(path)(route)));

/** The groups of paths that the rules tell apart, all of them taken from the routes. */
export const PATHS = {
  mcp: [MCP_PATH],
  authorize: [AUTHORIZE_PATH],
  /** Registration under each of its names. */
  registration: pathsOf(registrationRoutes.filter(withMethod('POST'))),
  /** Whoever grinds credentials does it here. */
  grinding: [TOKEN_PATH, AUTHORIZE_PATH],
  /** Queries that carry redirect URIs, state or a provider's answer. */
  longQueries: [AUTHORIZE_PATH, SIGN_IN_CALLBACK_PATH],
  /** POST bodies that carry redirect URIs, on loopback too, or anything at all. */
  postedUrls: [MCP_PATH, ...pathsOf(registrationRoutes.filter(withMethod('POST'))), AUTHORIZE_PATH, TOKEN_PATH],
  /** PUT bodies that carry redirect URIs (RFC 7592). */
  replacedUrls: pathsOf(registrationRoutes.filter(withMethod('PUT'))),
  /** Called by programs, which need not send a User-Agent; the rest is for browsers. */
  programs: pathsOf(ROUTES.filter((route) => route.path !== AUTHORIZE_PATH && !route.path.startsWith('/.well-known/'))),
} as const;

/** Everything that clients discover a server by. */
export const WELL_KNOWN_REGEX = '/\\.well-known/.*';

/**
 * An anchored regular expression for paths: only anchored ones cannot be met by adding to another path.
 *
 * @param stagePrefix what may precede a path; the API's own URL has the stage there, a custom domain has not
 * @param alternatives paths, or regular expressions from {@link pathRegex}
 */
export function anchored(stagePrefix: string, alternatives: readonly string[]): string {
  // Not escaped: it may be known to the deployment only, and a stage's name has no character that means something here.
  const prefix = stagePrefix === '' ? '' : `(${stagePrefix})?`;
  const body = alternatives.length === 1 ? alternatives[0] : `(${alternatives.join('|')})`;
  return `^${prefix}${body}/?$`;
}

/** The regular expression of a route's path, whose parameters are one segment each. */
export function pathRegex(path: string): string {
  return path.split(/\{[^}]+\}/).map(escaped).join('[^/]+');
}

function escaped(literal: string): string {
  return literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
