import { Template } from 'aws-cdk-lib/assertions';
import { externalServer, fullServer, minimalServer } from '../support/reference-servers';

/** Assets change with every bundle, templates only when someone means it. */
function withoutAssetHashes(template: Template): unknown {
  return JSON.parse(JSON.stringify(template.toJSON()).replace(/\b[0-9a-f]{64}\b/g, 'ASSET-HASH'));
}

test('the template of a server with one tool', () => {
  expect(withoutAssetHashes(minimalServer().template)).toMatchSnapshot();
});

test('the template of a server with every prop', () => {
  expect(withoutAssetHashes(fullServer().template)).toMatchSnapshot();
});

test('the template of a server that trusts the authorization server of somebody else', () => {
  expect(withoutAssetHashes(externalServer().template)).toMatchSnapshot();
});
