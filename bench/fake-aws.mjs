import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';

const attribute = (value) => {
  if (typeof value === 'number') return { N: String(value) };
  if (Array.isArray(value)) return { L: value.map(attribute) };
  if (typeof value === 'object') return { M: attributes(value) };
  return { S: value };
};
const attributes = (item) => Object.fromEntries(Object.entries(item).map(([name, value]) => [name, attribute(value)]));

/**
 * A loopback DynamoDB and Lambda whose answers are canned, so that what is measured is the caller. It knows one client and one set of
 * keys; no token and no grant is revoked. It checks no signature. With a certificate, for localhost, it speaks TLS.
 */
export async function startFakeAws({ publishedKeys, toolAnswer, certificate }) {
  const client = (pk) => ({ pk, sk: 'CLIENT', payload: { client_id: 'bench', grant_types: ['client_credentials'], redirect_uris: [] } });
  const find = ({ pk: { S: pk }, sk: { S: sk } }) => {
    if (pk.startsWith('CLIENT#')) return attributes(client(pk));
    return pk === publishedKeys.pk && sk === publishedKeys.sk ? attributes(publishedKeys) : undefined;
  };
  const operations = {
    GetItem: ({ Key }) => ({ Item: find(Key) }),
    BatchGetItem: ({ RequestItems }) => ({
      Responses: Object.fromEntries(Object.entries(RequestItems).map(([table, { Keys }]) => [table, Keys.map(find).filter(Boolean)])),
      UnprocessedKeys: {},
    }),
  };
  const answer = (request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk) => { body += chunk; });
    request.on('end', () => {
      const operation = request.headers['x-amz-target']?.split('.').pop();
      const text = JSON.stringify(operation ? operations[operation](JSON.parse(body)) : toolAnswer);
      response.writeHead(200, { 'content-type': operation ? 'application/x-amz-json-1.0' : 'application/json', 'content-length': Buffer.byteLength(text) });
      response.end(text);
    });
  };
  const server = certificate === undefined ? createServer(answer) : createSecureServer(certificate, answer);
  // Subjects take turns: a connection waits for its next one.
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: certificate === undefined ? `http://127.0.0.1:${server.address().port}` : `https://localhost:${server.address().port}`,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
