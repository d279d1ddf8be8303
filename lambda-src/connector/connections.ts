import type { OpenConnection } from './connector';
import { authorizerOf, NO_CREDENTIALS } from './credentials/credentials';
import { Secrets } from './credentials/secrets';
import { Egress, type EgressConnection, type EgressParts } from './egress/egress';
import type { ClientCredentials, Connection } from '../../src/contract/connector/connection';
import type { HttpRequest } from '../../src/contract/connector/http-operation';
import type { ConnectorWiring } from '../../src/contract/connector/layer';
import type { AwsEnvironment } from '../platform/aws/aws-request';
import { secretsManagerReader } from '../platform/aws/secret-value';

export interface ConnectionParts extends Omit<EgressParts, 'authorizer'> {
  readonly aws: AwsEnvironment;
  /** The text of a file beside the bundle. */
  readFile(file: string): string;
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
  const { baseUrl, origins, privateNetwork, certificateAuthorities } = connection;
  const trusted = certificateAuthorities && ('file' in certificateAuthorities ? parts.readFile(certificateAuthorities.file) : certificateAuthorities.text);
  const authorizer = authorizerOf(connection.credentials, {
    secrets,
    aws: parts.aws.credentials,
    requestToken: async (client, clientId, clientSecret) => {
      const { clientCredentialsGrant } = await import('./credentials/client-credentials-grant');
      const egress = tokenEgress({ privateNetwork, certificateAuthorities: trusted }, client, parts);
      const options = { timeoutMillis: TOKEN_TIMEOUT_MILLIS, maxBytes: TOKEN_MAX_BYTES };
      const send = (_client: ClientCredentials, request: HttpRequest) => egress.send(request, options);
      return clientCredentialsGrant(send)(client, clientId, clientSecret);
    },
    clock: parts.clock,
  });
  const egress = new Egress({ baseUrl, origins, privateNetwork, certificateAuthorities: trusted }, { ...parts, authorizer });
  return { baseUrl, send: (request, options) => egress.send(request, options) };
}

/** The token endpoint is an origin of its own, and gets the client's credentials from the grant alone. */
function tokenEgress(connection: Omit<EgressConnection, 'baseUrl'>, { tokenEndpoint }: ClientCredentials, parts: ConnectionParts): Egress {
  return new Egress({ ...connection, baseUrl: tokenEndpoint }, { ...parts, authorizer: NO_CREDENTIALS });
}
