import { invoke } from './lambda';
import { arn, physicalName, type ResourceIdentity } from '../../cloud-assembly/physical-ids';
import { serveAws } from '../service/loopback-server';
import type { LocalService } from '../service/service';

/** Every deployment publishes one version of a function. */
const VERSION = '1';

const aliasArn = (alias: ResourceIdentity) => `${functionArn(alias.property('FunctionName'))}:${String(alias.property('Name'))}`;
const versionArn = (version: ResourceIdentity) => `${functionArn(version.property('FunctionName'))}:${VERSION}`;

/** A property that names a function holds its name or its ARN. */
function functionArn(nameOrArn: unknown): string {
  const text = String(nameOrArn);
  return text.startsWith('arn:') ? text : arn('lambda', `function:${text}`);
}

/** Lambda's Invoke. The functions themselves run in `functions/`. */
export const lambda: LocalService = {
  resources: {
    'AWS::Lambda::Alias': { ref: aliasArn, arn: aliasArn, attributes: { AliasArn: aliasArn } },
    'AWS::Lambda::Function': { nameProperty: 'FunctionName', arn: (fn) => arn('lambda', `function:${physicalName(fn, 'FunctionName')}`) },
    'AWS::Lambda::LayerVersion': {
      nameProperty: 'LayerName',
      ref: (layer) => arn('lambda', `layer:${physicalName(layer, 'LayerName')}:1`),
      arn: (layer) => arn('lambda', `layer:${physicalName(layer, 'LayerName')}:1`),
    },
    'AWS::Lambda::Version': { ref: versionArn, arn: versionArn, attributes: { Version: () => VERSION, FunctionArn: versionArn } },
  },
  endpointVariable: 'AWS_ENDPOINT_URL_LAMBDA',
  start: async (functions, credentials) => ({
    ...await serveAws(credentials, (request, response) => invoke(functions, request, response)), deploy: () => undefined,
  }),
};
