import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  McpAuthorization, McpPrompt, McpPromptMessage, McpResource, McpScope, McpTool, OAuthAuthorizationOptions, RemoteMcpServer, SignIn,
} from '../../../src';
import { ACCESS_POLICY_LAYER_PATH, AccessPolicy } from '../../../src/contract/authorizer/access-policy';
import { configurationOf, guardedTool, oauthServer } from '../../support/oauth-server';
import { mockReply, only, rendered, resources, SynthesizedServer, toolFunction } from '../../support/synthesized-server';

const SCOPES: McpScope[] = [
  { name: 'weather:read', description: 'Read forecasts' },
  { name: 'weather:write', description: 'Change forecasts', includes: ['weather:read'] },
];

const gatewayAnswer = ({ template }: SynthesizedServer, type: string) =>
  rendered(only(template, 'AWS::ApiGateway::GatewayResponse', ({ Properties }) => Properties.ResponseType === type)[1].Properties.ResponseParameters);
const document = ({ template }: SynthesizedServer, name: string) =>
  JSON.parse(mockReply(template, 'GET', `/.well-known/${name}`).body);

describe('declared scopes', () => {
  const server = oauthServer({ scopes: SCOPES });

  test('are known to the authorization server', () => {
    expect(configurationOf(server)).toMatchObject({ scopes: SCOPES, grantAllUpfront: false });
    expect(document(server, 'oauth-authorization-server').scopes_supported).toEqual(['weather:read', 'weather:write', 'offline_access']);
  });

  test('are asked for one by one, beginning with the first', () => {
    expect(document(server, 'oauth-protected-resource').scopes_supported).toEqual(['weather:read']);
    expect(gatewayAnswer(server, 'UNAUTHORIZED')['gatewayresponse.header.WWW-Authenticate']).toContain('scope="weather:read"');
  });

  test('are asked for all at once where that is said', () => {
    const upfront = oauthServer({ scopes: SCOPES, grantAllUpfront: true });
    expect(document(upfront, 'oauth-protected-resource').scopes_supported).toEqual(['weather:read', 'weather:write']);
    expect(gatewayAnswer(upfront, 'UNAUTHORIZED')['gatewayresponse.header.WWW-Authenticate']).toContain('scope="weather:read weather:write"');
  });

  test.each<[string, McpScope[], RegExp]>([
    ['there are none', [], /NoScopes: scopes is empty/],
    ['a name has a space', [{ name: 'a b' }], /InvalidScopeName: a scope is named "a b"/],
    ['a name has a quote', [{ name: 'a"b' }], /InvalidScopeName/],
    ['a name is taken', [{ name: 'offline_access' }], /ReservedScopeName/],
    ['two are named alike', [{ name: 'a' }, { name: 'a' }], /DuplicateScopeName: two scopes are named "a"/],
    ['one includes another that is not declared', [{ name: 'a', includes: ['b'] }], /UnknownScope: the scope "a" includes the scope "b".*declared are "a"/],
  ])('fail where %s', (_, scopes, message) => {
    expect(() => oauthServer({ scopes })).toThrow(message);
  });
});

describe('groups', () => {
  test('are mapped to scopes', () => {
    expect(configurationOf(oauthServer({ scopes: SCOPES, groupScopes: { editors: ['weather:write'] } })).groupScopes).toEqual({ editors: ['weather:write'] });
  });

  test('fail where they are given a scope that is not declared', () => {
    expect(() => oauthServer({ groupScopes: { editors: ['weather:write'] } })).toThrow(/UnknownScope: groupScopes gives the group "editors" the scope "weather:write"/);
  });

  test('fail where nobody tells them', () => {
    const signIn = SignIn.oidc({ displayName: 'Example', issuer: 'https://login.example.com', clientId: 'mcp' });
    expect(() => oauthServer({ signIn, groupScopes: { editors: ['mcp'] } })).toThrow(/NoGroupsClaim: groupScopes is given, but "Example" sends no groups/);
  });
});

