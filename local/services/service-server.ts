import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { readBody, sendError, sendJson, ServiceError } from './aws-json';
import { invoke, isInvoke } from './lambda/lambda';
import { Secrets } from './secrets-manager/secrets';
import { Functions } from '../functions/functions';

type Answer = { readonly [name: string]: unknown };

async function route(functions: Functions | undefined, secrets: Secrets, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (functions !== undefined && isInvoke(request)) return invoke(functions, request, response);
  const target = String(request.headers['x-amz-target'] ?? '');
  const operations: { readonly [target: string]: (body: Answer) => Answer } = {
    'secretsmanager.GetSecretValue': (body) => secrets.getSecretValue(body),
    'secretsmanager.DescribeSecret': (body) => secrets.describeSecret(body),
  };
  const operation = operations[target];
  if (operation === undefined) throw new ServiceError('UnknownOperationException', `the local gateway does not know ${target || `${request.method} ${request.url}`}`);
  sendJson(response, 200, operation(JSON.parse((await readBody(request)).toString('utf8')) as Answer));
}

export interface RunningService {
  readonly url: string;
  close(): void;
}

export interface RunningServices extends RunningService {
  /** Functions learn our URL from their environment, so they are known later. */
  useFunctions(functions: Functions): void;
}

/** Secrets Manager and Lambda, on one loopback port. */
export async function serveServices(secrets: Secrets): Promise<RunningServices> {
  let functions: Functions | undefined;
  const server = createServer((request, response) => {
    route(functions, secrets, request, response).catch((error: unknown) => (response.headersSent ? response.destroy() : sendError(response, error)));
  });
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    useFunctions: (declared) => {
      functions = declared;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
