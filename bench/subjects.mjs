import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { exportJWK, SignJWT } from 'jose';
import { deploy } from './deployment.mjs';
import { startFakeAws } from './fake-aws.mjs';
import { selfSignedCertificate } from '../test/lambda-src/document-fetcher/support/certificate.ts';
import { EXPECTED_TEXT, invalidToolsCall, toolsCall } from './request.mjs';

const ROOT = join(import.meta.dirname, '..');
const bundledFunction = (path) => join(ROOT, 'assets', 'functions', path);

/** As scripts/bundle.mjs bundles the MCP function. */
export async function bundle(directory, name) {
  const outfile = join(directory, `${name}.cjs`);
  await build({
    entryPoints: [join(ROOT, 'bench', 'subjects', `${name}.ts`)],
    outfile, format: 'cjs', bundle: true, minify: true, platform: 'node', target: 'node24', legalComments: 'none',
    logLevel: 'warning', mainFields: ['module', 'main'], tsconfigRaw: '{}',
  });
  return outfile;
}

async function issueToken({ OAUTH_ISSUER, MCP_RESOURCE }) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = { ...await exportJWK(publicKey), kid: 'bench', alg: 'ES256', use: 'sig' };
  const token = await new SignJWT({ client_id: 'bench', scope: 'mcp' })
    .setProtectedHeader({ alg: 'ES256', kid: 'bench', typ: 'at+jwt' })
    .setIssuer(OAUTH_ISSUER).setAudience(MCP_RESOURCE).setSubject('bench').setJti(randomUUID()).setIssuedAt().setExpirationTime('1h')
    .sign(privateKey);
  return { token, jwk };
}

/** Another signature: its first character differs, for not all bits of the last one count. */
function forge(token) {
  const [header, payload, signature] = token.split('.');
  return [header, payload, (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1)].join('.');
}

async function sizeOf(name, ...paths) {
  const code = Buffer.concat(await Promise.all(paths.map((path) => readFile(path))));
  return { name, minified: code.length, gzipped: gzipSync(code, { level: 9 }).length };
}

/** Everything that is measured: what each subject loads, its environment and what it is asked. */
export async function prepare(directory) {
  const bundles = Object.fromEntries(await Promise.all(
    ['bare', 'bare-lambda', 'remote-mcp', 'sdk-v2', 'sdk-v2-lambda', 'sdk-v2-authorized'].map(async (name) => [name, await bundle(directory, name)]),
  ));
  const deployed = await deploy(directory);
  const { token, jwk } = await issueToken(deployed.environment);
  const answers = {
    publishedKeys: { pk: 'KEYS', sk: 'JWKS', version: 1, keys: [{ ...jwk, notAfter: Math.floor(Date.now() / 1000) + 86400 }] },
    toolAnswer: { content: [{ type: 'text', text: EXPECTED_TEXT }] },
  };
  const certificate = selfSignedCertificate('localhost');
  const authority = join(directory, 'authority.pem');
  await writeFile(authority, certificate.cert);
  const [aws, secureAws] = await Promise.all([startFakeAws(answers), startFakeAws({ ...answers, certificate })]);
  const env = {
    ...deployed.environment,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
    AWS_ENDPOINT_URL: aws.url,
    BENCH_TOOL_FUNCTION: 'get_forecast',
    BENCH_MODULE: deployed.module,
    BENCH_JWKS: JSON.stringify({ keys: [jwk] }),
  };
  const plain = { event: toolsCall(), invalidEvent: invalidToolsCall() };
  const authorization = `Bearer ${token}`;
  const authorized = {
    event: toolsCall({ authorization }),
    invalidEvent: invalidToolsCall({ authorization }),
    forgedEvent: toolsCall({ authorization: `Bearer ${forge(token)}` }),
  };
  const authorizer = bundledFunction('authorizer/index.js');

  const inProcess = 'Without auth. The tool is the same function in the same process for all; nobody writes a log line';
  const throughLambda = 'Without auth. The tool is a Lambda function behind a canned loopback API; everything as deployed';
  const throughTls = 'The same over TLS, with an authority of its own';
  const overTls = { AWS_ENDPOINT_URL: secureAws.url, NODE_EXTRA_CA_CERTS: authority };
  const withAuth = 'With auth: an ES256 token verified, its client looked up in a canned loopback DynamoDB. The tool in the same process';
  const subjects = [
    { group: inProcess, name: 'bare handler', handler: bundles.bare, event: plain.event },
    { group: inProcess, name: 'this package', handler: bundles['remote-mcp'], ...plain },
    { group: inProcess, name: 'SDK v2', handler: bundles['sdk-v2'], ...plain, base: true },
    { group: throughLambda, name: 'bare exchange', handler: bundles['bare-lambda'], event: plain.event },
    { group: throughLambda, name: 'this package, as deployed', handler: deployed.handler, ...plain },
    { group: throughLambda, name: 'SDK v2 + client-lambda', handler: bundles['sdk-v2-lambda'], ...plain, base: true },
    { group: throughTls, name: 'bare exchange over TLS', handler: bundles['bare-lambda'], event: plain.event, env: overTls },
    { group: throughTls, name: 'this package, over TLS', handler: deployed.handler, ...plain, env: overTls },
    { group: throughTls, name: 'SDK v2 + client-lambda, over TLS', handler: bundles['sdk-v2-lambda'], ...plain, env: overTls, base: true },
    { group: withAuth, name: 'this package, with its authorizer', authorizer, handler: bundles['remote-mcp'], ...authorized },
    { group: withAuth, name: 'SDK v2 + jose + DocumentClient', handler: bundles['sdk-v2-authorized'], ...authorized, base: true },
    { group: withAuth, name: 'the same, clients cached 30 s', handler: bundles['sdk-v2-authorized'], ...authorized, env: { BENCH_CLIENT_TTL_MS: '30000' } },
  ].map((subject) => ({ ...subject, env: { ...env, ...subject.env } }));
  const sizes = await Promise.all([
    sizeOf('MCP function', ...['index', 'invoke/function', 'invoke/remedies', 'json/read-json', 'results/tool-answer', 'validation/misfit'].map((file) => bundledFunction(`mcp/${file}.js`))),
    sizeOf('authorizer function', authorizer, bundledFunction('authorizer/jose.js')),
    sizeOf('OAuth function, at its start', bundledFunction('oauth/index.js')),
    sizeOf('document fetcher function', bundledFunction('document-fetcher/index.js')),
    sizeOf('SDK v2', bundles['sdk-v2']),
    sizeOf('SDK v2 + client-lambda', bundles['sdk-v2-lambda']),
    sizeOf('SDK v2 + jose + DocumentClient', bundles['sdk-v2-authorized']),
  ]);
  return { subjects, sizes, stop: () => [aws, secureAws].forEach(({ stop }) => stop()) };
}
