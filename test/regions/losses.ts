import { strictEqual } from 'node:assert';
import { Client, type Waits } from './client';
import { Asker, type TwoRegions } from './world';

/** Something in whose middle the first Region is lost. */
export interface Loss {
  /** As in the table of docs/two-regions.md. */
  readonly middleOf: string;
  readonly happens: string;
  /** Whether something is lost that the client or the person has to do again. */
  readonly again?: string;
  /** Whether its middle passes by itself. */
  readonly isBrief?: boolean;
  /**
   * Goes to the middle.
   *
   * @returns goes on in the other Region @throws where it is not as said
   */
  begin(world: TwoRegions): Promise<{ readonly asker: Asker; goOn(): Promise<void> }>;
}

const AWAY = 'eu-west-1';
const text = (message: { readonly result?: any }) => message.result?.content?.[0]?.text as string | undefined;

/** Calls a tool: with its token, of whichever Region. */
async function isServed(client: Client): Promise<void> {
  strictEqual(text(await client.rpc('tools/call', { name: 'where', arguments: {} })), AWAY);
}

/** A sign-in that waits before one of its requests. */
function signIn(waits: Waits): Loss['begin'] {
  return async (world) => {
    const client = await new Client(world).register();
    let code: Promise<string>;
    await new Promise<void>((resolve, reject) => {
      code = client.signIn({ waits, reached: resolve });
      code.catch(reject);
    });
    return {
      asker: client.asker,
      goOn: async () => {
        strictEqual((await client.redeem(await code)).error, undefined);
        await isServed(client);
      },
    };
  };
}

/** @param first what happens in the Region that is lost */
function connected<T>(first: (client: Client, refreshToken: string, world: TwoRegions) => Promise<T>, then: (client: Client, known: T) => Promise<void>): Loss['begin'] {
  return async (world) => {
    const client = new Client(world);
    const known = await first(client, await client.connect(), world);
    return { asker: client.asker, goOn: () => then(client, known) };
  };
}

