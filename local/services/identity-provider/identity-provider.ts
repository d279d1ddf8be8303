import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { authorize } from './authorization-endpoint';
import { type ClaimNames, DEFAULT_CLAIM_NAMES } from './claims';
import type { Clients } from './clients';
import { endSession } from './end-session-endpoint';
import type { Entry } from './expiring-values';
import { IdTokens } from './id-token';
import { PATHS, providerMetadata } from './metadata';
import { type StandsFor, userAdministration } from './pages';
import { jsonReply, pageReply, redirectReply, type Reply, send } from './reply';
import { type Grant, type Session, State } from './state';
import { exchange, type RefreshTokenPolicy } from './token-endpoint';
import { userinfo } from './userinfo-endpoint';
import { readBody } from '../../loopback/body';
import { html } from '../../pages/markup';
import { type ChangedPeople, People } from '../../people/people';
import { DEFAULT_USERS, type User } from '../../people/users';

const HOST = '127.0.0.1';
const SESSION_COOKIE = 'identity-provider-session';

/** What another start of the same provider would need: then its clients can refresh. */
export interface KeptProvider {
  readonly port: number;
  readonly refreshTokens: readonly Entry<Grant>[];
  readonly people: ChangedPeople;
}

export interface IdentityProviderOptions {
  /** What it goes on with; on another port, if its own is taken by now. @default nothing, on any free port */
  readonly kept?: KeptProvider;
  /** Secrets by client id. @default any client id with any secret, or with none */
  readonly clients?: Clients;
  /** @default reader and admin */
  readonly people?: People;
  /** How it calls the claims about groups and subjects. @default groups, under the names of every product */
  readonly claimNames?: ClaimNames;
  /** What its pages say that it is. @default a local identity provider */
  readonly standsFor?: StandsFor;
  /** When clients get refresh tokens. @default where they ask for offline_access */
  readonly refreshTokens?: RefreshTokenPolicy;
  /** Epoch seconds. @default the machine's clock */
  readonly clock?: () => number;
}

export interface RunningIdentityProvider {
  readonly issuer: string;
  /** What it would go on with. */
  kept(): KeptProvider;
  close(): Promise<void>;
}

interface Provider {
  readonly issuer: string;
  readonly people: People;
  readonly claimNames: ClaimNames;
  readonly standsFor: StandsFor | undefined;
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
  const { people = new People(DEFAULT_USERS), claimNames = DEFAULT_CLAIM_NAMES, standsFor, clients, refreshTokens = 'offline_access' } = options;
  const state = new State(clock, options.kept?.refreshTokens);
  const provider = { clock, people, claimNames, standsFor, clients, refreshTokens, state, idTokens: new IdTokens(claimNames) };
  const server = createServer((request, response) => {
    route(request, { issuer, ...provider }).then(
      (reply) => send(response, reply),
      (error: unknown) => send(response, jsonReply({ error: 'server_error', error_description: (error as Error).message }, 500)),
    );
  });
  const listen = (on: number) => new Promise<void>((resolve, reject) => server.once('error', reject).listen(on, HOST, resolve));
  await listen(options.kept?.port ?? 0).catch(() => listen(0));
  const { port } = server.address() as AddressInfo;
  const issuer = `http://${HOST}:${port}`;
  return {
    issuer,
    kept: () => ({ port, refreshTokens: state.refreshTokens.entries(), people: people.changed() }),
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

async function route(
  request: IncomingMessage, { issuer, clock, people, claimNames, standsFor, clients, refreshTokens, state, idTokens }: Provider,
): Promise<Reply> {
  // A web page whose name was rebound to this address says another host.
  if (request.headers.host !== new URL(issuer).host) {
    return jsonReply({ error: 'invalid_request', error_description: `this is ${issuer}` }, 421);
  }
  const { pathname, searchParams } = new URL(request.url!, issuer);
  const session = cookie(request);
  const users = people.active();
  const cookieAttributes = 'Path=/; HttpOnly; SameSite=Lax';
  const parameters = async () => (request.method === 'POST' ? new URLSearchParams((await readBody(request)).toString('utf8')) : searchParams);

  switch (`${request.method} ${pathname}`) {
    case `GET ${PATHS.users}`:
      return pageReply('People', userAdministration(PATHS.users, people.all(), standsFor));
    case `POST ${PATHS.users}`:
      // Another page's form, too, comes with its origin.
      if (request.headers.origin !== undefined && request.headers.origin !== issuer) {
        return jsonReply({ error: 'invalid_request', error_description: `${request.headers.origin} may change nothing here` }, 403);
      }
      lockOrUnlock(await parameters(), people);
      return redirectReply(`${issuer}${PATHS.users}`, {});
    case `GET ${PATHS.discovery}`:
      return jsonReply(providerMetadata(issuer, claimNames));
    case `GET ${PATHS.jwks}`:
      return jsonReply(await idTokens.jwks());
    case `GET ${PATHS.authorization}`:
    case `POST ${PATHS.authorization}`:
      return authorize(await parameters(), {
        issuer,
        users,
        clients,
        state,
        standsFor,
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
      return userinfo(request.headers.authorization, state, claimNames);
    case `GET ${PATHS.endSession}`:
    case `POST ${PATHS.endSession}`:
      state.sessions.delete(session);
      return endSession(await parameters(), idTokens, `${SESSION_COOKIE}=; ${cookieAttributes}; Max-Age=0`);
    default:
      return pageReply('There is nothing here', html`<p><a href="${PATHS.users}">The people of this provider</a></p>`, 404);
  }
}

function lockOrUnlock(form: URLSearchParams, people: People): void {
  for (const [action, locked] of [['lock', true], ['unlock', false]] as const) {
    const sub = form.get(action);
    if (sub !== null) {
      people.setLocked(sub, locked);
    }
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
