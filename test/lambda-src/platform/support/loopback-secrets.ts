import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LoopbackSecrets {
  readonly endpoint: string;
  /** By ARN, then by version stage. */
  readonly values: { [arn: string]: { [stage: string]: string } };
  /** Answers everything with this error until it is undefined again. */
  failure: { status: number; code: string } | undefined;
  calls: number;
  stop(): Promise<void>;
}

/** Secrets Manager's GetSecretValue on loopback. */
export async function startSecrets(values: LoopbackSecrets['values'] = {}): Promise<LoopbackSecrets> {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      secrets.calls += 1;
      const reply = (status: number, answer: object) => response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
      if (secrets.failure) {
        return reply(secrets.failure.status, { __type: secrets.failure.code, message: 'no' });
      }
      if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 ')) {
        return reply(403, { __type: 'MissingAuthenticationTokenException' });
      }
      if (request.headers['x-amz-target'] !== 'secretsmanager.GetSecretValue') {
        return reply(400, { __type: 'UnknownOperationException' });
      }
      const { SecretId: arn, VersionStage: stage = 'AWSCURRENT' } = JSON.parse(body) as { SecretId: string; VersionStage?: string };
      const value = secrets.values[arn]?.[stage];
      return value === undefined
        ? reply(400, { __type: 'ResourceNotFoundException', Message: `no ${stage}` })
        : reply(200, { ARN: arn, SecretString: value, VersionStages: [stage] });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const secrets: LoopbackSecrets = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    values,
    failure: undefined,
    calls: 0,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return secrets;
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString();
}
