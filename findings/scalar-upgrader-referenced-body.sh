#!/usr/bin/env bash
# Version: npm @scalar/openapi-upgrader 0.4.9
# Behaviour: a Swagger 2.0 document whose operation refers to a body parameter becomes an OpenAPI 3 document whose reference stays among the
# parameters, though it leads to a request body, and which has no request body: the operation is invalid, and tools made of it send nothing. The same parameter written in place becomes one.
#
# Output seen:
#   /in-place: body true, parameters []
#   /referred: body false, parameters [{"$ref":"#/components/requestBodies/Pet"}]
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @scalar/openapi-upgrader@0.4.9
cat > trial.mjs <<'NODE'
import { upgrade } from '@scalar/openapi-upgrader';

const parameter = { name: 'pet', in: 'body', required: true, schema: { type: 'object', properties: { name: { type: 'string' } } } };
const operation = (each) => ({ post: { consumes: ['application/json'], parameters: [each], responses: { 200: { description: 'Done' } } } });
const document = {
  swagger: '2.0', info: { title: 't', version: '1' },
  paths: { '/in-place': operation(parameter), '/referred': operation({ $ref: '#/parameters/Pet' }) },
  parameters: { Pet: parameter },
};
const { paths } = upgrade(structuredClone(document), '3.1');
for (const [path, { post }] of Object.entries(paths)) console.log(`${path}: body ${post.requestBody !== undefined}, parameters ${JSON.stringify(post.parameters ?? [])}`);
NODE
seen=$(node trial.mjs)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
/in-place: body true, parameters []
/referred: body false, parameters [{"$ref":"#/components/requestBodies/Pet"}]
SEEN
