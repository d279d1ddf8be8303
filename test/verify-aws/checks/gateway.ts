import { lookup } from 'node:dns/promises';
import { request } from 'node:https';
import { gzipSync } from 'node:zlib';
import { GUARDED_SCOPE } from '../app';
import type { Answer, AskedServer } from '../asked-server';
import { type Checked, type Checks, NeedsPerson, seen } from '../check';

const JSON_BODY = { 'Content-Type': 'application/json' };
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const openIdConfiguration = ({ issuer }: AskedServer) => `${issuer}/.well-known/openid-configuration`;

export const challengeOf = ({ status, headers }: Answer) => `${status} ${headers.get('www-authenticate') ?? 'without WWW-Authenticate'}`;

export const isChallenge = ({ issuer }: AskedServer, { status, headers }: Answer) => status === 401
  && headers.get('www-authenticate')?.startsWith('Bearer ') === true && headers.get('www-authenticate')!.includes(`resource_metadata="${issuer}/.well-known/oauth-protected-resource/mcp"`);

/** @returns the status of a request by IPv6 */
const statusByIpv6 = (url: string) => new Promise<number>((resolve, reject) => {
  request(url, { family: 6, method: 'POST', timeout: 10_000 }, ({ statusCode, resume }) => {
    resume();
    resolve(statusCode!);
  }).on('error', reject).on('timeout', function (this: { destroy(error: Error): void }) {
    this.destroy(new Error('no answer by IPv6'));
  }).end('{}');
});

/** @returns those of requests of whose ids the authorizer wrote nothing, though it was waited for */
export async function unknownToAuthorizer({ lines }: Checked, requestIds: readonly string[]): Promise<number> {
  const found = await Promise.all(requestIds.map((id) => lines('Authorizer', id, 20)));
  return found.filter((ofRequest) => ofRequest.length === 0).length;
}

