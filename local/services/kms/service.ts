import { accessToKey } from './access';
import { signingKeys } from './declared-keys';
import { type KeptKeys, Keys } from './keys';
import { arn, physicalName } from '../../cloud-assembly/physical-ids';
import { requireAccess } from '../service/access';
import { answerOperation, type Operation, type Operations } from '../service/aws-json';
import { serveAws } from '../service/loopback-server';
import type { LocalService } from '../service/service';

/**
 * The keys that sign for a server's own functions, and only for them: other functions find KMS where the rest of AWS is. What keys encrypt is not
 * encrypted here.
 */
export const kms: LocalService = {
  resources: {
    'AWS::KMS::Key': { arn: (key) => arn(key, 'kms', `key/${physicalName(key)}`), attributes: { KeyId: physicalName } },
  },
  async start(_functions, credentials, { kept, aroundRequest }) {
    const keys = new Keys(kept?.read('signing-keys') as KeptKeys | undefined);
    const operations: Operations = new Map<string, Operation>([
      ['TrentService.GetPublicKey', (request) => keys.getPublicKey(request)],
      ['TrentService.Sign', (request) => keys.sign(request)],
    ]);
    const server = await serveAws(credentials, aroundRequest, (request, response, body, caller) => (
      answerOperation(operations, request, response, body, (operation, asked) => {
        requireAccess(caller, () => [accessToKey(operation, asked)]);
      })
    ));
    let signedFor: ReadonlySet<string> = new Set();
    return {
      ...server,
      deploy: ({ deployment }) => {
        const declared = signingKeys(deployment);
        signedFor = new Set(declared.keys());
        if (declared.size > 0) {
          keys.declare([...declared.values()].flat());
          kept?.write('signing-keys', keys.keep());
        }
      },
      variablesOf: (functionArn): { [variable: string]: string } => (signedFor.has(functionArn) ? { AWS_ENDPOINT_URL_KMS: server.url } : {}),
    };
  },
};
