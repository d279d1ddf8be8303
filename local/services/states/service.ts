import { REAL_CLOCK } from './clock';
import { Executions } from './executions';
import { isUnrunnable, readQualifiers, readStateMachines } from './state-machine';
import { arn, physicalName, shortId, type ResourceIdentity } from '../../cloud-assembly/physical-ids';
import { answerOperation, type Operation, type Operations } from '../service/aws-json';
import { serveAws } from '../service/loopback-server';
import type { LocalService } from '../service/service';

/** Every deployment publishes one version of a machine. */
const VERSION = '1';

const machineName = (machine: ResourceIdentity) => physicalName(machine, 'StateMachineName');
const machineArn = (machine: ResourceIdentity) => arn(machine, 'states', `stateMachine:${machineName(machine)}`);
const versionArn = (version: ResourceIdentity) => `${String(version.property('StateMachineArn'))}:${VERSION}`;

function aliasArn(alias: ResourceIdentity): string {
  const [routed] = alias.property('RoutingConfiguration') as readonly { readonly StateMachineVersionArn: string }[] | undefined ?? [];
  const preference = alias.property('DeploymentPreference') as { readonly StateMachineVersionArn: string } | undefined;
  const version = String(routed?.StateMachineVersionArn ?? preference?.StateMachineVersionArn);
  return `${version.split(':').slice(0, 7).join(':')}:${physicalName(alias, 'Name')}`;
}

/** Step Functions, Express and Standard: executions in memory, of what the template defines. */
export const states: LocalService = {
  resources: {
    'AWS::StepFunctions::Activity': { nameProperty: 'Name', ref: (activity) => arn(activity, 'states', `activity:${physicalName(activity, 'Name')}`) },
    'AWS::StepFunctions::StateMachine': {
      nameProperty: 'StateMachineName', ref: machineArn, arn: machineArn, attributes: { Name: machineName, StateMachineRevisionId: shortId },
    },
    'AWS::StepFunctions::StateMachineAlias': { nameProperty: 'Name', ref: aliasArn, arn: aliasArn },
    'AWS::StepFunctions::StateMachineVersion': { ref: versionArn, arn: versionArn },
  },
  endpointVariable: 'AWS_ENDPOINT_URL_SFN',
  async start(functions, credentials) {
    const executions = new Executions(functions, REAL_CLOCK);
    let warnings: readonly string[] = [];
    const operations: Operations = new Map<string, Operation>([
      ['AWSStepFunctions.StartExecution', (request) => executions.start(request)],
      ['AWSStepFunctions.StartSyncExecution', (request) => executions.startSync(request)],
      ['AWSStepFunctions.DescribeExecution', (request) => executions.describe(request)],
      ['AWSStepFunctions.GetExecutionHistory', (request) => executions.history(request)],
      ['AWSStepFunctions.StopExecution', (request) => executions.stop(request)],
      ['AWSStepFunctions.ListExecutions', (request) => executions.list(request)],
    ]);
    const server = await serveAws(credentials, (request, response, body) => answerOperation(operations, request, response, body));
    return {
      ...server,
      deploy: ({ deployment }) => {
        const machines = readStateMachines(deployment);
        executions.declare(machines, readQualifiers(deployment));
        warnings = machines.filter(isUnrunnable).map(({ declaredAs, reason }) => `${declaredAs} cannot run here: ${reason}`);
      },
      warnings: () => warnings,
      close: async () => {
        await executions.close();
        await server.close();
      },
    };
  },
};
