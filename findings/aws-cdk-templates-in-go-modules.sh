#!/usr/bin/env bash
# Version: npm aws-cdk 2.1148.1, Go 1.26
# Behaviour: npm aws-cdk 2.1148.1 holds a template with the ending .go (lib/init-templates/app/go/%name%.template.go). In a directory that is a Go module, too, as that of a
# CDK app in Go whose CLI is installed by npm, './...' finds it below node_modules: 'go vet ./...' and 'go test ./...' fail. With 'ignore ./node_modules' in
# go.mod (Go 1.25) they do not.
#
# Output seen:
#   without ignore: failed in node_modules/aws-cdk/lib/init-templates/app/go
#   with ignore: passed
#
# The go.mod that 'init --language go' writes has the line (local/init/templates/go/go.mod).
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
export GOTOOLCHAIN=local
npm install --silent --no-audit --no-fund aws-cdk@2.1148.1
printf 'module trial\n\ngo 1.25\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
without=$(if go vet ./... > said 2>&1; then echo passed; else echo "failed in $(grep -o 'node_modules/aws-cdk/lib/init-templates/app/go' said | head -1)"; fi)
printf '\nignore ./node_modules\n' >> go.mod
with=$(if go vet ./... > said 2>&1; then echo passed; else echo failed; fi)
printf 'without ignore: %s\nwith ignore: %s\n' "$without" "$with"
[ "$without" = 'failed in node_modules/aws-cdk/lib/init-templates/app/go' ] && [ "$with" = passed ]
