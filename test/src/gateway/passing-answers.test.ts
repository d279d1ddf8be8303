import { jest } from '@jest/globals';
import { auth as authOfSdk2 } from '@modelcontextprotocol/client';
import { auth as authOfSdk1, type OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import { resources, synthesizeServer } from '../../support/synthesized-server';

const MCP_URL = 'https://mcp.example.com/mcp';
const CLIENT = { client_id: 'one', redirect_uris: ['http://127.0.0.1/callback'] };
const TOKENS = { access_token: 'expired', token_type: 'Bearer', refresh_token: 'good' };

interface Answer {
  readonly name: string;
  readonly status: number;
  readonly body: string;
}

/** What API Gateway and the firewall answer by themselves where the same request would do later. */
function passingAnswers(): Answer[] {
  const { template } = synthesizeServer();
  const gateway = Object.values(resources(template, 'AWS::ApiGateway::GatewayResponse')).map(({ Properties }): Answer => ({
    name: Properties.ResponseType,
    status: Number(Properties.StatusCode ?? (Properties.ResponseType === 'DEFAULT_5XX' ? 504 : 400)),
    body: Properties.ResponseTemplates['application/json'],
  }));
  const [{ Properties: webAcl }] = Object.values(resources(template, 'AWS::WAFv2::WebACL'));
  const firewall = (webAcl.Rules as { Name: string; Action?: { Block?: { CustomResponse: { ResponseCode: number; CustomResponseBodyKey: string } } } }[])
    .flatMap(({ Name, Action }) => (Action?.Block === undefined ? [] : [{
      name: Name,
      status: Action.Block.CustomResponse.ResponseCode,
      body: webAcl.CustomResponseBodies[Action.Block.CustomResponse.CustomResponseBodyKey].Content,
    }]));
  return [...gateway, ...firewall].filter(({ status }) => status === 429 || status >= 500);
}

/** Lets a client refresh its token. @returns whether it asks its user to sign in, and what it still has then */
async function refresh(authorize: typeof authOfSdk1 | typeof authOfSdk2, answer: Omit<Answer, 'name'>) {
  let kept: { readonly refresh_token?: string } | undefined = TOKENS;
  let isAsked = false;
  const provider: OAuthClientProvider = {
    redirectUrl: CLIENT.redirect_uris[0],
    clientMetadata: CLIENT,
    clientInformation: () => CLIENT,
    tokens: () => TOKENS,
    saveTokens: (tokens) => {
      kept = tokens;
    },
    invalidateCredentials: () => {
      kept = undefined;
    },
    redirectToAuthorization: () => {
      isAsked = true;
    },
    saveCodeVerifier: () => undefined,
    codeVerifier: () => 'verifier',
  };
  const fetchFn = async (url: string | URL): Promise<Response> => (
    String(url).endsWith('/token') ? new Response(answer.body, { status: answer.status }) : new Response(null, { status: 404 }));
  const outcome = await authorize(provider as never, { serverUrl: MCP_URL, fetchFn }).catch((error: Error) => error);
  return { isAsked, hasTokens: kept?.refresh_token === TOKENS.refresh_token, failed: outcome instanceof Error };
}

describe.each([['1', authOfSdk1], ['2', authOfSdk2]])('a client on the official SDK %s whose refresh is answered', (_, authorize) => {
  test.each(passingAnswers().map((answer) => [answer.name, answer] as const))('%s keeps its tokens, and asks nobody to sign in', async (__, answer) => {
    expect(await refresh(authorize, answer)).toEqual({ isAsked: false, hasTokens: true, failed: true });
  });

  test('server_error asks its user to sign in', async () => {
    jest.spyOn(console, 'warn').mockReturnValue();
    expect(await refresh(authorize, { status: 500, body: '{"error":"server_error"}' })).toEqual({ isAsked: true, hasTokens: true, failed: false });
  });
});

test('there are such answers of both', () => {
  expect(passingAnswers().map(({ name }) => name)).toEqual(expect.arrayContaining(['THROTTLED', 'AUTHORIZER_FAILURE', 'DEFAULT_5XX', expect.stringMatching(/ip/i)]));
});
