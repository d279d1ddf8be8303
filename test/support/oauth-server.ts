import { Stack } from 'aws-cdk-lib';
import { deployed, only, SynthesizedServer, synthesizeServer, toolFunction } from './synthesized-server';
import { McpAuthorization, McpTool, OAuthAuthorizationOptions } from '../../src';
import type { OAuthConfiguration } from '../../src/contract/oauth/configuration';

/** A server whose authorization differs from the usual. */
export function oauthServer(
  options: OAuthAuthorizationOptions | ((stack: Stack) => OAuthAuthorizationOptions) = {}, tools: (stack: Stack) => McpTool[] = () => [],
): SynthesizedServer {
  return synthesizeServer((stack) => ({
    authorization: McpAuthorization.oauth(typeof options === 'function' ? options(stack) : options), tools: tools(stack),
  }));
}

/** What the authorization server is told, with values in the place of intrinsics. */
export function configurationOf({ template }: SynthesizedServer): OAuthConfiguration {
  return JSON.parse(environmentOf({ template } as SynthesizedServer, 'OAuth').OAUTH_CONFIGURATION) as OAuthConfiguration;
}

/** The environment of a function, with values in the place of intrinsics. */
export function environmentOf({ template }: SynthesizedServer, name: string): { readonly [name: string]: string } {
  return deployed(only(template, 'AWS::Lambda::Function', (_, logicalId) => logicalId.startsWith(`Server${name}Function`))[1].Properties.Environment.Variables);
}

/** A tool that requires scopes. */
export function guardedTool(stack: Stack, ...requiredScopes: string[]): McpTool {
  return McpTool.fromFunction('set_forecast', toolFunction(stack), { description: 'Sets the forecast.', requiredScopes });
}