/** What API Gateway makes of the template. */
export const GATEWAY: Checks = {
  'challenge': {
    expected: '401 with WWW-Authenticate, not renamed',
    async run({ server }) {
      const answer = await server.request(server.mcpUrl, { method: 'POST', headers: JSON_BODY, body: '{}' });
      return seen(challengeOf(answer), isChallenge(server, answer));
    },
  },
  'challenge-invalid-token': {
    expected: 'the same challenge',
    async run({ server }) {
      const answer = await server.request(server.mcpUrl, { method: 'POST', headers: { ...JSON_BODY, ...bearer('x') }, body: '{}' });
      return seen(challengeOf(answer), isChallenge(server, answer));
    },
  },
  'discovery': {
    expected: 'the issuer, with the stage',
    async run({ server }) {
      const { issuer } = JSON.parse((await server.request(openIdConfiguration(server))).body);
      return seen(issuer, issuer === server.issuer);
    },
  },
  'missing-scopes': {
    expected: `403, and scope= with ${GUARDED_SCOPE}`,
    async run({ server }) {
      const answer = await server.rpc('tools/call', { name: 'guarded', arguments: {} }, { era: '2026-07-28', token: await server.token('mcp:use') });
      return seen(challengeOf(answer), answer.status === 403 && new RegExp(`scope="[^"]*${GUARDED_SCOPE}`).test(answer.headers.get('www-authenticate') ?? ''));
    },
  },
  'connect-page': {
    expected: 'a page with its policy for browsers, the challenge for programs',
    async run({ server }) {
      const page = await server.request(server.mcpUrl, { headers: { Accept: 'text/html' } });
      const program = await server.request(server.mcpUrl);
      const policy = page.headers.get('content-security-policy');
      return seen(`${page.status} ${policy === null ? 'without' : 'with'} a policy; ${challengeOf(program)}`,
        page.status === 200 && policy !== null && page.body.includes('<!DOCTYPE html>') && isChallenge(server, program));
    },
  },
  'head': {
    expected: '200 without a body, twice',
    async run({ server }) {
      const answers = await Promise.all([openIdConfiguration(server), `${server.issuer}/jwks`].map((url) => server.request(url, { method: 'HEAD' })));
      return seen(answers.map(({ status, body }) => `${status}, ${body.length} bytes`).join('; '), answers.every(({ status, body }) => status === 200 && body === ''));
    },
  },
  'documents': {
    expected: 'the document; 2xx with CORS for OPTIONS; 404 for an unknown one',
    async run({ server }) {
      const document = await server.request(openIdConfiguration(server));
      const preflight = await server.request(openIdConfiguration(server), { method: 'OPTIONS', headers: { 'Origin': 'https://example.com', 'Access-Control-Request-Method': 'GET' } });
      const unknown = await server.request(`${server.issuer}/.well-known/nothing`);
      return seen(`${document.status}, ${preflight.status}, ${unknown.status}`,
        JSON.parse(document.body).issuer === server.issuer && preflight.status < 300 && preflight.headers.has('access-control-allow-origin') && unknown.status === 404);
    },
  },
  'unknown-route': {
    expected: '404 with a JSON body',
    async run({ server }) {
      const { status, body } = await server.request(`${server.issuer}/nothing`);
      return seen(`${status} ${body.slice(0, 80)}`, status === 404 && typeof JSON.parse(body).error === 'string');
    },
  },
  'layer': {
    expected: 'initialize, tools/list and tools/call are answered',
    async run({ server }) {
      const { message: { result } } = await server.rpc('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'verification', version: '1' } });
      const { message: listed } = await server.rpc('tools/list');
      const text = await server.call('get_forecast', { city: 'Lisbon' });
      return seen(`${result?.protocolVersion}, ${listed.result?.tools?.length} tools, ${text.slice(0, 40)}`, result?.protocolVersion === '2025-11-25' && listed.result.tools.length > 0);
    },
  },
  'authorizers': {
    expected: 'POST 200, GET 405',
    async run({ server }) {
      const posted = await server.rpc('ping');
      const got = await server.request(server.mcpUrl, { headers: { ...bearer(await server.token()), Accept: 'text/event-stream' } });
      return seen(`POST ${posted.status}, GET ${got.status}`, posted.status === 200 && got.status === 405);
    },
  },
  'compressed-body': {
    expected: 'the ping\'s result, or 415',
    async run({ server }) {
      const { status, body } = await server.request(server.mcpUrl, {
        method: 'POST',
        headers: { ...JSON_BODY, ...bearer(await server.token()), 'Content-Encoding': 'gzip', 'Accept': 'application/json, text/event-stream' },
        body: gzipSync('{"jsonrpc":"2.0","id":1,"method":"ping"}'),
      });
      return seen(`${status} ${body.slice(0, 80)}`, status === 415 || status === 200 && JSON.parse(body).result !== undefined);
    },
  },
  'ipv6': {
    expected: '401 by IPv6',
    onlyAws: true,
    async run({ server }) {
      const { hostname } = new URL(server.mcpUrl);
      await lookup(hostname, { family: 6 }).catch(() => seen(`${hostname} has no AAAA record`, false));
      const status = await statusByIpv6(server.mcpUrl).catch(({ code, message }) => {
        throw new NeedsPerson(`${hostname} has an AAAA record; this machine has no way to it (${code ?? message})`);
      });
      return seen(String(status), status === 401);
    },
  },
  'allowed-addresses': {
    expected: '403, and the authorizer is not called',
    server: 'Closed',
    onlyAws: true,
    async run(checked) {
      const { server } = checked;
      const answers = [await server.request(server.mcpUrl), await server.request(server.mcpUrl, { method: 'POST', headers: bearer('x'), body: '{}' })];
      const unknown = await unknownToAuthorizer(checked, server.requestIds);
      return seen(answers.map(({ status, headers, body }) => `${status} ${headers.get('x-amzn-errortype') ?? ''} ${body.slice(0, 60)}`).join('; '),
        answers.every(({ status }) => status === 403) && server.requestIds.length === 2 && unknown === 2);
    },
  },
  'edge-policy': {
    expected: 'the challenge; 403 at the API\'s own URL, and the authorizer is not called',
    server: 'Edge',
    onlyAws: true,
    async run(checked) {
      const { server, output, aws } = checked;
      const challenged = await server.request(server.mcpUrl);
      const direct = server.forCheck();
      const url = `https://${output('ApiId')}.execute-api.${aws.region}.amazonaws.com/prod/mcp`;
      const answers = [await direct.request(url), await direct.request(url, { headers: { Referer: 'guess' } })];
      const unknown = await unknownToAuthorizer(checked, direct.requestIds);
      return seen(`${challengeOf(challenged)}; ${answers.map(({ status }) => status).join(', ')}`,
        isChallenge(server, challenged) && answers.every(({ status }) => status === 403) && direct.requestIds.length === 2 && unknown === 2);
    },
  },
  'edge-passes': {
    expected: 'a token, a call, and 403 with scopes where a header names what is missing',
    server: 'Edge',
    async run({ server }) {
      const text = await server.call('say', { text: 'through' }, { era: '2026-07-28' });
      const wrong = await server.rpc('tools/call', { name: 'say', arguments: {} }, { era: '2026-07-28', headers: { 'Mcp-Name': 'another' } });
      return seen(`${text}; another Mcp-Name: ${wrong.status}`, text === 'through' && wrong.status === 400);
    },
  },
  'edge-cache': {
    expected: 'no hit for an error, a hit for the keys',
    server: 'Edge',
    onlyAws: true,
    async run({ server }) {
      const caches = async (url: string) => {
        const heard: string[] = [];
        for (let times = 0; times < 4; times++) {
          heard.push((await server.request(url)).headers.get('x-cache') ?? 'none');
        }
        return heard;
      };
      const errors = await caches(`${server.issuer}/nothing`);
      const keys = await caches(`${server.issuer}/jwks`);
      return seen(`/nothing: ${errors.join(', ')}; /jwks: ${keys.join(', ')}`, errors.every((cache) => !cache.startsWith('Hit')) && keys.some((cache) => cache.startsWith('Hit')));
    },
  },
};
