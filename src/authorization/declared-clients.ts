import { Token } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { McpScope, requireDeclared } from './mcp-scope';
import type { PreRegisteredClient, PreRegisteredClientConfig } from './pre-registered-client';
import type { PreRegisteredClient as ClientRecord } from '../contract/oauth/configuration';
import { DataSurroundings } from '../private/surroundings';
import { ValidationError } from '../private/validation-error';

export interface DeclaredClient {
  readonly record: ClientRecord;
  readonly secret?: secretsmanager.ISecret;
}

export interface DeclaredClientsOptions extends DataSurroundings {
  readonly scopes: readonly McpScope[];
  readonly interactiveSignIn: boolean;
}

/** RFC 6749, appendix A.1; without a colon, which Basic authentication would split at, and unlike a URL, which would be a document. */
const CLIENT_ID_PATTERN = /^[A-Za-z0-9._~-]{1,128}$/;

/**
 * Binds the clients that need not register.
 *
 * @throws ValidationError
 */
export function declaredClients(scope: Construct, clients: readonly PreRegisteredClient[], options: DeclaredClientsOptions): DeclaredClient[] {
  validateIds(scope, clients.map(({ clientId }) => clientId));
  return clients.map((client) => {
    const config = client.bind(scope, { removalPolicy: options.removalPolicy, encryptionKey: options.encryptionKey });
    validateClient(scope, client.clientId, config, options);
    return { record: clientRecord(client.clientId, config), secret: config.secret };
  });
}

/** Before anything is made for a client: what is made is named by the id. */
function validateIds(scope: Construct, ids: readonly string[]): void {
  for (const id of ids) {
    if (Token.isUnresolved(id)) {
      throw new ValidationError('UnknownClientId', 'a client has an id that only the deployment knows; write it out, because it names the client\'s secret', scope);
    }
    if (!CLIENT_ID_PATTERN.test(id)) {
      throw new ValidationError('InvalidClientId', `a client has the id "${id}"; use 1 to 128 of the characters A-Z a-z 0-9 . _ ~ -`, scope);
    }
  }
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) {
    throw new ValidationError('DuplicateClientId', `two clients have the id "${repeated}"; change one`, scope);
  }
}

function validateClient(scope: Construct, clientId: string, config: PreRegisteredClientConfig, { scopes, interactiveSignIn }: DeclaredClientsOptions): void {
  requireDeclared(scope, config.scopes ?? [], scopes, `the client "${clientId}" may have`);
  if (!interactiveSignIn && config.grantTypes.includes('authorization_code')) {
    throw new ValidationError('NobodySignsIn', `people use the client "${clientId}", but signIn is none(); declare it as a machine or let people sign in`, scope);
  }
}

function clientRecord(clientId: string, { displayName, secret, keys, ...facts }: PreRegisteredClientConfig): ClientRecord {
  const { redirectUris, grantTypes, tokenEndpointAuthMethod, scopes, secretField } = facts;
  return {
    clientId,
    name: displayName,
    redirectUris,
    grantTypes,
    tokenEndpointAuthMethod,
    scopes,
    secretArn: secret?.secretArn,
    secretField,
    jwksUri: keys?.jwksUri,
    jwks: keys?.jwks === undefined ? undefined : JSON.parse(keys.jwks),
  };
}
