import { Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { bundleDirectory } from './bundles';
import { runtimeFunction } from './runtime-function';
import { AUTHORIZER_FUNCTION_ENV, AuthorizerFunctionEnv } from '../contract/authorizer/env';
import { ExternalIssuer } from '../contract/authorizer/external-issuer';
import { encodeEnv } from '../contract/env';
import { AUTHORIZER_MEGABYTES } from '../contract/limits';
import { Surroundings } from '../private/surroundings';
import { ClientRegistry } from '../registry/client-registry';

export interface AuthorizerFunctionProps extends Surroundings {
  readonly resource: string;
  /** Whose tokens are accepted. */
  readonly issuer: string;
  /** Holds clients, revocations and published keys; undefined with an external issuer. */
  readonly registry?: ClientRegistry;
  /** Ids of the clients that need not register. */
  readonly declaredClients?: readonly string[];
  /** How the tokens of an external issuer are verified. */
  readonly external?: ExternalIssuer;
}

/** Verifies access tokens. It can read the registry, it cannot write, and it sees no secret. */
export class AuthorizerFunction extends Construct {
  public readonly function: lambda.Function;

  constructor(scope: Construct, id: string, props: AuthorizerFunctionProps) {
    super(scope, id);
    this.function = runtimeFunction(this, {
      ...props,
      description: 'Verifies the access tokens of a remote MCP server',
      code: lambda.Code.fromAsset(bundleDirectory('authorizer')),
      timeout: Duration.seconds(10),
      memorySize: AUTHORIZER_MEGABYTES,
      options: props.functions?.authorizer,
      environment: (role) => encodeEnv<AuthorizerFunctionEnv>(AUTHORIZER_FUNCTION_ENV, {
        MCP_RESOURCE: props.resource,
        OAUTH_ISSUER: props.issuer,
        EXTERNAL_ISSUER: props.external === undefined ? '' : Stack.of(this).toJsonString(props.external),
        DECLARED_CLIENTS: props.declaredClients?.join(' ') ?? '',
        METRICS: props.metrics === false ? '' : 'true',
        ...props.registry?.connectReader(role) ?? { REGISTRY_TABLE_NAME: '' },
      }),
    });
  }
}
