#!/usr/bin/env bash
# Version: asl-validator 4.0.0 (npm)
# Behaviour: a payload that has a member "States" is taken for states of the machine: `QueryLanguage` is written into it, and the valid definition is refused.
# Output seen: false {"States":{"x":{"QueryLanguage":"JSONPath"}}}
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund asl-validator@4.0.0
output=$(node -e "
const validate = require('asl-validator');
const definition = { StartAt: 'A', States: { A: { Type: 'Pass', Parameters: { States: { x: {} } }, End: true } } };
const { isValid } = validate(definition);
console.log(isValid, JSON.stringify(definition.States.A.Parameters));
")
echo "$output"
[ "$output" = 'false {"States":{"x":{"QueryLanguage":"JSONPath"}}}' ]
