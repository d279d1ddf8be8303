#!/usr/bin/env bash
# Version: npm @cdklabs/cdk-validator-cfnguard 0.0.62, with cfn-guard 3.1.1 and the rules of AWS Control Tower
# Behaviour: the proactive control CT.LAMBDA.PR.2 (no public access to functions) asks a permission for a service to name its source, and then does
# not see a `SourceArn` that is made by Fn::Join or Fn::Sub, only a text, a Ref or an Fn::GetAtt. An ARN of API Gateway, EventBridge's pattern of
# rules or an alias of a function cannot be had otherwise in a template, so that the permissions that CDK makes for API Gateway fail as public ones
# would. `SourceAccount: { Ref: AWS::AccountId }`, which the message suggests, fails as well.
#
# Output seen:
#   text: PASS
#   reference: PASS
#   joined: FAIL
#   substituted: FAIL
#   account: FAIL
#   none: FAIL
#
# Our permissions all name their source; docs/scanners.md gives the reason to who reads the report.
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @cdklabs/cdk-validator-cfnguard@0.0.62
package=node_modules/@cdklabs/cdk-validator-cfnguard
guard=$package/bin/ubuntu/$(uname -m)/cfn-guard
judge() {
  printf '{ "Resources": {
    "Topic": { "Type": "AWS::SNS::Topic" },
    "Function": { "Type": "AWS::Lambda::Function", "Properties": { "Runtime": "nodejs22.x", "Handler": "i.h", "Role": "arn:aws:iam::123456789012:role/r", "Code": { "ZipFile": "//" } } },
    "Permission": { "Type": "AWS::Lambda::Permission", "Properties": { "Action": "lambda:InvokeFunction", "FunctionName": { "Ref": "Function" }, "Principal": "sns.amazonaws.com"%s } } } }' "$2" > template.json
  "$guard" validate --rules $package/rules/control-tower/cfn-guard/lambda/ct-lambda-pr-2.guard --data template.json --show-summary none --output-format json --structured > report.json || true
  echo "$1: $(node -p 'JSON.parse(require("fs").readFileSync("report.json"))[0].status')"
}
seen=$(
  judge text ', "SourceArn": "arn:aws:sns:eu-west-1:123456789012:topic"'
  judge reference ', "SourceArn": { "Ref": "Topic" }'
  judge joined ', "SourceArn": { "Fn::Join": ["", ["arn:aws:sns:", { "Ref": "AWS::Region" }, ":123456789012:topic"]] }'
  judge substituted ', "SourceArn": { "Fn::Sub": "arn:aws:sns:${AWS::Region}:123456789012:topic" }'
  judge account ', "SourceAccount": { "Ref": "AWS::AccountId" }'
  judge none ''
)
echo "$seen"
[ "$seen" = 'text: PASS
reference: PASS
joined: FAIL
substituted: FAIL
account: FAIL
none: FAIL' ]
