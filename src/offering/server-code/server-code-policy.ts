import { IConstruct } from 'constructs';
import { McpServerCodeProps } from './mcp-server-code';
import { McpScope, requireDeclared } from '../../authorization/mcp-scope';
import { AccessPolicy, RequiredScopes } from '../../contract/authorizer/access-policy';
import { TOOL_NAME_PATTERN } from '../../contract/limits';
import { normalUri } from '../../contract/urls/uri';
import { ValidationError } from '../../private/validation-error';
import { byPrecedence, parseUriTemplate } from '../resources/uri-template';

type Scopes = readonly (readonly [name: string, scopes: readonly string[]])[];

/**
 * What is declared beside a server of somebody's own, as the authorizer must know it; undefined where any valid token may do everything, and
 * no scope contains another.
 *
 * @throws ValidationError
 */
export function serverCodePolicy(props: McpServerCodeProps, scopes: readonly McpScope[], scope: IConstruct): AccessPolicy | undefined {
  const tools = declared('toolScopes', props.toolScopes, scopes, scope);
  const prompts = declared('promptScopes', props.promptScopes, scopes, scope);
  const resources = declared('resourceScopes', props.resourceScopes, scopes, scope);
  const misnamed = tools.find(([name]) => !TOOL_NAME_PATTERN.test(name));
  if (misnamed) {
    throw new ValidationError('InvalidToolName', `toolScopes names "${misnamed[0]}", which no tool can be named; use 1 to 128 of the characters A-Z a-z 0-9 _ . -`, scope);
  }
  const templates = resources.filter(([uri]) => uri.includes('{')).sort(([left], [right]) => byPrecedence(left, right));
  if (tools.length + prompts.length + resources.length === 0 && scopes.every(({ includes = [] }) => includes.length === 0)) {
    return undefined;
  }
  return {
    scopes,
    tools: byName(tools),
    resources: byName(resources.filter(([uri]) => !uri.includes('{')).map(([uri, required]) => [normal(uri, scope), required])),
    resourceTemplates: templates.map(([template, requiredScopes]) => ({ pattern: pattern(template, scope), requiredScopes })),
    prompts: byName(prompts),
  };
}

function declared(prop: string, given: { [name: string]: string[] } | undefined, scopes: readonly McpScope[], scope: IConstruct): Scopes {
  const entries = Object.entries(given ?? {});
  for (const [name, required] of entries) {
    requireDeclared(scope, required, scopes, `${prop} says that "${name}" requires`);
  }
  return entries.filter(([, required]) => required.length > 0);
}

function normal(uri: string, scope: IConstruct): string {
  const normalized = normalUri(uri);
  if (normalized === undefined) {
    throw new ValidationError('InvalidResourceUri', `resourceScopes names "${uri}", which is no URI; write it with its scheme, such as docs://readme`, scope);
  }
  return normalized;
}

function pattern(template: string, scope: IConstruct): string {
  const parsed = parseUriTemplate(template);
  if ('problem' in parsed) {
    throw new ValidationError('InvalidUriTemplate', `resourceScopes names the template "${template}", and it ${parsed.problem}`, scope);
  }
  return parsed.pattern;
}

function byName(scopes: Scopes): RequiredScopes {
  return Object.fromEntries(scopes);
}
