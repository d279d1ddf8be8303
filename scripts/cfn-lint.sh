#!/usr/bin/env bash
# Lints the templates of the two reference servers, the minimal and the full one, against CloudFormation's schemas of three Regions, and of
# every other kind of endpoint against those of one.
set -euo pipefail
cd "$(dirname "$0")/.."

version=1.58.0
venv=node_modules/.cache/cfn-lint-$version
# W3005: a dependency that a reference implies anyway. CDK writes it between each function and its role.
ignored=W3005

if ! python3 -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
  echo 'SKIPPED cfn-lint: this machine lacks Python 3.10 or later with venv and pip'
  exit 0
fi
if [ ! -x "$venv/bin/cfn-lint" ]; then
  python3 -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet "cfn-lint==$version"
fi

templates=$(mktemp -d)
trap 'rm -rf "$templates"' EXIT
TEMPLATES=$templates JSII_DEPRECATED=quiet node_modules/.bin/tsx -e "
  import { writeFileSync } from 'node:fs';
  import { join } from 'node:path';
  import { endpointTemplates } from './test/support/endpoint-servers';
  import { fullServer, minimalServer } from './test/support/reference-servers';
  const templates = { minimal: minimalServer().template, full: fullServer().template, ...endpointTemplates() };
  for (const [name, template] of Object.entries(templates)) {
    writeFileSync(join(process.env.TEMPLATES!, name + '.template.json'), JSON.stringify(template.toJSON(), null, 1));
  }
"
"$venv/bin/cfn-lint" --ignore-checks "$ignored" --regions us-east-1 eu-west-1 ap-northeast-1 -- "$templates"/minimal.template.json "$templates"/full.template.json
"$venv/bin/cfn-lint" --ignore-checks "$ignored" --regions us-east-1 -- "$templates"/*.template.json
echo 'cfn-lint: nothing found in the minimal and the full template, and in those of every kind of endpoint'
