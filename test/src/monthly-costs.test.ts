import { DEPLOYMENT } from '../../scripts/costs/facts';
import { resources, synthesizeServer } from '../support/synthesized-server';

test('an idle server has what docs/costs.md counts', () => {
  const { template } = synthesizeServer();
  const count = (type: string) => Object.keys(resources(template, type)).length;
  const [webAcl] = Object.values(resources(template, 'AWS::WAFv2::WebACL'));

  expect({
    alarms: count('AWS::CloudWatch::Alarm'),
    firewallRules: webAcl.Properties.Rules.length,
    secrets: count('AWS::SecretsManager::Secret'),
  }).toEqual({ alarms: DEPLOYMENT.alarms, firewallRules: DEPLOYMENT.firewallRules, secrets: DEPLOYMENT.secrets });
});
