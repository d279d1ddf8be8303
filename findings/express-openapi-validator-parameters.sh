#!/usr/bin/env bash
# Version: npm express-openapi-validator 5.6.2 (express 5.3.0)
# Behaviour: valid requests of valid OpenAPI 3.0 documents are refused. A query parameter of the path item is dropped where the operation has a path
# parameter of the same name, though a parameter is told from another by name and place (Kubernetes has such). A path parameter whose schema says
# readOnly is refused, though OpenAPI 3.0 gives readOnly a meaning for properties only (GitHub has such). A reference into a component, from a
# component, makes every answer a 500 (OpenAI has such).
#
# Output seen:
#   plain: 200
#   one name in two places: 400 Unknown query parameter 'path'
#   readOnly: 400 request/params/id is read-only
#   reference into a component: 500 can't resolve reference #/components/schemas/A/properties/x from id #/components/schemas/B
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund express-openapi-validator@5.6.2 express@5.3.0
cat > trial.mjs <<'NODE'
import express from 'express';
import * as OpenApiValidator from 'express-openapi-validator';

const responses = { 200: { description: 'Done' } };
const text = { type: 'string' };
const path = (name, schema = text) => ({ name, in: 'path', required: true, schema });

async function answer(paths, schemas, method, url, body) {
  const apiSpec = { openapi: '3.0.3', info: { title: 't', version: '1' }, paths, components: { schemas } };
  const app = express();
  app.use(express.json(), OpenApiValidator.middleware({ apiSpec, validateResponses: false }));
  app.use((_request, response) => response.end());
  app.use((error, _request, response, _next) => response.status(error.status ?? 500).end(error.message));
  const server = await new Promise((resolve) => { const started = app.listen(0, '127.0.0.1', () => resolve(started)); });
  const response = await fetch(`http://127.0.0.1:${server.address().port}${url}`, { method, ...body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } });
  const seen = `${response.status} ${await response.text()}`.trim();
  server.closeAllConnections();
  server.close();
  return seen;
}

const query = { name: 'path', in: 'query', schema: text };
const get = (...parameters) => ({ get: { parameters, responses } });
const schemas = { A: { type: 'object', properties: { x: text } }, B: { type: 'object', properties: { x: { $ref: '#/components/schemas/A/properties/x' } } } };
const post = { post: { requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/B' } } } }, responses } };
console.log(`plain: ${await answer({ '/a/{path}': get(path('path'), query) }, {}, 'GET', '/a/b?path=c')}`);
console.log(`one name in two places: ${await answer({ '/a/{path}': { parameters: [query], ...get(path('path')) } }, {}, 'GET', '/a/b?path=c')}`);
console.log(`readOnly: ${await answer({ '/a/{id}': get(path('id', { type: 'integer', readOnly: true })) }, {}, 'GET', '/a/1')}`);
console.log(`reference into a component: ${await answer({ '/a': post }, schemas, 'POST', '/a', { x: 'y' })}`);
NODE
seen=$(node trial.mjs 2>/dev/null)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
plain: 200
one name in two places: 400 Unknown query parameter 'path'
readOnly: 400 request/params/id is read-only
reference into a component: 500 can't resolve reference #/components/schemas/A/properties/x from id #/components/schemas/B
SEEN
