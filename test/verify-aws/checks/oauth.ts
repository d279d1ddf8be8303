import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { LIMIT } from '../app';
import type { Answer, AskedServer } from '../asked-server';
import { type Checks, seen } from '../check';

const REDIRECT = 'http://127.0.0.1:33418/';
/** The metadata document of a client that many use. */
const PUBLISHED_CLIENT = 'https://vscode.dev/oauth/client-metadata.json';

const registration = (server: AskedServer) => server.request(`${server.issuer}/register`, {
  method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ client_name: 'verification', redirect_uris: [REDIRECT], token_endpoint_auth_method: 'none' }),
});

/** An authorization request as a browser sends it. */
function authorization(server: AskedServer, clientId: string, headers: { readonly [name: string]: string } = {}): Promise<Answer> {
  const parameters = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: REDIRECT,
    resource: server.mcpUrl,
    state: 'state',
    code_challenge: createHash('sha256').update(randomBytes(32)).digest('base64url'),
    code_challenge_method: 'S256',
  });
  return server.request(`${server.issuer}/authorize?${parameters}`, { headers: { 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Accept': 'text/html', ...headers } });
}

/** The cookies of an answer that go to a path, as a browser sends them. */
function cookiesOf({ headers }: Answer, path: string): string {
  return headers.getSetCookie()
    .filter((cookie) => path.startsWith(/;\s*path=([^;]+)/i.exec(cookie)?.[1] ?? '/'))
    .map((cookie) => cookie.split(';')[0]).join('; ');
}

async function interaction(server: AskedServer) {
  const { client_id: clientId } = JSON.parse((await registration(server)).body);
  const redirected = await authorization(server, clientId);
  const page = new URL(redirected.headers.get('location') ?? 'missing:', server.issuer);
  return { redirected, page: String(page), cookies: cookiesOf(redirected, page.pathname) };
}

/** The authorization server, without a person. */
export const OAUTH: Checks = {
  'loopback-redirect': {
    expected: '201',
    async run({ server }) {
      const { status, body } = await registration(server);
      return seen(`${status}${status === 201 ? '' : ` ${body.slice(0, 100)}`}`, status === 201);
    },
  },
  'cookies': {
    expected: 'more than one cookie, with which the page at /interaction opens',
    async run({ server }) {
      const { redirected, page, cookies } = await interaction(server);
      const shown = await server.request(page, { headers: { Cookie: cookies, Accept: 'text/html' } });
      const names = redirected.headers.getSetCookie().map((cookie) => cookie.split('=')[0]);
      return seen(`${redirected.status}, ${names.join(', ')}; page ${shown.status}`, redirected.status === 303 && names.length > 1 && shown.status === 200);
    },
  },
  'browser-and-proof-headers': {
    expected: 'a form from another site is refused; a bound token needs its proof',
    async run({ server }) {
      const { page, cookies } = await interaction(server);
      const form = (headers: object) => server.request(page, {
        method: 'POST', headers: { 'Cookie': cookies, 'Content-Type': 'application/x-www-form-urlencoded', 'Origin': new URL(server.issuer).origin, ...headers }, body: 'decision=deny',
      });
      const foreign = await form({ 'Sec-Fetch-Site': 'cross-site' });

      const { exportJWK, generateKeyPair, SignJWT } = await import('jose');
      const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
      const jwk = await exportJWK(publicKey);
      const proof = (htm: string, htu: string, claims: object = {}) => new SignJWT({ htm, htu, jti: randomUUID(), ...claims })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk }).setIssuedAt().sign(privateKey);
      const token = await server.newToken(undefined, async (at) => ({ DPoP: await proof('POST', at) }));
      const ath = createHash('sha256').update(token).digest('base64url');
      const bound = await server.rpc('ping', {}, { headers: { Authorization: `DPoP ${token}`, DPoP: await proof('POST', server.mcpUrl, { ath }) } });
      const unproved = await server.rpc('ping', {}, { headers: { Authorization: `Bearer ${token}` } });
      return seen(`form ${foreign.status}; with a proof ${bound.status}, without ${unproved.status}`, foreign.status === 403 && bound.status === 200 && unproved.status === 401);
    },
  },
  'document-fetcher': {
    expected: '"document fetched" in the fetcher\'s log',
    onlyAws: true,
    async run({ server, lines }) {
      const { status } = await authorization(server, PUBLISHED_CLIENT);
      const [line] = await lines('DocumentFetcher', '"document fetched"', 60);
      return seen(line ?? `nothing in the log; the authorization request was answered ${status}`, line !== undefined);
    },
  },
  'refresh-token-validity': {
    expected: '91 days',
    onlyAws: true,
    async run({ aws, output }) {
      const UserPoolId = output('UserPoolId');
      const { UserPoolClients: [{ ClientId }] } = await aws.json('cognito-idp', 'ListUserPoolClients', { UserPoolId, MaxResults: 1 });
      const { UserPoolClient: { RefreshTokenValidity: validity, TokenValidityUnits: units } } = await aws.json('cognito-idp', 'DescribeUserPoolClient', { UserPoolId, ClientId });
      const minutes = validity * ({ days: 1440, hours: 60, minutes: 1, seconds: 1 / 60 } as { readonly [unit: string]: number })[units?.RefreshToken ?? 'days'];
      return seen(`${validity} ${units?.RefreshToken ?? 'days'}`, minutes === 91 * 1440);
    },
  },
  'rotation-function': {
    expected: 'a version with the stage NEXT, and LastRotatedDate',
    onlyAws: true,
    seconds: 180,
    async run({ aws, output }) {
      let stages: string[] = [];
      let rotated: unknown;
      for (let times = 0; times < 15; times++) {
        const { VersionIdsToStages = {}, LastRotatedDate } = await aws.json('secretsmanager', 'DescribeSecret', { SecretId: output('SigningSecretArn') });
        stages = Object.values<string[]>(VersionIdsToStages).flat();
        rotated = LastRotatedDate;
        if (stages.includes('NEXT') && rotated !== undefined) {
          break;
        }
        await delay(10_000);
      }
      return seen(`${stages.join(', ')}; ${rotated === undefined ? 'not rotated' : 'rotated'}`, stages.includes('NEXT') && rotated !== undefined);
    },
  },
  'bot-control': {
    expected: '403 for a program at /authorize, the challenge at /mcp',
    server: 'Own',
    onlyAws: true,
    async run({ server }) {
      const { status } = await server.request(`${server.issuer}/authorize`, { headers: { 'User-Agent': 'curl/8.14.1', 'Accept': '*/*' } });
      const challenged = await server.request(server.mcpUrl);
      return seen(`${status}; /mcp ${challenged.status}`, status === 403 && challenged.status === 401);
    },
  },
  'administration': {
    expected: 'the clients; AccessDeniedException for the MCP function',
    onlyAws: true,
    async run({ aws, output }) {
      const invoke = (functionArn: string) => aws.invoke(output('ProbeFunction'), { task: 'invoke', functionArn, payload: { administration: 'listClients' } });
      const listed = await invoke(output('AdministrationFunctionArn'));
      const refused = await invoke(output('McpFunction'));
      return seen(`${listed.answer?.clients?.length ?? listed.error} clients; ${refused.error}`, Array.isArray(listed.answer?.clients) && refused.error === 'AccessDeniedException');
    },
  },
  'client-limits': {
    expected: `about ${LIMIT} in a minute, 429 with Retry-After for the others`,
    server: 'Own',
    async run({ server }) {
      const token = await server.newToken();
      const began = Date.now();
      const answers: { readonly status: number; readonly retryAfter: string | null }[] = [];
      await Promise.all([1, 2, 3, 4].map(async () => {
        for (let times = 0; times < LIMIT; times++) {
          const { status, headers } = await server.rpc('tools/call', { name: 'hello', arguments: {} }, { token });
          answers.push({ status, retryAfter: headers.get('retry-after') });
        }
      }));
      const seconds = (Date.now() - began) / 1000;
      const answered = answers.filter(({ status }) => status === 200).length;
      const refused = answers.filter(({ status, retryAfter }) => status === 429 && retryAfter !== null).length;
      return seen(`${answered} × 200, ${refused} × 429 with Retry-After, in ${Math.round(seconds)} seconds`,
        answered >= LIMIT && answered <= 1.3 * LIMIT * (1 + seconds / 60) && answered + refused === answers.length && refused > 0);
    },
  },
  'authorizer-failure': {
    expected: '503 with Retry-After',
    server: 'Own',
    // The local gateway lets what the first version may do end with its last stream.
    onlyAws: true,
    time: 'updated',
    async run({ server }) {
      const token = await server.token();
      let answer = await server.rpc('ping', {}, { token });
      // What it read before is good for 30 seconds.
      for (let times = 0; times < 25 && answer.status === 200; times++) {
        await delay(2_000);
        answer = await server.rpc('ping', {}, { token });
      }
      return seen(`${answer.status}, Retry-After ${answer.headers.get('retry-after')}`, answer.status === 503 && answer.headers.has('retry-after'));
    },
  },
};
