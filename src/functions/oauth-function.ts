import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { bundleDirectory } from './bundles';
import { runtimeFunction, RuntimeFunctionSurroundings } from './runtime-function';
import { ClientRegistry } from '../authorization/client-registry';
import { SigningSecretConfig } from '../authorization/signing-secret';
import { encodeEnv, OAUTH_FUNCTION_ENV, OAuthFunctionEnv } from '../contract/env';

export interface OAuthFunctionProps extends RuntimeFunctionSurroundings {
  readonly resource: string;
  readonly issuer: string;
  readonly scopes: string[];
  readonly accessTokenLifetime: Duration;
  readonly registry: ClientRegistry;
  readonly signingSecret: SigningSecretConfig;
  readonly initialAccessToken?: secretsmanager.ISecret;
}

/** The authorization server. It writes the registry and reads the secrets; it cannot call a tool. */
export class OAuthFunction extends Construct {
  public readonly function: lambda.Function;

  constructor(scope: Construct, id: string, props: OAuthFunctionProps) {
    super(scope, id);
    this.function = runtimeFunction(this, {
      ...props,
      description: 'The authorization server of a remote MCP server',
      code: lambda.Code.fromAsset(bundleDirectory('oauth')),
      // API Gateway waits 29 seconds for a buffered answer.
      timeout: Duration.seconds(28),
      memorySize: 1024,
      environment: (role) => {
        props.signingSecret.secret.grantRead(role);
        props.initialAccessToken?.grantRead(role);
        return encodeEnv<OAuthFunctionEnv>(OAUTH_FUNCTION_ENV, {
          MCP_RESOURCE: props.resource,
          OAUTH_ISSUER: props.issuer,
          OAUTH_SCOPES: props.scopes.join(' '),
          OAUTH_ACCESS_TOKEN_LIFETIME: props.accessTokenLifetime.toSeconds().toString(),
          SIGNING_SECRET_ARN: props.signingSecret.secret.secretArn,
          SIGNING_SECRET_FIELD: props.signingSecret.field ?? '',
          INITIAL_ACCESS_TOKEN_SECRET_ARN: props.initialAccessToken?.secretArn ?? '',
          ...props.registry.connectWriter(role),
        });
      },
    });
  }
}
