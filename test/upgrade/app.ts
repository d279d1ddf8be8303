import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as cxapi from 'aws-cdk-lib/cx-api';
import { belongingsOf } from './belongings';
import { Deployed } from './judgement';
import { TemplateJson } from './template-text';
import {
  McpAuthorization, McpPrompt, McpPromptMessage, McpReports, McpTool, OAuthAuthorizationOptions, PreRegisteredClient, RemoteMcpServer, RemoteMcpServerProps,
  SignIn,
} from '../../src';
import { CATALOGUE_FILE } from '../../src/contract/mcp/catalogue';
import { MCP_MODULE_LAYER_PATH } from '../../src/contract/mcp/layer';
import { toolFunction } from '../support/synthesized-server';

/** How an app differs from the usual one. */
export interface Variation {
  readonly authorization?: (stack: Stack) => OAuthAuthorizationOptions;
  readonly props?: (stack: Stack) => RemoteMcpServerProps;
  /** Of the stack. @default - any */
  readonly region?: string;
  /** Adds to the stack before the server does. */
  readonly inFront?: (stack: Stack) => void;
}

export const okta = (displayName = 'Okta') => SignIn.oidc({ displayName, issuer: 'https://example.okta.com', clientId: 'mcp', groupsClaim: 'groups' });
export const entra = () => SignIn.oidc({ displayName: 'Entra', issuer: 'https://login.microsoftonline.com/11111111/v2.0', clientId: 'mcp', groupsClaim: 'groups' });
export const read = { name: 'notes:read', description: 'Read notes' };
export const write = { name: 'notes:write', description: 'Change notes', includes: ['notes:read'] };

/** A tool whose function is named like it. */
export function tool(stack: Stack, name: string, functionId = name, reports?: McpReports): McpTool {
  const fn = stack.node.tryFindChild(functionId) as ReturnType<typeof toolFunction> | undefined ?? toolFunction(stack, functionId);
  return McpTool.fromFunction(name, fn, { description: 'A tool.', reports });
}

export function prompt(name: string): McpPrompt {
  return McpPrompt.fromMessages(name, { messages: [McpPromptMessage.text('Hello.')] });
}

export const tools = (stack: Stack) => [tool(stack, 'read_note'), tool(stack, 'delete_note')];
export const clients = () => [PreRegisteredClient.machine('alpha'), PreRegisteredClient.machine('beta')];

/** The usual app, but for a variation: two tools, two machine clients, two scopes, a group, a user pool of the server's own. */
export function deploy(variation: Variation): Deployed {
  const outdir = mkdtempSync(path.join(tmpdir(), 'upgrade-'));
  try {
    const template = synthesize(variation, outdir);
    return { template, belongings: belongingsOf(template, toolTargets(outdir, template)) };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** @param adapt changes the stack at last @returns the template of what is then in the directory */
export function synthesize({ authorization, props, region, inFront }: Variation, outdir: string, adapt: (stack: Stack) => void = () => {}): TemplateJson {
  const app = new App({ outdir, context: { [cxapi.PATH_METADATA_ENABLE_CONTEXT]: true } });
  const stack = new Stack(app, 'Weather', { env: { region } });
  inFront?.(stack);
  new RemoteMcpServer(stack, 'Server', {
    title: 'Notes',
    tools: tools(stack),
    prompts: [prompt('summarize')],
    authorization: McpAuthorization.oauth({ clients: clients(), scopes: [read, write], groupScopes: { staff: ['notes:read'] }, ...authorization?.(stack) }),
    ...props?.(stack),
  });
  adapt(stack);
  return app.synth().getStackByName('Weather').template as TemplateJson;
}

/** From the catalogue in the layer that the MCP function has. */
function toolTargets(outdir: string, { Resources }: TemplateJson): ReadonlyMap<string, string> {
  const layer = Object.values(Resources).find(({ Type, Metadata }) => Type === 'AWS::Lambda::LayerVersion' && Metadata?.['aws:cdk:path'] === 'Weather/Server/Mcp/Module/Resource')!;
  const asset = /[0-9a-f]{64}/.exec(layer.Properties.Content.S3Key)![0];
  const catalogue = JSON.parse(readFileSync(path.join(outdir, `asset.${asset}`, MCP_MODULE_LAYER_PATH, CATALOGUE_FILE), 'utf8'));
  return new Map(Object.entries<{ target: { id: string } }>(catalogue.tools).map(([name, { target }]) => [name, target.id]));
}
