/** Who may call a route: holders of an access token, these and browsers, or everyone. */
export type RouteAuthorization = 'bearer' | 'bearer-or-browser' | 'public';

/** What answers a route: a function, or the gateway itself. */
export type RouteTarget =
  | 'mcp-function'
  | 'oauth-function'
  | 'protected-resource-metadata'
  | 'authorization-server-metadata'
  | 'connect-page'
  | 'server-card'
  | 'ai-catalog'
  | 'method-not-allowed';

/** Which browsers may read the answer: none, any site (no credentials are involved), or the allowed origins. */
export type RouteCors = 'none' | 'any-origin' | 'allowed-origins';

export type RouteMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface Route {
  readonly path: string;
  /** HEAD goes wherever GET does (RFC 9110, 9.3.2). */
  readonly methods: readonly RouteMethod[];
  readonly authorization: RouteAuthorization;
  readonly target: RouteTarget;
  readonly cors: RouteCors;
}

export const MCP_PATH = '/mcp';
export const AUTHORIZE_PATH = '/authorize';
export const TOKEN_PATH = '/token';
export const JWKS_PATH = '/jwks';
export const REGISTRATION_PATH = '/register';
export const REVOCATION_PATH = '/revoke';
export const INTROSPECTION_PATH = '/introspect';
export const PUSHED_AUTHORIZATION_REQUEST_PATH = '/par';
/** Pages of one authorization request, and their forms: `/interaction/{uid}`. */
export const INTERACTION_PATH = '/interaction';
/** Where identity providers redirect users to: `/callback/{provider}`. */
export const CALLBACK_PATH = '/callback';
/** The page on which people see, and end, the access that they gave. */
export const ACCESS_PATH = '/access';
export const SIGNED_OUT_PATH = '/signed-out';
export const PROTECTED_RESOURCE_METADATA_PATH = '/.well-known/oauth-protected-resource';
export const AUTHORIZATION_SERVER_METADATA_PATH = '/.well-known/oauth-authorization-server';
export const OPENID_CONFIGURATION_PATH = '/.well-known/openid-configuration';

/** Paths that mean another: the OAuth function rewrites the first segment. */
export const REGISTRATION_ALIASES = { '/dcr': REGISTRATION_PATH, '/clients': REGISTRATION_PATH } as const;

/** What a browser asks for. */
export const PAGE_MEDIA_TYPE = 'text/html';

/** What a program asks for, perhaps beside pages, and a browser that opens one does not. */
export const PROGRAM_MEDIA_TYPES: readonly string[] = ['application/json', 'text/event-stream'];

/** At the root; there for the path of the MCP endpoint, as RFC 8414 and RFC 9728 have it; and below the MCP URL, where clients look that cannot leave a stage. */
const metadata = (path: string, target: RouteTarget): Route[] => [path, `${path}${MCP_PATH}`, `${MCP_PATH}${path}`].map(
  (alias) => ({ path: alias, methods: ['GET'], authorization: 'public', target, cors: 'any-origin' }),
);

const oauth = (path: string, methods: Route['methods'], cors: RouteCors): Route =>
  ({ path, methods, authorization: 'public', target: 'oauth-function', cors });

/** Every route of a server that has its own authorization server. The gateway is built from it; what is not here does not exist. */
export const ROUTES: readonly Route[] = [
  { path: MCP_PATH, methods: ['POST'], authorization: 'bearer', target: 'mcp-function', cors: 'allowed-origins' },
  // One stateless endpoint: no stream to resume, no session to end.
  { path: MCP_PATH, methods: ['GET'], authorization: 'bearer-or-browser', target: 'connect-page', cors: 'allowed-origins' },
  { path: MCP_PATH, methods: ['DELETE'], authorization: 'bearer', target: 'method-not-allowed', cors: 'allowed-origins' },
  ...metadata(PROTECTED_RESOURCE_METADATA_PATH, 'protected-resource-metadata'),
  ...metadata(AUTHORIZATION_SERVER_METADATA_PATH, 'authorization-server-metadata'),
  ...metadata(OPENID_CONFIGURATION_PATH, 'authorization-server-metadata'),
  oauth(JWKS_PATH, ['GET'], 'any-origin'),
  oauth(AUTHORIZE_PATH, ['GET', 'POST'], 'none'),
  oauth(`${AUTHORIZE_PATH}/{uid}`, ['GET'], 'none'),
  oauth(`${INTERACTION_PATH}/{uid}`, ['GET', 'POST'], 'none'),
  oauth(`${CALLBACK_PATH}/{provider}`, ['GET'], 'none'),
  oauth(ACCESS_PATH, ['GET', 'POST'], 'none'),
  oauth(SIGNED_OUT_PATH, ['GET'], 'none'),
  oauth(TOKEN_PATH, ['POST'], 'any-origin'),
  oauth(REVOCATION_PATH, ['POST'], 'any-origin'),
  oauth(INTROSPECTION_PATH, ['POST'], 'none'),
  oauth(PUSHED_AUTHORIZATION_REQUEST_PATH, ['POST'], 'any-origin'),
  oauth(REGISTRATION_PATH, ['POST'], 'any-origin'),
  oauth('/dcr', ['POST'], 'any-origin'),
  oauth(`${REGISTRATION_PATH}/{client_id}`, ['GET', 'PUT', 'DELETE'], 'none'),
  oauth('/clients/{client_id}', ['GET', 'PUT', 'DELETE'], 'none'),
];

/** The route that takes a request; undefined where there is none. */
export function routeOf(path: string, method: string): Route | undefined {
  const asked = method === 'HEAD' ? 'GET' : method;
  return ROUTES.find((route) => route.path === path && (route.methods as readonly string[]).includes(asked));
}

/** Every method that the routes of one path take, HEAD among them. */
export function methodsOf(routes: readonly Route[]): readonly string[] {
  return routes.flatMap(({ methods }) => methods).flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
}
