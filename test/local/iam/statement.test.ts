import { describe, expect, test } from '@jest/globals';
import { type AccessContext, appliesTo, readStatement } from '../../../local/iam/statement';

const TABLE = 'arn:aws:dynamodb:eu-west-1:111122223333:table/registry';
const applies = (statement: object, action: string, resource = TABLE, context?: AccessContext) => appliesTo(readStatement({ Effect: 'Allow', Resource: TABLE, ...statement })!, { action, resource, context });

describe('a statement', () => {
  test.each<[string, object, string, string | undefined, boolean]>([
    ['is about the action that it names', { Action: 'dynamodb:GetItem' }, 'dynamodb:GetItem', undefined, true],
    ['is about no other action', { Action: 'dynamodb:GetItem' }, 'dynamodb:PutItem', undefined, false],
    ['takes actions in any case', { Action: ['DynamoDB:getitem'] }, 'dynamodb:GetItem', undefined, true],
    ['knows wildcards of actions', { Action: 'dynamodb:*Get?tem' }, 'dynamodb:BatchGetItem', undefined, true],
    ['takes a dot for a dot', { Action: 'dynamodb:Get.tem' }, 'dynamodb:GetItem', undefined, false],
    ['is about no index of its table', { Action: '*' }, 'dynamodb:Query', `${TABLE}/index/byKind`, false],
    ['knows wildcards of resources', { Action: '*', Resource: [`${TABLE}/index/*`] }, 'dynamodb:Query', `${TABLE}/index/byKind`, true],
    ['takes resources in their case', { Action: '*', Resource: TABLE.toUpperCase() }, 'dynamodb:Query', undefined, false],
    ['is about all but NotAction', { NotAction: 'dynamodb:*' }, 's3:GetObject', undefined, true],
    ['is not about NotAction', { NotAction: 'dynamodb:*' }, 'dynamodb:GetItem', undefined, false],
    ['is about all but NotResource', { Action: '*', Resource: undefined, NotResource: TABLE }, 'dynamodb:GetItem', `${TABLE}2`, true],
    ['is not about NotResource', { Action: '*', Resource: undefined, NotResource: TABLE }, 'dynamodb:GetItem', undefined, false],
    ['takes a variable for anything', { Action: '*', Resource: 'arn:aws:s3:::home/${aws:userid}/*' }, 's3:GetObject', 'arn:aws:s3:::home/me/file', true],
  ])('%s', (_, statement, action, resource, expected) => {
    expect(applies(statement, action, resource)).toBe(expected);
  });

  const leading = (operator: string, ...values: string[]) => ({ Action: '*', Condition: { [operator]: { 'dynamodb:LeadingKeys': values } } });
  const keys = (...values: string[]) => ({ 'dynamodb:leadingkeys': values });

  test.each<[string, object, AccessContext | undefined, boolean]>([
    ['all keys are among those', leading('ForAllValues:StringLike', 'call#*'), keys('call#1', 'call#2'), true],
    ['one key is not', leading('ForAllValues:StringLike', 'call#*'), keys('call#1', 'task#2'), false],
    ['no key is among no keys', leading('ForAllValues:StringLike', 'call#*'), keys(), true],
    ['a key is among those', leading('ForAnyValue:StringEquals', 'a', 'b'), keys('x', 'b'), true],
    ['the value is another', leading('StringEquals', 'a'), keys('b'), false],
    ['there is no value', leading('StringEquals', 'a'), keys(), false],
    ['there may be no value', leading('StringEqualsIfExists', 'a'), keys(), true],
    ['there must be a key', { Action: '*', Condition: { Null: { 'dynamodb:LeadingKeys': 'false' } } }, keys(), false],
    ['there is a key', { Action: '*', Condition: { Null: { 'dynamodb:LeadingKeys': 'false' } } }, keys('a'), true],
    ['nothing is known of the key', leading('StringEquals', 'a'), undefined, true],
    ['nothing is known of the operator', { Action: '*', Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }, undefined, true],
  ])('with a condition, if %s', (_, statement, context, expected) => {
    expect(applies(statement, 'dynamodb:UpdateItem', TABLE, context)).toBe(expected);
  });

  test('that denies does so only where its condition is known to hold', () => {
    const deny = readStatement({ Effect: 'Deny', Action: '*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })!;
    expect(appliesTo(deny, { action: 's3:GetObject', resource: TABLE })).toBe(false);
    expect(appliesTo({ ...deny, conditions: {} }, { action: 's3:GetObject', resource: TABLE })).toBe(true);
  });

  test('is none without an effect', () => {
    expect(readStatement({ Action: '*', Resource: '*' })).toBeUndefined();
  });
});
