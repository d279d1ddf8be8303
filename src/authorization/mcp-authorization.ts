import { Annotations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { bindExternal, ExternalAuthorizationOptions } from './external-authorization';
import { McpAuthorizationBindOptions, McpAuthorizationConfig } from './mcp-authorization-config';
import { bindOAuth } from './oauth-authorization';
import { OAuthAuthorizationOptions } from './oauth-authorization-options';
import { checksArguments } from '../private/declared';

/** Who may call the server, and which authorization server issues their access tokens. */
export abstract class McpAuthorization {
  static {
    checksArguments(this, 'McpAuthorization');
  }

  /**
   * The server's own OAuth 2.1 authorization server: interactive sign-in with consent, clients that register or publish a metadata document, tokens
   * that are refreshed and revoked.
   *
   * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization
   */
  public static oauth(options: OAuthAuthorizationOptions = {}): McpAuthorization {
    return new OAuthAuthorization(options);
  }

  /**
   * An authorization server that exists already. It must issue JWT access tokens for the MCP endpoint's URL; clients register with it,
   * and sign-in and consent happen there.
   */
  public static external(options: ExternalAuthorizationOptions): McpAuthorization {
    return new ExternalAuthorization(options);
  }

  /** No authorization: everybody who can reach the server may call every tool. Tools see the caller `anonymous`. */
  public static none(): McpAuthorization {
    return new NoAuthorization();
  }

  /** Called by the server that is protected. Creates what it needs under the given scope. */
  public abstract bind(scope: Construct, options: McpAuthorizationBindOptions): McpAuthorizationConfig;
}

class OAuthAuthorization extends McpAuthorization {
  constructor(private readonly options: OAuthAuthorizationOptions) {
    super();
  }

  public bind(scope: Construct, options: McpAuthorizationBindOptions): McpAuthorizationConfig {
    return bindOAuth(scope, this.options, options);
  }
}

class ExternalAuthorization extends McpAuthorization {
  constructor(private readonly options: ExternalAuthorizationOptions) {
    super();
  }

  public bind(scope: Construct, options: McpAuthorizationBindOptions): McpAuthorizationConfig {
    return bindExternal(scope, this.options, options);
  }
}

class NoAuthorization extends McpAuthorization {
  public bind(scope: Construct, _options: McpAuthorizationBindOptions): McpAuthorizationConfig {
    Annotations.of(scope).addWarningV2(
      'cdk-remote-mcp-server:noAuthorization',
      'NoAuthorization: the MCP server asks for no access token, so that anybody on the internet may call its tools; use McpAuthorization.oauth() unless that is meant',
    );
    return { scopes: [], initialScopes: [], interactiveSignIn: false };
  }
}
