import { ArnFormat, CfnParameter, Fn, Stack, Token } from 'aws-cdk-lib';
import { parseFunctionArn } from '../../../../src/offering/tools/function-arn';

test.each([
  'arn:aws:lambda:eu-central-1:123456789012:function:forecast',
  'arn:aws:lambda:eu-central-1:123456789012:function:forecast:live',
  'arn:aws:lambda:eu-central-1:123456789012:function:forecast:7',
  'arn:aws:lambda:eu-central-1:123456789012:function:forecast:$LATEST',
  'arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:forecast',
  'arn:aws-cn:lambda:cn-north-1:123456789012:function:forecast',
  `arn:aws:lambda:us-east-1:123456789012:function:${'a'.repeat(64)}`,
])('%s is the ARN of a function', (arn) => {
  expect(parseFunctionArn(arn)).toEqual({ region: arn.split(':')[3], account: '123456789012' });
});

test.each([
  'arn:aws:lambda:eu-central-1:123456789012:function/forecast',
  'arn:aws:lambda:eu-central-1:123456789012:forecast',
  'arn:aws:lambda:eu-central-1:123456789012:function:',
  'arn:aws:lambda:eu-central-1:123456789012:function:forecast:',
  'arn:aws:lambda:eu-central-1:123456789012:function:forecast:live:1',
  'arn:aws:lambda:eu-central-1:123456789012:function:forecast/live',
  'arn:aws:lambda:eu-central-1:123456789012:layer:forecast:1',
  'arn:aws:lambda:eu-central-1::function:forecast',
  'arn:aws:lambda::123456789012:function:forecast',
  'arn:aws:lambda:eu-central-1:12345:function:forecast',
  'arn:aws:lambda:Frankfurt:123456789012:function:forecast',
  'arn:aws:states:eu-central-1:123456789012:stateMachine:forecast',
  'arn:aws:iam::123456789012:role/forecast',
  `arn:aws:lambda:us-east-1:123456789012:function:${'a'.repeat(65)}`,
  '123456789012:function:forecast',
  'forecast',
  '',
])('%j is not', (arn) => {
  expect(parseFunctionArn(arn)).toBeUndefined();
});

test('what only the deployment knows is not judged', () => {
  const stack = new Stack();
  const parameter = new CfnParameter(stack, 'Arn').valueAsString;
  expect(parseFunctionArn(parameter)).toEqual({});
  expect(parseFunctionArn(Fn.importValue('forecast'))).toEqual({});
  expect(parseFunctionArn(`${parameter}:live`)).toEqual({});
  const colon = { service: 'lambda', resource: 'function', arnFormat: ArnFormat.COLON_RESOURCE_NAME };
  expect(parseFunctionArn(stack.formatArn({ ...colon, resourceName: 'forecast' }))).toEqual({});
  expect(parseFunctionArn(stack.formatArn({ ...colon, resourceName: parameter, account: '123456789012' }))).toEqual({ account: '123456789012' });
  expect(parseFunctionArn(`arn:aws:lambda:eu-central-1:${Token.asString({ Ref: 'AWS::AccountId' })}:function:forecast`)).toEqual({ region: 'eu-central-1' });
});

test('what is known around it is', () => {
  const stack = new Stack();
  expect(parseFunctionArn(stack.formatArn({ service: 'lambda', resource: 'function', resourceName: 'forecast' }))).toBeUndefined();
  expect(parseFunctionArn(stack.formatArn({ service: 'lambda', resource: 'function', resourceName: 'a/b', arnFormat: ArnFormat.COLON_RESOURCE_NAME }))).toBeUndefined();
  expect(parseFunctionArn(stack.formatArn({ service: 'states', resource: 'stateMachine', resourceName: 'a', arnFormat: ArnFormat.COLON_RESOURCE_NAME }))).toBeUndefined();
});
