import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AWS_VARIABLES } from './loopback-registry';
import { type AwsEnvironment, awsEnvironment } from '../../../../lambda-src/platform/aws/aws-request';
import { signDigest } from '../../../../local/services/kms/ecdsa';

export interface LoopbackKey {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  readonly spec: string;
  readonly usage: string;
}

export interface LoopbackKms {
  readonly endpoint: string;
  /** That of somebody who asks it. */
  readonly environment: AwsEnvironment;
  /** By ARN. */
  readonly keys: { [arn: string]: LoopbackKey };
  /** What was asked, in order. */
  readonly requests: { readonly operation: string; readonly input: Record<string, string> }[];
  /** Answers these requests with an error, one after another; then it works again. */
  readonly failures: { readonly operation: string; readonly status: number; readonly code: string }[];
  /** In the place of what a key signs. */
  falseSignature: Buffer | undefined;
  stop(): Promise<void>;
}

export function kmsKey(namedCurve = 'P-256', spec = 'ECC_NIST_P256', usage = 'SIGN_VERIFY'): LoopbackKey {
  return { ...generateKeyPairSync('ec', { namedCurve }), spec, usage };
}

/** GetPublicKey and Sign of KMS on loopback, with keys of its own. */
export async function startKms(keys: LoopbackKms['keys']): Promise<LoopbackKms> {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const reply = (status: number, answer: object) => response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
      if (!/^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/eu-central-1\/kms\/aws4_request,/.test(request.headers.authorization ?? '')) {
        return reply(403, { __type: 'MissingAuthenticationTokenException' });
      }
      const operation = String(request.headers['x-amz-target']).replace(/^TrentService\./, '');
      const input = JSON.parse(body) as Record<string, string>;
      kms.requests.push({ operation, input });
      if (kms.failures[0]?.operation === operation) {
        const { status, code } = kms.failures.shift()!;
        return reply(status, { __type: code, message: 'not now' });
      }
      const key = kms.keys[input.KeyId];
      if (key === undefined) {
        return reply(400, { __type: 'NotFoundException', message: `Key '${input.KeyId}' does not exist` });
      }
      if (operation === 'GetPublicKey') {
        return reply(200, { KeyId: input.KeyId, KeySpec: key.spec, KeyUsage: key.usage, PublicKey: key.publicKey.export({ type: 'spki', format: 'der' }).toString('base64') });
      }
      const signed = kms.falseSignature ?? signDigest(Buffer.from(input.Message, 'base64'), key.privateKey);
      return reply(200, { KeyId: input.KeyId, Signature: signed.toString('base64'), SigningAlgorithm: input.SigningAlgorithm });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const kms: LoopbackKms = {
    endpoint,
    environment: awsEnvironment({ ...AWS_VARIABLES, AWS_ENDPOINT_URL_KMS: endpoint }),
    keys,
    requests: [],
    failures: [],
    falseSignature: undefined,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return kms;
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString();
}
