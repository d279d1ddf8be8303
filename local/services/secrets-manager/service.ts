import * as path from 'node:path';
import { accessToSecret } from './access';
import { givenValues } from './given-values';
import { declaredRotations, Rotations } from './rotations';
import { secretFields } from './secret-fields';
import { type GeneratedValues, Secrets } from './secrets';
import { arn, physicalName, shortId, type ResourceIdentity } from '../../cloud-assembly/physical-ids';
import { requireAccess } from '../service/access';
import { answerOperation, type Operation, type Operations } from '../service/aws-json';
import { serveAws } from '../service/loopback-server';
import type { LocalService } from '../service/service';
import { SharedService } from '../service/shared-services';

const secretArn = (secret: ResourceIdentity) => arn(secret, 'secretsmanager', `secret:${physicalName(secret, 'Name')}-${shortId(secret).slice(0, 6)}`);

/** Secrets and their versions, in memory. A rotation function runs when it is asked to, and not on a schedule. */
export const secretsManager: LocalService = {
  resources: {
    'AWS::SecretsManager::Secret': { nameProperty: 'Name', ref: secretArn, arn: secretArn, attributes: { Id: secretArn } },
  },
  endpointVariable: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
  async start(functions, credentials, { secretsFile, kept, aroundRequest, shared }) {
    const elsewhere = shared && new SharedService('secretsmanager', shared.secretsManager, shared.credentials);
    const secrets = new Secrets(kept?.read('secrets') as GeneratedValues | undefined);
    const rotations = new Rotations(secrets, functions);
    let written = '';
    const keep = () => {
      const generated = secrets.generated();
      const text = JSON.stringify(generated);
      if (text !== written) {
        kept?.write('secrets', generated);
        written = text;
      }
    };
    const file = path.basename(secretsFile);
    let notes: readonly string[] = [];
    let warnings: readonly string[] = [];
    const operations: Operations = new Map<string, Operation>([
      ['secretsmanager.GetSecretValue', (request) => secrets.getSecretValue(request)],
      ['secretsmanager.DescribeSecret', (request) => secrets.describeSecret(request)],
      ['secretsmanager.PutSecretValue', (request) => secrets.putSecretValue(request)],
      ['secretsmanager.UpdateSecretVersionStage', (request) => secrets.updateSecretVersionStage(request)],
      ['secretsmanager.RotateSecret', (request) => rotations.rotate(request)],
    ]);
    const server = await serveAws(credentials, aroundRequest, (request, response, body, caller) => (
      answerOperation(operations, request, response, body, (operation, { SecretId }) => {
        requireAccess(caller, () => [accessToSecret(`secretsmanager:${operation}`, secrets.arnOf(SecretId), caller)]);
      }, ({ SecretId }) => (secrets.primaryOf(SecretId) === undefined ? undefined : elsewhere))
    ));
    return {
      ...server,
      close: async () => {
        elsewhere?.close();
        await server.close();
      },
      deploy: async ({ deployment }) => {
        secrets.addDeclared(deployment);
        for (const SecretId of elsewhere === undefined ? [] : secrets.replicated()) {
          secrets.adopt(SecretId, String((await elsewhere!.call('secretsmanager.GetSecretValue', { SecretId })).SecretString));
        }
        const fields = secretFields(deployment);
        secrets.addStandIns(fields);
        const unknown = secrets.give(givenValues(secretsFile));
        rotations.deploy(declaredRotations(deployment));
        keep();
        const foreign = secrets.origins(new Set(fields.filter((field) => field.foreign).map(({ arn: id }) => id)));
        notes = foreign.filter(({ isGiven }) => isGiven).map(({ name }) => `the secret "${name}" has the value that ${file} gives`);
        warnings = [
          ...foreign.filter(({ isGiven }) => !isGiven).map(({ name }) => `the secret "${name}" has a made-up value, which its API will refuse; give the real one in ${file}: { "${name}": "…" }`),
          ...unknown.map((id) => `${file} gives a value for "${id}", and this app has no such secret`),
        ];
      },
      keep,
      rotateSecrets: () => rotations.rotateAll(),
      notes: () => notes,
      warnings: () => warnings,
      dynamicReference: (reference) => secrets.dynamicReference(reference),
    };
  },
};
