import {
  ACCESS_PATH, AUTHORIZE_PATH, CALLBACK_PATH, INTERACTION_PATH, INTROSPECTION_PATH, MCP_PATH, PUSHED_AUTHORIZATION_REQUEST_PATH, REGISTRATION_ALIASES,
  REGISTRATION_PATH, REVOCATION_PATH, Route, ROUTES, SIGNED_OUT_PATH, TOKEN_PATH,
} from '../../contract/gateway/routes';

/** The paths at a path and below it of the routes that take the method. */
const pathsAt = (path: string, method?: Route['methods'][number]): string[] => [...new Set(
  ROUTES
    .filter((route) => route.path === path || route.path.startsWith(`${path}/`))
    .filter((route) => method === undefined || route.methods.includes(method))
    .map((route) => route.path),
)];

const registrationPaths = (method: Route['methods'][number]): string[] =>
  [REGISTRATION_PATH, ...Object.keys(REGISTRATION_ALIASES)].flatMap((path) => pathsAt(path, method));

/** Pages for users; programs call the rest. */
const PAGES = [AUTHORIZE_PATH, INTERACTION_PATH, CALLBACK_PATH, ACCESS_PATH, SIGNED_OUT_PATH].flatMap((path) => pathsAt(path));

/** The groups of paths that the rules tell apart, all of them taken from the routes. */
export const PATHS = {
  mcp: [MCP_PATH],
  authorize: [AUTHORIZE_PATH],
  /** Opened by the browsers of people. */
  pages: PAGES,
  /** Registration under each of its names. */
  registration: registrationPaths('POST'),
  /** The target of credential brute force. */
  grinding: [TOKEN_PATH, AUTHORIZE_PATH, PUSHED_AUTHORIZATION_REQUEST_PATH, REVOCATION_PATH, INTROSPECTION_PATH],
  /** Queries that carry redirect URIs, state or the answer of an identity provider. */
  longQueries: [AUTHORIZE_PATH, ...pathsAt(CALLBACK_PATH)],
  /** POST bodies that carry redirect URIs, on loopback too, or anything at all. */
  postedUrls: [MCP_PATH, ...registrationPaths('POST'), AUTHORIZE_PATH, PUSHED_AUTHORIZATION_REQUEST_PATH, TOKEN_PATH],
  /** PUT bodies that carry redirect URIs (RFC 7592). */
  replacedUrls: registrationPaths('PUT'),
  /** Called by programs, which need not send a User-Agent. */
  programs: [...new Set(ROUTES.map((route) => route.path))].filter((path) => !PAGES.includes(path) && !path.includes('/.well-known/')),
} as const;

/** Everything that clients discover a server by, at the root and below the MCP path. */
export const WELL_KNOWN_REGEX = `(${MCP_PATH})?/\\.well-known/.*`;

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
