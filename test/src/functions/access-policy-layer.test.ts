import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AccessPolicy, OPEN_ACCESS_POLICY } from '../../../src/contract/authorizer/access-policy';
import { AccessPolicyLayer } from '../../../src/functions/access-policy-layer';
import { only, toolFunction } from '../../support/synthesized-server';

const OTHER = 'arn:aws:lambda:eu-central-1:123456789012:layer:insights:1';

/** The layers of an authorizer that has one of somebody's own, or none. */
function layersOf(policy: AccessPolicy | undefined, others: readonly string[] = []): unknown {
  const stack = new Stack(new App(), 'Stack');
  const authorizerFunction = toolFunction(stack);
  new AccessPolicyLayer(stack, 'Policy', { authorizerFunction, accessPolicy: () => policy });
  others.forEach((arn) => authorizerFunction.addLayers(lambda.LayerVersion.fromLayerVersionArn(stack, arn, arn)));
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::Lambda::LayerVersion', policy === undefined ? 0 : 1);
  return only(template, 'AWS::Lambda::Function')[1].Properties.Layers;
}

test('the authorizer gets the policy beside the layers that it has', () => {
  const own = { Ref: expect.stringMatching(/^PolicyLayer/) };
  expect(layersOf(OPEN_ACCESS_POLICY)).toEqual([own]);
  expect(layersOf(OPEN_ACCESS_POLICY, [OTHER])).toEqual([OTHER, own]);
});

test('without a policy there is no layer, and those that there are stay', () => {
  expect(layersOf(undefined)).toBeUndefined();
  expect(layersOf(undefined, [OTHER])).toEqual([OTHER]);
});
