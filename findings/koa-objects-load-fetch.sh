#!/usr/bin/env bash
# Version: npm koa 3.3.0, on Node.js 24
# Behaviour: npm koa 3.3.0 asks of every body that is an object whether it is a `Response` of fetch. The mention alone loads the whole of fetch (undici),
# which an app that never uses it pays for with its first JSON answer: 20 ms of a cold start. A text loads nothing.
#
# Output seen:
#   text: fetch is not loaded
#   object: fetch is loaded
#
# The OAuth function's bundle leaves the question out (scripts/oauth-on-lambda.mjs).
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund koa@3.3.0 node@24
cat > trial.cjs <<'NODE'
const { IncomingMessage, ServerResponse } = require('node:http');
const { Socket } = require('node:net');
const Koa = require('koa');

const app = new Koa();
const answer = (body) => {
  const request = Object.assign(new IncomingMessage(new Socket()), { method: 'GET', url: '/' });
  app.createContext(request, new ServerResponse(request)).body = body;
  return process.moduleLoadList.some((name) => name.endsWith('internal/deps/undici/undici'));
};
console.log(`text: fetch is ${answer('{}') ? 'loaded' : 'not loaded'}`);
console.log(`object: fetch is ${answer({}) ? 'loaded' : 'not loaded'}`);
NODE
output=$(node_modules/.bin/node trial.cjs)
echo "$output"
diff <(echo "$output") - <<'EXPECTED'
text: fetch is not loaded
object: fetch is loaded
EXPECTED
