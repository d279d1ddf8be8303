#!/usr/bin/env bash
# Version: PyPI moto[stepfunctions] 5.2.5, with boto3 1.44.8, execute_state_machine on
# Behaviour: the output of an execution that ends with a text is that text without quotes, and so no JSON; null is left out of States.Array; and what is
#   not ASCII is escaped before the definition is read, so that States.Base64Encode encodes the escape. A stand-in that is taken for Step Functions in
#   tests gives other results for valid definitions.
# Output seen: {"text": "yes", "array": [1, "a"], "base64": "dTAwZmM="} (Step Functions: "\"yes\"", [1, null, "a"], "w7w=")
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
python3 -m venv "$directory/venv"
"$directory/venv/bin/pip" install --quiet --disable-pip-version-check 'moto[stepfunctions]==5.2.5' boto3==1.44.8
"$directory/venv/bin/python" - 2>/dev/null <<'PYTHON'
import json
import sys
import time

import boto3
from moto import mock_aws


@mock_aws(config={"stepfunctions": {"execute_state_machine": True}})
def main() -> None:
    client = boto3.client("stepfunctions", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")

    def output(name: str, state: dict) -> str:
        definition = {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True, **state}}}
        machine = client.create_state_machine(name=name, definition=json.dumps(definition), roleArn="arn:aws:iam::123456789012:role/r")
        execution = client.start_execution(stateMachineArn=machine["stateMachineArn"], input="{}")["executionArn"]
        while (seen := client.describe_execution(executionArn=execution))["status"] == "RUNNING":
            time.sleep(0.05)
        return seen["output"]

    seen = {
        "text": output("text", {"Result": "yes"}),
        "array": json.loads(output("array", {"Parameters": {"v.$": "States.Array(1, null, 'a')"}}))["v"],
        "base64": json.loads(output("base64", {"Parameters": {"v.$": "States.Base64Encode('ü')"}}))["v"],
    }
    print(json.dumps(seen))
    sys.exit(seen != {"text": "yes", "array": [1, "a"], "base64": "dTAwZmM="})


main()
PYTHON
