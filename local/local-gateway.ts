import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { readCloudAssembly } from './cloud-assembly/cloud-assembly';
import { Deployment } from './cloud-assembly/deployment';
import { defaultMode, describeEndpoint, Endpoint, EndpointMode, localBaseUrl, localizer, selectRestApi } from './cloud-assembly/endpoint';
import { identityProviderIssuers, issuerLocalizer, isUserPool } from './cloud-assembly/identity-providers';
import { secretFields } from './cloud-assembly/secret-fields';
import { isObject } from './cloud-assembly/template';
import { readFunctions } from './functions/function-definition';
import { Functions } from './functions/functions';
import { Gateway } from './gateway/gateway';
import { GatewayServer, OnHandled } from './gateway/http-server';
import { readRestApi } from './gateway/rest-api';
import { serveDynamoDb } from './services/dynamodb/dynamodb';
import { readTables } from './services/dynamodb/table-definition';
import { startIdentityProvider } from './services/identity-provider/identity-provider';
import { Secrets } from './services/secrets-manager/secrets';
import { serveServices } from './services/service-server';

export interface LocalGatewayOptions {
  /** The directory of a cloud assembly. */
  readonly app: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly endpoint?: EndpointMode;
  readonly stack?: string;
  /** Where the bootstraps of the Node.js and Python runtimes lie. */
  readonly runtimesDirectory: string;
  readonly onHandled: OnHandled;
  readonly onFunctionLog: (functionName: string, line: string) => void;
}

/** Where the served API is, and for a RemoteMcpServer how to use it. */
export interface ServedApi {
  readonly url: string;
  readonly mcpUrl?: string;
  readonly issuer?: string;
  readonly registrationEndpoint?: string;
  readonly initialAccessToken?: string;
  /** The issuers of the local identity providers, which stand for those that the template names. */
  readonly identityProviders?: readonly string[];
}

export interface LocalGateway {
  readonly served: ServedApi;
  /** What the template declares and this machine does not do. */
  readonly warnings: readonly string[];
  stop(): Promise<void>;
}

function describe(endpoint: Endpoint, url: string, secrets: Secrets, identityProviders: readonly string[]): ServedApi {
  const marker = endpoint.stack.resolve(endpoint.marker, endpoint.logicalId);
  if (!isObject(marker)) return { url };
  const { mcpUrl, issuer, registrationEndpoint, initialAccessTokenSecretArn } = marker as { [name: string]: string | undefined };
  const initialAccessToken = initialAccessTokenSecretArn === undefined ? undefined : secrets.value(initialAccessTokenSecretArn);
  return { url, mcpUrl, issuer, registrationEndpoint, initialAccessToken, identityProviders: identityProviders.length > 0 ? identityProviders : undefined };
}

/**
 * Serves an assembly until it is stopped.
 *
 * @throws LocalError for anything in the assembly that cannot be served
 */
export async function startLocalGateway(options: LocalGatewayOptions): Promise<LocalGateway> {
  const deployment = new Deployment(readCloudAssembly(path.resolve(options.app)));
  const endpoint = describeEndpoint(deployment, selectRestApi(deployment, options.stack));
  const mode = options.endpoint ?? defaultMode(endpoint);
  const cleanups: (() => void | Promise<void>)[] = [];
  const stop = async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };
  try {
    const server = new GatewayServer();
    cleanups.push(() => server.close());
    const port = await server.listen(options.port);
    const url = localBaseUrl(endpoint, mode, port);
    const identityProviders = new Map<string, string>();
    for (const issuer of new Set(identityProviderIssuers(endpoint))) {
      const provider = await startIdentityProvider({ refreshTokens: isUserPool(issuer) ? 'always' : 'offline_access' });
      cleanups.push(() => provider.close());
      identityProviders.set(issuer, provider.issuer);
    }
    const [localize, localizeIssuers] = [localizer(endpoint, url), issuerLocalizer(identityProviders)];
    deployment.useLocalUrls((text) => localizeIssuers(localize(text)));

    const secrets = new Secrets(deployment);
    secrets.addStandIns(secretFields(deployment));
    deployment.useDynamicReferences((reference) => secrets.dynamicReference(reference));
    const api = readRestApi(endpoint);
    const services = await serveServices(secrets);
    cleanups.push(() => services.close());
    const dynamoDb = await serveDynamoDb(readTables(deployment));
    cleanups.push(() => dynamoDb.close());

    const workDirectory = mkdtempSync(path.join(tmpdir(), 'remote-mcp-'));
    cleanups.push(() => rmSync(workDirectory, { recursive: true, force: true }));
    const functions = new Functions(readFunctions(deployment), {
      workDirectory,
      runtimesDirectory: options.runtimesDirectory,
      services: { AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.url, AWS_ENDPOINT_URL_SECRETS_MANAGER: services.url, AWS_ENDPOINT_URL_LAMBDA: services.url },
      log: options.onFunctionLog,
    });
    cleanups.push(() => functions.stop());
    services.useFunctions(functions);
    const hosts = ['localhost', '127.0.0.1', '[::1]'].map((host) => `${host}:${port}`);
    server.serve(new Gateway({ api, mode, hosts, invoke: (arn, payload, requestId) => functions.invoke(arn, payload, requestId) }), options.onHandled);
    return {
      served: describe(endpoint, url, secrets, [...identityProviders.values()]),
      warnings: [...api.warnings, ...functions.unrunnable.map(({ declaredAs, reason }) => `${declaredAs} cannot run here: ${reason}`)],
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