export const LOSSES: readonly Loss[] = [
  {
    middleOf: 'nothing: between two calls',
    happens: 'the next call is answered, with the token of the other Region',
    begin: connected(async () => undefined, isServed),
  },
  {
    middleOf: 'a call',
    happens: 'its connection breaks; nobody knows what the tool did',
    again: 'the call',
    isBrief: true,
    begin: connected(async (client, _token, world) => {
      const call = client.once('tools/call', { name: 'where', arguments: { seconds: 17 } }).then((response) => response.text()).then(() => 'answered', () => 'broken');
      await world.wrote('answers in 17 s');
      return { call };
    }, async (client, { call }) => {
      strictEqual(await call, 'broken');
      await isServed(client);
    }),
  },
  {
    middleOf: 'a sign-in, the consent page is open',
    happens: 'the person presses the button, and goes on',
    begin: signIn(({ method, body }) => method === 'POST' && body.includes('decision=approve')),
  },
  {
    middleOf: 'a sign-in, the person is at the identity provider',
    happens: 'the person comes back to the other Region, and goes on',
    begin: signIn(({ url }) => url.pathname.startsWith('/callback')),
  },
  {
    middleOf: 'a sign-in, the client has the code',
    happens: 'the client redeems it',
    begin: async (world) => {
      const client = await new Client(world).register();
      const code = await client.signIn();
      return {
        asker: client.asker,
        goOn: async () => {
          strictEqual((await client.redeem(code)).error, undefined);
          await isServed(client);
        },
      };
    },
  },
  {
    middleOf: 'a redemption, its answer is lost',
    happens: 'the code is spent (`invalid_grant`), as RFC 6749 asks for',
    again: 'the sign-in',
    begin: async (world) => {
      const client = await new Client(world).register();
      const code = await client.signIn();
      await client.redeem(code);
      return {
        asker: client.asker,
        goOn: async () => {
          strictEqual((await client.redeem(code)).error, 'invalid_grant');
          strictEqual((await client.redeem(await client.signIn())).error, undefined);
          await isServed(client);
        },
      };
    },
  },
  {
    middleOf: 'a refresh, its request is lost',
    happens: 'the client sends it again, and goes on',
    begin: connected(async (_client, token) => token, async (client, token) => {
      strictEqual((await client.refresh(token)).error, undefined);
      await isServed(client);
    }),
  },
  {
    middleOf: 'a refresh, its answer is lost',
    happens: 'the client sends it again, and gets the same refresh token as in the lost answer',
    begin: connected(async (client, token) => ({ token, lost: (await client.refresh(token)).refresh_token }), async (client, { token, lost }) => {
      strictEqual((await client.refresh(token)).refresh_token, lost);
      await isServed(client);
    }),
  },
  {
    middleOf: 'nothing: a token was revoked just before',
    happens: 'it stays revoked',
    begin: connected(async (client, token) => {
      await client.revoke(token);
      return token;
    }, async (client, token) => strictEqual((await client.refresh(token)).error, 'invalid_grant')),
  },
  {
    middleOf: 'a task',
    happens: 'its table, its run and its result are of the lost Region: `tasks/get` says that it is unknown (-32602)',
    again: 'the task',
    isBrief: true,
    begin: connected(async (client, _token, world) => {
      const { result } = await client.rpc('tools/call', { name: 'survey', arguments: { seconds: 19 } });
      await world.wrote('answers in 19 s');
      strictEqual((await client.rpc('tasks/get', { taskId: result.taskId })).result.status, 'working');
      return result.taskId as string;
    }, async (client, taskId) => {
      strictEqual((await client.rpc('tasks/get', { taskId })).error?.code, -32602);
      const { result: { taskId: another } } = await client.rpc('tools/call', { name: 'survey', arguments: {} });
      for (;;) {
        const { result } = await client.rpc('tasks/get', { taskId: another });
        if (result.status !== 'working') {
          strictEqual(text(result), AWAY);
          return;
        }
      }
    }),
  },
  {
    middleOf: 'a question to the person',
    happens: 'its state is good in the lost Region only (-32602): were it good in both, a confirmation could be used in each',
    again: 'the call, and the answer',
    begin: connected(async (client) => (await client.rpc('tools/call', { name: 'leave', arguments: {} })).result, async (client, asked) => {
      const answerTo = ({ inputRequests, requestState }: { readonly inputRequests: object; readonly requestState: string }) => client.rpc('tools/call', {
        name: 'leave', arguments: {}, requestState, inputResponses: Object.fromEntries(Object.keys(inputRequests).map((key) => [key, { action: 'accept', content: {} }])),
      });
      strictEqual((await answerTo(asked)).error?.code, -32602);
      const { result } = await client.rpc('tools/call', { name: 'leave', arguments: {} });
      strictEqual(text(await answerTo(result)), AWAY);
    }),
  },
  {
    middleOf: 'nothing: a machine registered just before',
    happens: 'its secret gets tokens, and the initial access token registers others',
    begin: async (world) => {
      const asker = new Asker(world);
      const { registrationEndpoint, initialAccessToken, issuer, mcpUrl } = world.served;
      const register = async () => (await asker.send(registrationEndpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'authorization': `Bearer ${initialAccessToken}` },
        body: JSON.stringify({ client_name: 'machine', grant_types: ['client_credentials'], redirect_uris: [], response_types: [], token_endpoint_auth_method: 'client_secret_basic' }),
      })).json() as Promise<{ readonly client_id: string; readonly client_secret: string }>;
      const tokenOf = async ({ client_id, client_secret }: Awaited<ReturnType<typeof register>>) => (await asker.send(`${issuer}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${encodeURIComponent(client_id)}:${encodeURIComponent(client_secret)}`).toString('base64')}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'mcp', resource: mcpUrl }),
      })).status;
      const before = await register();
      return {
        asker,
        goOn: async () => {
          strictEqual(await tokenOf(before), 200);
          strictEqual(await tokenOf(await register()), 200);
        },
      };
    },
  },
];

/** What came of one. */
export interface Outcome {
  readonly loss: Loss;
  /** Between the loss and its first answer after it, milliseconds. */
  readonly servedAfter: number;
  /** Why it is not as said. */
  readonly problem?: string;
}

/** Goes to the middle of everything, loses the first Region, and goes on with everything at once. */
export async function loseRegion(world: TwoRegions): Promise<readonly Outcome[]> {
  const begun = [];
  for (const loss of [...LOSSES].sort(({ isBrief: one = false }, { isBrief: other = false }) => Number(one) - Number(other))) {
    begun.push({ loss, ...await loss.begin(world) });
  }
  world.lose();
  return Promise.all(begun.map(async ({ loss, asker, goOn }): Promise<Outcome> => {
    const problem = await goOn().then(() => undefined, (error: Error) => error.message);
    return { loss, servedAfter: asker.servedAfter ?? NaN, problem };
  }));
}
