#!/usr/bin/env bash
# Version: PyPI ministack 1.5.33, with boto3 1.44.8
# Behaviour: of a secret in a template, GenerateSecretString with ExcludePunctuation gives punctuation all the same. The same option of GetRandomPassword is obeyed.
#   Whatever is made of such a secret (a header, a URL, a shell's variable) differs from AWS.
# Output seen: GetRandomPassword: letters and digits; GenerateSecretString: punctuation (Secrets Manager, CloudFormation: both letters and digits)
set -euo pipefail
directory=$(mktemp -d)
trap 'kill "${emulator:-}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$directory"' EXIT
# One environment for each: what they need excludes each other.
for package in ministack==1.5.33 boto3==1.44.8; do
  python3 -m venv "$directory/${package%%=*}"
  "$directory/${package%%=*}/bin/pip" install --quiet --disable-pip-version-check "$package"
done
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
(cd "$directory" && HOME=$directory TMPDIR=$directory GATEWAY_PORT=$port BIND_HOST=127.0.0.1 STATE_DIR=$directory/state exec "$directory/ministack/bin/ministack") >"$directory/log" 2>&1 &
emulator=$!
for _ in $(seq 100); do curl --silent --fail --max-time 2 --output /dev/null "http://127.0.0.1:$port/_ministack/health" && break; sleep 0.2; done
timeout 60 "$directory/boto3/bin/python" - "http://127.0.0.1:$port" <<'PYTHON'
import json
import sys

import boto3

client = lambda name: boto3.client(name, endpoint_url=sys.argv[1], region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
secrets, stacks = client("secretsmanager"), client("cloudformation")
options = {"PasswordLength": 128, "ExcludePunctuation": True}
template = {"Resources": {"Secret": {"Type": "AWS::SecretsManager::Secret", "Properties": {"Name": "made", "GenerateSecretString": options}}}}
stacks.create_stack(StackName="made", TemplateBody=json.dumps(template))
stacks.get_waiter("stack_create_complete").wait(StackName="made", WaiterConfig={"Delay": 1, "MaxAttempts": 30})

kind = lambda text: "letters and digits" if text.isalnum() else "punctuation"
asked = kind(secrets.get_random_password(**options)["RandomPassword"])
made = kind(secrets.get_secret_value(SecretId="made")["SecretString"])
print(f"GetRandomPassword: {asked}; GenerateSecretString: {made}")
sys.exit((asked, made) != ("letters and digits", "punctuation"))
PYTHON
