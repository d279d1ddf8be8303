import { IConstruct } from 'constructs';
import { McpServerCodeProps } from './mcp-server-code';
import { McpScope, requireDeclared } from '../../authorization/mcp-scope';
import { AccessPolicy } from '../../contract/authorizer/access-policy';
import { TOOL_NAME_PATTERN } from '../../contract/limits';
import { normalUri } from '../../contract/urls/uri';
import { ValidationError } from '../../private/validation-error';
import { compileAccessPolicy } from '../access/compile-access-policy';
import { parseUriTemplate } from '../resources/uri-template';

type Declared = readonly [name: string, scopes: readonly string[]];

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
  const isTemplate = ([uri]: Declared) => uri.includes('{');
  const resourceTemplates = resources.filter(isTemplate)
    .map(([uriTemplate, requiredScopes]) => ({ uriTemplate, pattern: pattern(uriTemplate, scope), requiredScopes }));
  const plain = resources.filter((resource) => !isTemplate(resource));
  requireDistinct(plain.map(([uri]) => [uri, normal(uri, scope)]), scope);
  requireDistinct(resourceTemplates.map((template) => [template.uriTemplate, template.pattern]), scope);
  return compileAccessPolicy({ scopes, tools, prompts, resources: plain, resourceTemplates });
}

/** Otherwise one of two entries would silently not hold. */
function requireDistinct(resources: readonly (readonly [uri: string, matched: string])[], scope: IConstruct): void {
  const known = new Map<string, string>();
  for (const [uri, matched] of resources) {
    const other = known.get(matched);
    if (other !== undefined) {
      throw new ValidationError('DuplicateResourceUri', `resourceScopes names the same resources as "${other}" and "${uri}"; give their scopes once`, scope);
    }
    known.set(matched, uri);
  }
}

function declared(prop: string, given: { [name: string]: string[] } | undefined, scopes: readonly McpScope[], scope: IConstruct): readonly Declared[] {
  // By name: the order of a map, which some languages change from run to run, must not change what is deployed.
  const entries = Object.entries(given ?? {}).sort(([left], [right]) => left < right ? -1 : 1);
  for (const [name, required] of entries) {
    requireDeclared(scope, required, scopes, `${prop} says that "${name}" requires`);
  }
  return entries;
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
