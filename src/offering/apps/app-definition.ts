import { IConstruct } from 'constructs';
import { McpAppContentSecurityPolicy, McpAppProps } from './app-props';
import { ValidationError } from '../../private/validation-error';
import { AppDefinition, Meta } from '../catalogue/definitions';
import { readAsset } from '../content/asset-file';
import { iconDefinitions } from '../description/description';
import { uriProblem } from '../resources/resource-uri';

/** @see https://github.com/modelcontextprotocol/ext-apps/blob/main/specification/2026-01-26/apps.mdx */
const MEDIA_TYPE = 'text/html;profile=mcp-app';

/** After comments and white space. */
const HTML_5 = /^\uFEFF?(?:\s|<!--[\s\S]*?-->)*<!doctype html\s*>/i;
const ORIGIN = /^(?:https|wss):\/\/(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$|^(?:http|ws):\/\/(?:localhost|127\.0\.0\.1)(?::\d{1,5})?$/;

/** @throws ValidationError */
export function appDefinition(uri: string, path: string, props: McpAppProps, scope: IConstruct): AppDefinition {
  const { name, title, description, icons, tools = [], appOnlyTools = [], requiredScopes } = props;
  const whose = `the app "${uri}"`;
  const error = (code: string, message: string) => new ValidationError(code, message, scope);
  const problem = uri.startsWith('ui://') ? uriProblem(uri) : 'does not begin with ui://, by which hosts know apps; write it so';
  if (problem !== undefined) {
    throw error('InvalidAppUri', `the URI of ${whose} ${problem}`);
  }
  if (!name?.trim()) {
    throw error('MissingResourceName', `${whose} has no name; give it one`);
  }
  if (tools.length + appOnlyTools.length === 0) {
    throw error('AppWithoutTools', `${whose} belongs to no tool, so that no host would show it; name the tools whose results it shows`);
  }
  const both = tools.find((tool) => appOnlyTools.includes(tool));
  if (both !== undefined) {
    throw error('AppToolTwice', `${whose} has the tool "${both}" among its tools and among those that only it calls; decide for one`);
  }
  const bytes = readAsset(path, whose, scope);
  return {
    uri,
    tools,
    appOnlyTools,
    resource: {
      uri,
      name,
      title,
      description,
      icons: iconDefinitions(icons, whose, scope),
      mimeType: MEDIA_TYPE,
      size: bytes.length,
      content: { text: html(bytes, path, whose, error) },
      meta: resourceMeta(props, whose, error),
      requiredScopes,
    },
  };
}

function html(bytes: Buffer, path: string, whose: string, error: (code: string, message: string) => Error): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw error('InvalidAppHtml', `the file "${path}" of ${whose} is not UTF-8; convert it`);
  }
  if (!HTML_5.test(text)) {
    throw error('InvalidAppHtml', `the file "${path}" of ${whose} is not an HTML5 document; begin it with <!doctype html>`);
  }
  return text;
}

/** With the resource and its content alike: hosts differ in which of the two they read. Its dedicated origin is left to each host, whose format it has. */
function resourceMeta(
  { contentSecurityPolicy = {}, permissions = [], prefersBorder }: McpAppProps, whose: string, error: (code: string, message: string) => Error,
): Meta {
  const { connectDomains, resourceDomains, frameDomains, baseUriDomains }: McpAppContentSecurityPolicy = contentSecurityPolicy;
  for (const origin of [connectDomains, resourceDomains, frameDomains, baseUriDomains].flatMap((origins = []) => origins)) {
    if (!ORIGIN.test(origin)) {
      throw error('InvalidAppOrigin', `the content security policy of ${whose} has "${origin}"; write an origin such as https://api.example.com or https://*.example.com, without a path`);
    }
  }
  const csp = { connectDomains, resourceDomains, frameDomains, baseUriDomains };
  const ui = {
    csp: Object.values(csp).some((origins) => origins !== undefined) ? csp : undefined,
    permissions: permissions.length > 0 ? Object.fromEntries(permissions.map((permission) => [permission, {}])) : undefined,
    prefersBorder,
  };
  return {
    ui,
    // What ChatGPT reads.
    'openai/widgetCSP': { connect_domains: connectDomains ?? [], resource_domains: resourceDomains ?? [], frame_domains: frameDomains },
    'openai/widgetPrefersBorder': prefersBorder,
  };
}
