import { secretFields } from './secret-fields';
import { Secrets } from './secrets';
import { arn, physicalName, shortId, type ResourceIdentity } from '../../cloud-assembly/physical-ids';
import { answerOperation, type Operations } from '../service/aws-json';
import { serveAws } from '../service/loopback-server';
import type { LocalService } from '../service/service';

const secretArn = (secret: ResourceIdentity) => arn('secretsmanager', `secret:${physicalName(secret, 'Name')}-${shortId(secret).slice(0, 6)}`);

/** The current version of each secret, in memory. */
export const secretsManager: LocalService = {
  resources: {
    'AWS::SecretsManager::Secret': { nameProperty: 'Name', ref: secretArn, arn: secretArn, attributes: { Id: secretArn } },
  },
  endpointVariable: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
  async start(_functions, credentials) {
    const secrets = new Secrets();
    const operations: Operations = new Map([
      ['secretsmanager.GetSecretValue', (request) => secrets.getSecretValue(request)],
      ['secretsmanager.DescribeSecret', (request) => secrets.describeSecret(request)],
    ]);
    return {
      ...await serveAws(credentials, (request, response) => answerOperation(operations, request, response)),
      deploy: ({ deployment }) => {
        secrets.addDeclared(deployment);
        secrets.addStandIns(secretFields(deployment));
      },
      dynamicReference: (reference) => secrets.dynamicReference(reference),
    };
  },
};
