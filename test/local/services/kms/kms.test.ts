import { createHash, createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCredentials } from '../../../../local/aws/credentials';
import { readCloudAssembly } from '../../../../local/cloud-assembly/cloud-assembly';
import { Permissions } from '../../../../local/iam/permissions';
import { kms } from '../../../../local/services/kms/service';
import type { RunningService } from '../../../../local/services/service/service';
import { writeAssembly } from '../../../support/local/assembly';
import { deploymentOf } from '../../../support/local/deployment';
import { json, send } from '../../../support/local/http';
import { signedHeaders } from '../../../support/local/signed';

const att = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const signing = { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' };
const IMPORTED = 'arn:aws:kms:us-east-1:444455556666:key/imported';

const RESOURCES = {
  Signing: { Type: 'AWS::KMS::Key', Properties: signing },
  Forbidden: { Type: 'AWS::KMS::Key', Properties: signing },
  Disabled: { Type: 'AWS::KMS::Key', Properties: { ...signing, Enabled: false } },
  Encrypting: { Type: 'AWS::KMS::Key', Properties: {} },
  Unnamed: { Type: 'AWS::KMS::Key', Properties: signing },
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: {
      Policies: [{
        PolicyDocument: {
          Statement: [
            { Effect: 'Allow', Action: 'kms:GetPublicKey', Resource: '*' },
            {
              Effect: 'Allow',
              Action: 'kms:Sign',
              Resource: [att('Signing'), att('Disabled'), att('Encrypting'), att('Unnamed'), IMPORTED],
              Condition: { StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256', 'kms:MessageType': 'DIGEST' } },
            },
          ],
        },
      }],
    },
  },
  Fn: {
    Type: 'AWS::Lambda::Function',
    Properties: { FunctionName: 'fn', Role: att('Role') },
    Metadata: { RemoteMcpServer: { secrets: [], signingKeys: [att('Signing'), att('Forbidden'), att('Disabled'), att('Encrypting'), IMPORTED] } },
  },
  Other: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'other', Role: att('Role') } },
};

const permissions = new Permissions();
const credentials = { ...createCredentials(), permissions };
const arns: { [id: string]: string } = { Imported: IMPORTED };
let service: RunningService;

beforeAll(async () => {
  const deployment = deploymentOf(readCloudAssembly(writeAssembly({ Main: { Resources: RESOURCES } })));
  service = await kms.start!(undefined as never, credentials, { bucketsDirectory: '', secretsFile: '' });
  permissions.deploy(deployment);
  await service.deploy({ deployment, endpoints: [] });
  const [stack] = deployment.stacks();
  Object.keys(RESOURCES).filter((id) => id !== 'Role').forEach((id) => {
    arns[id] = String(stack.getAtt(id, 'Arn'));
  });
});
afterAll(() => service.close());

async function ask(operation: string, input: object, as = permissions.credentialsOf(arns.Fn)): Promise<{ readonly status: number; readonly body: any }> {
  const body = JSON.stringify(input);
  const headers = signedHeaders(`${service.url}/`, as, { method: 'POST', body, service: 'kms', headers: ['X-Amz-Target', `TrentService.${operation}`, 'Content-Type', 'application/x-amz-json-1.1'] });
  const answer = await send(`${service.url}/`, { method: 'POST', headers, body });
  return { status: answer.status, body: json(answer) };
}

const DATA = Buffer.from('header.claims');
const DIGEST = createHash('sha256').update(DATA).digest('base64');
const sign = (key: string, changes: object = {}) => ask('Sign', { KeyId: arns[key], Message: DIGEST, MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256', ...changes });

test.each(['Signing', 'Imported'])('what a key signs is verified by its public half: %s', async (key) => {
  const { body: described } = await ask('GetPublicKey', { KeyId: arns[key] });
  expect(described).toMatchObject({ KeyId: arns[key], KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY', SigningAlgorithms: ['ECDSA_SHA_256'] });
  const publicKey = createPublicKey({ key: Buffer.from(described.PublicKey, 'base64'), format: 'der', type: 'spki' });
  for (let count = 0; count < 300; count++) {
    const { body } = await sign(key);
    expect(verify('sha256', DATA, publicKey, Buffer.from(body.Signature, 'base64'))).toBe(true);
    expect(verify('sha256', Buffer.from('other'), publicKey, Buffer.from(body.Signature, 'base64'))).toBe(false);
  }
});

test('a message may also be signed as it is', async () => {
  const { body: { PublicKey } } = await ask('GetPublicKey', { KeyId: arns.Signing });
  const { body } = await ask('Sign', { KeyId: arns.Signing, Message: DATA.toString('base64'), SigningAlgorithm: 'ECDSA_SHA_256' }, credentials);
  const publicKey = createPublicKey({ key: Buffer.from(PublicKey, 'base64'), format: 'der', type: 'spki' });
  expect(verify('sha256', DATA, publicKey, Buffer.from(body.Signature, 'base64'))).toBe(true);
});

describe('a request is refused as AWS refuses it', () => {
  test.each<[string, () => ReturnType<typeof ask>, string, RegExp]>([
    ['of a key that the role does not name', () => sign('Forbidden'), 'AccessDeniedException', /not authorized to perform: kms:Sign on resource: arn:aws:kms:.*:key\/.* because no identity-based policy allows/],
    ['of a message where a digest is allowed', () => sign('Signing', { MessageType: 'RAW' }), 'AccessDeniedException', /kms:Sign/],
    ['of another algorithm', () => sign('Signing', { SigningAlgorithm: 'ECDSA_SHA_512' }), 'AccessDeniedException', /kms:Sign/],
    ['of a disabled key', () => sign('Disabled'), 'DisabledException', /is disabled/],
    ['of a key that encrypts', () => sign('Encrypting'), 'UnsupportedOperationException', /SYMMETRIC_DEFAULT/],
    ['of a digest of another length', () => sign('Signing', { Message: 'AAAA' }), 'ValidationException', /length/],
    ['of a key that signs for no function of a server', () => sign('Unnamed'), 'NotFoundException', /does not exist/],
  ])('%s', async (_name, request, type, message) => {
    expect(await request()).toEqual({ status: 400, body: { __type: type, message: expect.stringMatching(message), Message: expect.any(String) } });
  });
});

test('only the functions that it signs for are led here', () => {
  expect(service.variablesOf!(arns.Fn)).toEqual({ AWS_ENDPOINT_URL_KMS: service.url });
  expect(service.variablesOf!(arns.Other)).toEqual({});
});