describe('a tool that requires a scope', () => {
  const server = oauthServer({ scopes: SCOPES }, (stack) => [guardedTool(stack, 'weather:write')]);

  test('is known to the authorizer, with the hierarchy', () => {
    expect(policyOf(server)).toEqual({ scopes: SCOPES, tools: { set_forecast: ['weather:write'] }, resources: {}, resourceTemplates: [], prompts: {} });
  });

  test('may be added until the last moment, as resources and prompts may', () => {
    const app = new App();
    const stack = new Stack(app, 'Weather');
    const late = new RemoteMcpServer(stack, 'Server', { authorization: McpAuthorization.oauth({ scopes: SCOPES }) });
    late.addTool(McpTool.fromFunction('late', toolFunction(stack), { description: 'Late', requiredScopes: ['weather:read'] }));
    late.addResource(McpResource.fromText('weather://stations', { name: 'stations', text: '…', requiredScopes: ['weather:read'] }));
    late.addResource(McpResource.fromTextTemplate('weather://{city}', { name: 'city', text: '{city}', requiredScopes: ['weather:read'] }));
    late.addPrompt(McpPrompt.fromMessages('plan', { messages: [McpPromptMessage.text('Plan.')], requiredScopes: ['weather:write'] }));
    expect(policyOf({ app, template: Template.fromStack(stack) })).toEqual({
      scopes: SCOPES,
      tools: { late: ['weather:read'] },
      resources: { 'weather://stations': ['weather:read'] },
      resourceTemplates: [{ pattern: expect.any(String), requiredScopes: ['weather:read'] }],
      prompts: { plan: ['weather:write'] },
    });
  });

  test('makes the gateway send the challenge that the authorizer wrote', () => {
    expect(gatewayAnswer(server, 'ACCESS_DENIED')['gatewayresponse.header.WWW-Authenticate']).toBe('context.authorizer.challenge');
  });

  test('fails where the scope is not declared', () => {
    expect(() => oauthServer({}, (stack) => [guardedTool(stack, 'weather:write')]))
      .toThrow(/UnknownScope: the tool "set_forecast" requires the scope "weather:write", which the server does not declare; declared are "mcp"/);
  });

  test('fails for resources and prompts alike', () => {
    const plain = new RemoteMcpServer(new Stack(new App(), 'Weather'), 'Server');
    expect(() => plain.addResource(McpResource.fromText('weather://x', { name: 'x', text: 'x', requiredScopes: ['y'] }))).toThrow(/the resource "weather:\/\/x" requires the scope "y"/);
    expect(() => plain.addPrompt(McpPrompt.fromMessages('p', { messages: [McpPromptMessage.text('x')], requiredScopes: ['y'] }))).toThrow(/the prompt "p" requires the scope "y"/);
  });
});

test('where nothing is required, the authorizer has no layer', () => {
  const [, authorizer] = only(oauthServer().template, 'AWS::Lambda::Function', (_, id) => id.startsWith('ServerAuthorizerFunction'));
  expect(authorizer.Properties.Layers).toBeUndefined();
});

test('fails where the configuration would not fit the environment of the function', () => {
  const scopes = Array.from({ length: 40 }, (_, index) => ({ name: `scope-${index}`, description: 'What this scope permits, in rather more words than are needed to say it.' }));
  const options: OAuthAuthorizationOptions = { scopes };
  expect(() => oauthServer(options)).toThrow(/AuthorizationTooLarge: the authorization server's configuration takes \d{4} bytes .* 2900 fit/);
});

/** What the authorizer's layer says. */
function policyOf(server: Pick<SynthesizedServer, 'app' | 'template'>): AccessPolicy {
  const [, authorizer] = only(server.template, 'AWS::Lambda::Function', (_, id) => id.startsWith('ServerAuthorizerFunction'));
  const { Content } = resources(server.template, 'AWS::Lambda::LayerVersion')[authorizer.Properties.Layers[0].Ref].Properties;
  const asset = path.join(server.app.synth().directory, `asset.${Content.S3Key.replace('.zip', '')}`);
  return JSON.parse(readFileSync(path.join(asset, ACCESS_POLICY_LAYER_PATH), 'utf8')) as AccessPolicy;
}
