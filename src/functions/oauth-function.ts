import * as fs from 'node:fs';
import * as path from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { bundleDirectory, copyBundle } from './bundles';
import { DocumentFetcherFunction } from './document-fetcher-function';
import { runtimeFunction } from './runtime-function';
import { withScratchDirectory } from './scratch-directory';
import { DEPLOYMENT_METADATA_KEY, FunctionMetadata } from '../contract/deployment';
import { encodeEnv } from '../contract/env';
import { OAUTH_FUNCTION_MEGABYTES } from '../contract/limits';
import { OAuthConfiguration } from '../contract/oauth/configuration';
import { OAUTH_FUNCTION_ENV, OAuthFunctionEnv } from '../contract/oauth/env';
import { PAGE_CUSTOMIZATION_FILE, PageCustomization } from '../pages/page-customization';
import { grantSecret } from '../private/grant-secret';
import { grantSigningKey, SigningKeys } from '../private/signing-keys';
import { Surroundings } from '../private/surroundings';
import { ClientRegistry } from '../registry/client-registry';

export interface OAuthFunctionProps extends Surroundings {
  readonly resource: string;
  readonly issuer: string;
  readonly configuration: OAuthConfiguration;
  readonly pages: PageCustomization;
  readonly accessTokenLifetime: Duration;
  readonly registry: ClientRegistry;
  /** Undefined if nothing is fetched. */
  readonly documentFetcher?: DocumentFetcherFunction;
  readonly signingSecret: SecretField;
  readonly signingKey: SigningKeys;
  readonly initialAccessToken?: secretsmanager.ISecret;
  /** Those of identity providers and declared clients, which the configuration names. */
  readonly secrets: readonly SecretField[];
}

export interface SecretField {
  readonly secret: secretsmanager.ISecret;
  /** Undefined if the whole string is the secret. */
  readonly field?: string;
}

/** The authorization server. It writes the registry and reads the secrets; it cannot call a tool, and does not itself fetch the URLs of clients. */
export class OAuthFunction extends Construct {
  public readonly function: lambda.Function;

  constructor(scope: Construct, id: string, props: OAuthFunctionProps) {
    super(scope, id);
    const { pages } = props;
    const isUsual = Object.keys(pages.texts ?? {}).length === 0 && pages.logo === undefined;
    this.function = isUsual ? this.runtimeFunction(props, bundleDirectory('oauth')) : withScratchDirectory(this, 'remote-mcp-oauth-', (directory) => {
      copyBundle('oauth', directory);
      fs.writeFileSync(path.join(directory, PAGE_CUSTOMIZATION_FILE), JSON.stringify(pages));
      return this.runtimeFunction(props, directory);
    });
  }

  private runtimeFunction(props: OAuthFunctionProps, bundle: string): lambda.Function {
    const secrets = [props.signingSecret, ...props.initialAccessToken ? [{ secret: props.initialAccessToken }] : [], ...props.secrets];
    const fn = runtimeFunction(this, {
      ...props,
      description: 'The authorization server of a remote MCP server',
      code: lambda.Code.fromAsset(bundle),
      // API Gateway waits 29 seconds for a buffered answer.
      timeout: Duration.seconds(28),
      memorySize: OAUTH_FUNCTION_MEGABYTES,
      options: props.functions?.oauth,
      environment: (role) => {
        new Set(secrets.map(({ secret }) => secret)).forEach((secret) => grantSecret(this, role, secret));
        grantSigningKey(role, props.signingKey);
        return encodeEnv<OAuthFunctionEnv>(OAUTH_FUNCTION_ENV, {
          MCP_RESOURCE: props.resource,
          OAUTH_ISSUER: props.issuer,
          OAUTH_CONFIGURATION: Stack.of(this).toJsonString(props.configuration),
          OAUTH_ACCESS_TOKEN_LIFETIME: props.accessTokenLifetime.toSeconds().toString(),
          SIGNING_SECRET_ARN: props.signingSecret.secret.secretArn,
          SIGNING_SECRET_FIELD: props.signingSecret.field ?? '',
          METRICS: props.metrics === false ? '' : 'true',
          INITIAL_ACCESS_TOKEN_SECRET_ARN: props.initialAccessToken?.secretArn ?? '',
          ...props.registry.connectWriter(role),
          ...props.documentFetcher?.connect(role) ?? { DOCUMENT_FETCHER_FUNCTION_ARN: '' },
        });
      },
    });
    const { key, next } = props.signingKey;
    const signingKeys = [key, next].flatMap((one) => (one === undefined ? [] : [one.keyArn]));
    const metadata: FunctionMetadata = {
      secrets: secrets.map(({ secret, field }) => ({ arn: secret.secretArn, field })), signingKeys: signingKeys.length > 0 ? signingKeys : undefined,
    };
    (fn.node.defaultChild as lambda.CfnFunction).addMetadata(DEPLOYMENT_METADATA_KEY, metadata);
    return fn;
  }
}
