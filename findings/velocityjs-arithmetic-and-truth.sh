#!/usr/bin/env bash
# Version: npm velocityjs 2.1.7
# Behaviour: whole numbers are divided as fractions, a variable that is zero is false, `||` and `&&` bind alike, and `#stop` is text. Apache Velocity 1.7,
#   whose language it says that it renders, writes otherwise in each case, so that a mapping template of API Gateway that was tried with it can mean
#   something else when it is deployed.
# Output seen: {"division":"3.5","zero":"","or":"","stop":"a#stop b"} (Velocity 1.7: "3", "yes", "yes", "a")
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
npm init --yes >/dev/null
npm install --no-audit --no-fund --silent velocityjs@2.1.7
cat >try.cjs <<'JS'
const { isDeepStrictEqual } = require('node:util');
const { render } = require('velocityjs');

const seen = {
  division: render('#set($x = 7 / 2)$x'),
  zero: render('#set($x = 0)#if($x)yes#end'),
  or: render('#if(true || false && false)yes#end'),
  stop: render('a#stop b'),
};
console.log(JSON.stringify(seen));
process.exitCode = isDeepStrictEqual(seen, { division: '3.5', zero: '', or: '', stop: 'a#stop b' }) ? 0 : 1;
JS
node try.cjs
