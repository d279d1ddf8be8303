import { Construct } from 'constructs';
import type { McpAuthorizationBindOptions, McpAuthorizationConfig } from './mcp-authorization-config';
import { McpScope, requireDeclared, validateScopes } from './mcp-scope';
import { EXTERNAL_TOKEN_ALGORITHMS } from '../contract/authorizer/external-issuer';
import { issuerUrlProblem } from '../contract/urls/issuer-url';
import { httpsUrlProblem } from '../contract/urls/url-text';
import { AuthorizerFunction } from '../functions/authorizer-function';
import { requireUrl } from '../private/url-validation';
import { ValidationError } from '../private/validation-error';

/** Options of `McpAuthorization.external()`. */
export interface ExternalAuthorizationOptions {
  /** The authorization server's issuer: the `iss` of its tokens, byte for byte. */
  readonly issuer: string;

  /**
   * The `aud` of its tokens.
   *
   * @default - the URL of the MCP endpoint, as MCP requires
   */
  readonly audience?: string;

  /**
   * Where the issuer publishes its keys: an https URL.
   *
   * @default - what the issuer's metadata document says
   */
  readonly jwksUri?: string;

  /**
   * The algorithms with which the issuer may sign: some of RS256, PS256, ES256 and EdDSA.
   *
   * @default ['RS256', 'PS256', 'ES256']
   */
  readonly algorithms?: string[];

  /**
   * The scopes that tools, resources and prompts may require, as the issuer names them.
   *
   * @default - requiredScopes
   */
  readonly scopes?: McpScope[];

  /**
   * Names of the scopes that every request must have.
   *
   * @default - any valid token may call
   */
  readonly requiredScopes?: string[];

  /**
   * The claim that names the caller.
   *
   * @default 'sub'
   */
  readonly subjectClaim?: string;
}

const DEFAULT_ALGORITHMS = ['RS256', 'PS256', 'ES256'];

/** Somebody else's authorization server: this one only verifies tokens. */
export function bindExternal(scope: Construct, options: ExternalAuthorizationOptions, server: McpAuthorizationBindOptions): McpAuthorizationConfig {
  const { issuer, requiredScopes = [], algorithms = DEFAULT_ALGORITHMS } = options;
  const scopes = options.scopes ?? requiredScopes.map((name) => ({ name }));
  validate(scope, options, algorithms);
  if (scopes.length > 0) {
    validateScopes(scope, scopes);
  }
  requireDeclared(scope, requiredScopes, scopes, 'requiredScopes has');
  const authorizer = new AuthorizerFunction(scope, 'Authorizer', {
    resource: server.resource,
    issuer,
    logRetention: server.logRetention,
    removalPolicy: server.removalPolicy,
    encryptionKey: server.encryptionKey,
    functions: server.functions,
    metrics: server.metrics,
    external: {
      audience: options.audience ?? server.resource,
      jwksUri: options.jwksUri,
      algorithms,
      requiredScopes,
      subjectClaim: options.subjectClaim ?? 'sub',
    },
  });
  return {
    issuer,
    scopes: [...scopes],
    initialScopes: requiredScopes.length > 0 ? requiredScopes : scopes.map(({ name }) => name).slice(0, 1),
    interactiveSignIn: true,
    authorizerFunction: authorizer.function,
  };
}

function validate(scope: Construct, { issuer, jwksUri }: ExternalAuthorizationOptions, algorithms: readonly string[]): void {
  requireUrl(scope, issuer, { problemOf: issuerUrlProblem, code: 'InvalidIssuer', what: 'the issuer', remedy: 'write its https URL as its metadata document has it' });
  requireUrl(scope, jwksUri, { problemOf: httpsUrlProblem, code: 'InvalidJwksUri', what: 'jwksUri', remedy: 'write an https URL' });
  const unknown = algorithms.find((algorithm) => !(EXTERNAL_TOKEN_ALGORITHMS as readonly string[]).includes(algorithm));
  if (unknown !== undefined || algorithms.length === 0) {
    throw new ValidationError(
      'UnknownAlgorithm', `algorithms is [${algorithms.join(', ')}]; choose some of ${EXTERNAL_TOKEN_ALGORITHMS.join(', ')}`, scope,
    );
  }
}
