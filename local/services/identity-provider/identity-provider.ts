import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { authorize } from './authorization-endpoint';
import type { Clients } from './clients';
import { endSession } from './end-session-endpoint';
import { createIdTokens, type IdTokens } from './id-token';
import { PATHS, providerMetadata } from './metadata';
import { userAdministration } from './pages';
import { jsonReply, pageReply, redirectReply, type Reply, send } from './reply';
import { type Session, State } from './state';
import { exchange, type RefreshTokenPolicy } from './token-endpoint';
import { userinfo } from './userinfo-endpoint';
import { DEFAULT_USERS, toggleUser, type User } from './users';
import { readBody } from '../service/aws-json';

const HOST = '127.0.0.1';
const SESSION_COOKIE = 'identity-provider-session';

export interface IdentityProviderOptions {
  /** @default any free port */
  readonly port?: number;
  /** Secrets by client id. @default any client id with any secret, or with none */
  readonly clients?: Clients;
  /** Called for every lookup. @default reader and admin */
  readonly users?: readonly User[];
  /** When clients get refresh tokens. @default where they ask for offline_access */
  readonly refreshTokens?: RefreshTokenPolicy;
  /** Epoch seconds. @default the machine's clock */
  readonly clock?: () => number;
}

export interface RunningIdentityProvider {
  readonly issuer: string;
  close(): Promise<void>;
}

interface Provider {
  readonly issuer: string;
  readonly users: readonly User[];
  readonly clients: Clients;
  readonly refreshTokens: RefreshTokenPolicy;
  readonly state: State;
  readonly idTokens: IdTokens;
  clock(): number;
}

/**
 * An OpenID provider without passwords on a loopback port, for development and tests: strict in the protocol, so that what signs in here
 * signs in elsewhere, and open to everybody who reaches the port.
 */
export async function startIdentityProvider(options: IdentityProviderOptions = {}): Promise<RunningIdentityProvider> {
  const clock = options.clock ?? (() => Math.floor(Date.now() / 1000));
  const { users = DEFAULT_USERS, clients, refreshTokens = 'offline_access' } = options;
  const provider = { clock, users, clients, refreshTokens, state: new State(clock), idTokens: await createIdTokens() };
  const server = createServer((request, response) => {
    route(request, { issuer, ...provider }).then(
      (reply) => send(response, reply),
      (error: unknown) => send(response, jsonReply({ error: 'server_error', error_description: (error as Error).message }, 500)),
    );
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(options.port ?? 0, HOST, resolve));
  const issuer = `http://${HOST}:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

async function route(request: IncomingMessage, { issuer, clock, users: all, clients, refreshTokens, state, idTokens }: Provider): Promise<Reply> {
  // A web page whose name was rebound to this address says another host.
  if (request.headers.host !== new URL(issuer).host) {
    return jsonReply({ error: 'invalid_request', error_description: `this is ${issuer}` }, 421);
  }
  const { pathname, searchParams } = new URL(request.url!, issuer);
  const session = cookie(request);
  const users = all.filter(({ sub }) => !state.disabled.has(sub));
  const cookieAttributes = 'Path=/; HttpOnly; SameSite=Lax';
  const parameters = async () => (request.method === 'POST' ? new URLSearchParams((await readBody(request)).toString('utf8')) : searchParams);

  switch (`${request.method} ${pathname}`) {
    case `GET ${PATHS.users}`:
      return pageReply('Users', userAdministration(PATHS.users, all, state.disabled));
    case `POST ${PATHS.users}`:
      toggleUser(await parameters(), all, state.disabled);
      return redirectReply(`${issuer}${PATHS.users}`, {});
    case `GET ${PATHS.discovery}`:
      return jsonReply(providerMetadata(issuer));
    case `GET ${PATHS.jwks}`:
      return jsonReply(idTokens.jwks);
    case `GET ${PATHS.authorization}`:
    case `POST ${PATHS.authorization}`:
      return authorize(await parameters(), {
        issuer,
        users,
        clients,
        state,
        session: living(state.sessions.get(session), users),
        now: clock(),
        sessionCookie: (id) => `${SESSION_COOKIE}=${id}; ${cookieAttributes}`,
      });
    case `POST ${PATHS.token}`:
      return exchange({
        contentType: request.headers['content-type'], authorization: request.headers.authorization, body: (await readBody(request)).toString('utf8'),
      }, { issuer, users, clients, refreshTokens, state, idTokens, now: clock() });
    case `GET ${PATHS.userinfo}`:
    case `POST ${PATHS.userinfo}`:
      return userinfo(request.headers.authorization, state);
    case `GET ${PATHS.endSession}`:
    case `POST ${PATHS.endSession}`:
      state.sessions.delete(session);
      return endSession(await parameters(), idTokens, `${SESSION_COOKIE}=; ${cookieAttributes}; Max-Age=0`);
    default:
      return pageReply('There is nothing here', '', 404);
  }
}

function cookie(request: IncomingMessage): string | undefined {
  const cookies = (request.headers.cookie ?? '').split(';').map((each) => each.trim());
  return cookies.find((each) => each.startsWith(`${SESSION_COOKIE}=`))?.slice(SESSION_COOKIE.length + 1);
}

/** A session ends with its user. */
function living(session: Session | undefined, users: readonly User[]): Session | undefined {
  return users.some(({ sub }) => sub === session?.user.sub) ? session : undefined;
}
