"""Runs the definitions of definitions.json by moto, and says where the outcome is not the one in the file."""

import json
import sys
import time

import boto3
from moto import mock_aws

ENDED = ("SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED")
TIMEOUT_SECONDS = 20


def outcome(client, name: str, definition: dict, given) -> dict:
    machine = client.create_state_machine(
        name=name, definition=json.dumps(definition), roleArn="arn:aws:iam::123456789012:role/r"
    )["stateMachineArn"]
    execution = client.start_execution(stateMachineArn=machine, input=json.dumps(given))["executionArn"]
    until = time.monotonic() + TIMEOUT_SECONDS
    while True:
        seen = client.describe_execution(executionArn=execution)
        if seen["status"] in ENDED:
            break
        if time.monotonic() > until:
            return {"status": "STILL_RUNNING"}
        time.sleep(0.02)
    if seen["status"] == "SUCCEEDED":
        try:
            return {"status": "SUCCEEDED", "output": json.loads(seen["output"])}
        except json.JSONDecodeError:  # It leaves out the quotes of a text.
            return {"status": "SUCCEEDED", "output": seen["output"]}
    return {"status": seen["status"], "error": seen.get("error")}


@mock_aws(config={"stepfunctions": {"execute_state_machine": True}})
def main() -> int:
    client = boto3.client("stepfunctions", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
    with open(sys.argv[1], encoding="utf-8") as file:
        cases = json.load(file)
    wrong = 0
    for number, case in enumerate(cases):
        try:
            seen = outcome(client, f"m{number}", case["definition"], case.get("input", {}))
        except Exception as error:  # What the judge cannot run, it says.
            seen = {"status": "REFUSED", "error": f"{type(error).__name__}: {error}"}
        if seen != case["moto"]:
            wrong += 1
            print(f"{case['what']}: {json.dumps(seen)} instead of {json.dumps(case['moto'])}")
    print(f"{len(cases) - wrong} of {len(cases)} definitions have the outcome that is in the file")
    return 1 if wrong > 0 else 0


sys.exit(main())
