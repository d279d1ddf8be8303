import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { DeferredCode } from '../../../src/functions/deferred-code';
import { only } from '../../support/synthesized-server';

function synthesize(context: { readonly [key: string]: unknown } = {}) {
  const app = new App({ context });
  const stack = new Stack(app, 'Stack');
  let writes = 0;
  let content = 'early';
  new lambda.LayerVersion(stack, 'Layer', {
    code: new DeferredCode((directory) => {
      writes += 1;
      writeFileSync(path.join(directory, 'content'), content);
    }),
  });
  content = 'late';
  const [, layer] = only(Template.fromStack(stack), 'AWS::Lambda::LayerVersion');
  return { directory: app.synth().directory, layer, writes };
}

test('files are written once, when the template is', () => {
  const { directory, layer, writes } = synthesize();
  expect(writes).toBe(1);
  expect(readFileSync(path.join(directory, `asset.${layer.Properties.Content.S3Key.replace('.zip', '')}`, 'content'), 'utf8')).toBe('late');
  expect(layer.Metadata).toBeUndefined();
});

test('the template says which asset it is, as of any other code, where the app wants that', () => {
  const { directory, layer } = synthesize({ 'aws:cdk:enable-asset-metadata': true });
  expect(layer.Metadata).toEqual({ 'aws:asset:path': expect.stringMatching(/^asset\./), 'aws:asset:is-bundled': false, 'aws:asset:property': 'Content' });
  const { 'aws:asset:path': asset } = layer.Metadata as { readonly [name: string]: string };
  expect(existsSync(path.join(directory, asset, 'content'))).toBe(true);
});
