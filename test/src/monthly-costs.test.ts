import { DEPLOYMENT } from '../../scripts/costs/facts';
import { resources, synthesizeServer } from '../support/synthesized-server';

test('an idle server has what docs/costs.md counts', () => {
  const { template } = synthesizeServer();
  const count = (type: string) => Object.keys(resources(template, type)).length;
  const [webAcl] = Object.values(resources(template, 'AWS::WAFv2::WebACL'));

  expect({
    alarms: count('AWS::CloudWatch::Alarm'),
    alarmMetrics: Object.values(resources(template, 'AWS::CloudWatch::Alarm')).flatMap(({ Properties }) => Properties.Metrics?.filter(({ MetricStat }: { MetricStat?: object }) => MetricStat) ?? [0]).length,
    firewallRules: webAcl.Properties.Rules.length,
    secrets: count('AWS::SecretsManager::Secret'),
  }).toEqual({ alarms: DEPLOYMENT.alarms, alarmMetrics: DEPLOYMENT.alarmMetrics, firewallRules: DEPLOYMENT.firewallRules, secrets: DEPLOYMENT.secrets });
});
