import { Annotations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { McpAuthorizationConfig } from './mcp-authorization-config';

/** Nobody vouches for a caller. */
export function bindNobody(scope: Construct): McpAuthorizationConfig {
  Annotations.of(scope).addWarningV2(
    'cdk-remote-mcp-server:noAuthorization',
    'NoAuthorization: the MCP server asks for no access token, so that anybody on the internet may call its tools; use McpAuthorization.oauth() unless that is meant',
  );
  return { scopes: [], initialScopes: [], peopleSignIn: false };
}
