import { EventDelivery } from './event-delivery';
import { invoke } from './lambda';
import { arn, physicalName, type ResourceIdentity } from '../../cloud-assembly/physical-ids';
import { serveAws } from '../service/loopback-server';
import type { LocalService } from '../service/service';

/** Every deployment publishes one version of a function. */
const VERSION = '1';

const aliasArn = (alias: ResourceIdentity) => `${functionArn(alias)}:${String(alias.property('Name'))}`;
const versionArn = (version: ResourceIdentity) => `${functionArn(version)}:${VERSION}`;

/** A property that names a function holds its name or its ARN. */
function functionArn(owner: ResourceIdentity): string {
  const text = String(owner.property('FunctionName'));
  return text.startsWith('arn:') ? text : arn(owner, 'lambda', `function:${text}`);
}

/** Lambda's Invoke. The functions themselves run in `functions/`. */
export const lambda: LocalService = {
  resources: {
    'AWS::Lambda::Alias': { ref: aliasArn, arn: aliasArn, attributes: { AliasArn: aliasArn } },
    'AWS::Lambda::Function': { nameProperty: 'FunctionName', arn: (fn) => arn(fn, 'lambda', `function:${physicalName(fn, 'FunctionName')}`) },
    'AWS::Serverless::Function': { nameProperty: 'FunctionName', arn: (fn) => arn(fn, 'lambda', `function:${physicalName(fn, 'FunctionName')}`) },
    'AWS::Lambda::LayerVersion': {
      nameProperty: 'LayerName',
      ref: (layer) => arn(layer, 'lambda', `layer:${physicalName(layer, 'LayerName')}:1`),
      arn: (layer) => arn(layer, 'lambda', `layer:${physicalName(layer, 'LayerName')}:1`),
    },
    'AWS::Lambda::Version': { ref: versionArn, arn: versionArn, attributes: { Version: () => VERSION, FunctionArn: versionArn } },
  },
  endpointVariable: 'AWS_ENDPOINT_URL_LAMBDA',
  async start(functions, credentials, { aroundRequest }) {
    const events = new EventDelivery(functions);
    const server = await serveAws(credentials, aroundRequest, (request, response, body, caller) => invoke(functions, events, request, response, body, caller));
    return { ...server, deploy: ({ deployment }) => events.deploy(deployment) };
  },
};
