/**
 * `npm run verify:aws` against an emulator, in the environment that leads there: one server of its app, without what the emulator refuses, and a few checks.
 *
 *   tsx test/emulator/verification.ts passes|fails|hangs|refused -- [what verify:aws takes]
 */
import { CfnResource, type Stack } from 'aws-cdk-lib';
import { withoutRefused } from './account';
import { type Checks, seen } from '../verify-aws/check';
import { CHECKS } from '../verify-aws/checks';
import { command } from '../verify-aws/command';

const [, , behaviour, ...args] = process.argv;

const of = (row: string): Checks => ({ [row]: { ...CHECKS[row], server: 'Own' } });

const CASES: { readonly [behaviour: string]: Checks } = {
  passes: { ...of('challenge'), ...of('loopback-redirect'), ...of('unknown-route'), updates: { expected: 'an update', server: 'Own', time: 'update', run: async ({ place }) => place.update().then(() => 'an update') } },
  // The emulator renders no mapping templates.
  fails: { ...of('challenge'), ...of('documents') },
  hangs: { challenge: { expected: 'nothing', server: 'Own', run: async () => new Promise<string>(() => {}) } },
  refused: { challenge: { expected: 'not to be run', server: 'Own', run: async () => seen('it was run', false) } },
};

/** A deployment that fails when most of it is there. */
function adapt(stack: Stack): void {
  withoutRefused(stack);
  if (behaviour === 'refused') {
    const last = stack.node.findAll().filter(CfnResource.isCfnResource).find(({ cfnResourceType }) => cfnResourceType === 'AWS::ApiGateway::Stage')!;
    const properties = { AlarmName: 'refused', ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1, Metrics: [{ Id: 'sum', Expression: '1+1' }] };
    new CfnResource(stack, 'Refused', { type: 'AWS::CloudWatch::Alarm', properties }).addDependency(last);
  }
}

command(args, { checks: CASES[behaviour], servers: ['Own'], adapt }).then((status) => process.exit(status), (error: Error) => {
  console.error(`verify:aws: ${error.message}`);
  process.exit(1);
});
