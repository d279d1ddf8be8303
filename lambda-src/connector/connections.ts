import type { OpenConnection } from './connector';
import { authorizerOf, NO_CREDENTIALS } from './credentials/credentials';
import { Secrets } from './credentials/secrets';
import { Egress, type EgressParts } from './egress/egress';
import type { ClientCredentials, Connection } from '../../src/contract/connector/connection';
import type { HttpRequest } from '../../src/contract/connector/http-operation';
import type { ConnectorWiring } from '../../src/contract/connector/layer';
import type { AwsEnvironment } from '../platform/aws/aws-request';
import { secretsManagerReader } from '../platform/aws/secret-value';

export interface ConnectionParts extends Omit<EgressParts, 'authorizer'> {
  readonly aws: AwsEnvironment;
}

/** Of a token endpoint's answer. */
const TOKEN_MAX_BYTES = 256 * 1024;
const TOKEN_TIMEOUT_MILLIS = 10_000;

/** The connections of the wiring, each opened when it is first needed. */
export function openConnections({ connections }: ConnectorWiring, parts: ConnectionParts): (id: string) => OpenConnection | undefined {
  const wired = new Map(Object.entries(connections));
  const open = new Map<string, OpenConnection>();
  const secrets = new Secrets(secretsManagerReader(parts.aws), parts.clock);
  return (id) => {
    const connection = wired.get(id);
    if (connection !== undefined && !open.has(id)) {
      open.set(id, openConnection(connection, secrets, parts));
    }
    return open.get(id);
  };
}

function openConnection(connection: Connection, secrets: Secrets, parts: ConnectionParts): OpenConnection {
  const authorizer = authorizerOf(connection.credentials, {
    secrets,
    aws: parts.aws.credentials,
    requestToken: async (client, clientId, clientSecret) => {
      const { clientCredentialsGrant } = await import('./credentials/client-credentials-grant');
      const egress = tokenEgress(connection, client, parts);
      const options = { timeoutMillis: TOKEN_TIMEOUT_MILLIS, maxBytes: TOKEN_MAX_BYTES };
      const send = (_client: ClientCredentials, request: HttpRequest) => egress.send(request, options);
      return clientCredentialsGrant(send)(client, clientId, clientSecret);
    },
    clock: parts.clock,
  });
  const egress = new Egress(connection, { ...parts, authorizer });
  return { baseUrl: connection.baseUrl, send: (request, options) => egress.send(request, options) };
}

/** The token endpoint is an origin of its own, and gets the client's credentials from the grant alone. */
function tokenEgress({ privateNetwork, certificateAuthorities }: Connection, { tokenEndpoint }: ClientCredentials, parts: ConnectionParts): Egress {
  const credentials = { kind: 'none' } as const;
  return new Egress({ baseUrl: tokenEndpoint, privateNetwork, certificateAuthorities, credentials }, { ...parts, authorizer: NO_CREDENTIALS });
}
