import { accessToExecutions } from './access';
import type { StateMachines } from './state-machines';
import { arn, physicalName, shortId, type ResourceIdentity } from '../../cloud-assembly/physical-ids';
import { requireAccess } from '../service/access';
import { answerOperation } from '../service/aws-json';
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

/** Step Functions, Express and Standard: executions of what the template defines, in memory, and written down where `dev` keeps them. */
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
  async start(functions, credentials, { aroundRequest, kept }) {
    let loading: Promise<StateMachines> | undefined;
    let machines: StateMachines | undefined;
    const loaded = () => loading ??= import('./state-machines').then((module) => machines = new module.StateMachines(functions, kept));
    const server = await serveAws(credentials, aroundRequest, async (request, response, body, caller) => (
      answerOperation((await loaded()).operations, request, response, body, (operation, asked) => {
        requireAccess(caller, () => [accessToExecutions(operation, asked)]);
      })
    ));
    return {
      ...server,
      deploy: async ({ deployment }) => {
        if (machines !== undefined || deployment.stacks().some((stack) => stack.resources('AWS::StepFunctions::StateMachine').length > 0)) {
          (await loaded()).deploy(deployment);
        }
      },
      live: () => machines?.live(),
      suspend: () => machines?.suspend(),
      keep: () => machines?.keep(),
      warnings: () => machines?.warnings ?? [],
      close: async () => {
        await machines?.close();
        await server.close();
      },
    };
  },
};
