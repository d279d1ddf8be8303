import { Construct } from 'constructs';
import { bindExternal, ExternalAuthorizationOptions } from './external-authorization';
import { McpAuthorizationBindOptions, McpAuthorizationConfig } from './mcp-authorization-config';
import { bindNobody } from './no-authorization';
import { bindOAuth } from './oauth-authorization';
import { OAuthAuthorizationOptions } from './oauth-authorization-options';

/** Who may call the server, and who vouches for them. */
export abstract class McpAuthorization {
  /**
   * The server's own OAuth 2.1 authorization server: people sign in and consent, clients register or publish a metadata document, tokens
   * are refreshed and revoked.
   *
   * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization
   */
  public static oauth(options: OAuthAuthorizationOptions = {}): McpAuthorization {
    return new BoundAuthorization((scope, server) => bindOAuth(scope, options, server));
  }

  /**
   * An authorization server that exists already. It must issue JWT access tokens for the MCP endpoint's URL; clients register with it,
   * and people sign in and consent there.
   */
  public static external(options: ExternalAuthorizationOptions): McpAuthorization {
    return new BoundAuthorization((scope, server) => bindExternal(scope, options, server));
  }

  /** None: whoever can reach the server may call every tool. Tools see the caller `anonymous`. */
  public static none(): McpAuthorization {
    return new BoundAuthorization((scope) => bindNobody(scope));
  }

  /** Called by the server that is protected. Creates what it needs under the given scope. */
  public abstract bind(scope: Construct, options: McpAuthorizationBindOptions): McpAuthorizationConfig;
}

class BoundAuthorization extends McpAuthorization {
  constructor(private readonly bound: (scope: Construct, server: McpAuthorizationBindOptions) => McpAuthorizationConfig) {
    super();
  }

  public bind(scope: Construct, options: McpAuthorizationBindOptions): McpAuthorizationConfig {
    return this.bound(scope, options);
  }
}
