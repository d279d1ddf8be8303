import * as fs from 'node:fs';
import * as path from 'node:path';
import { Annotations, Duration, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { compileAccessPolicy } from './access/compile-access-policy';
import { linkApps } from './apps/app-tools';
import { McpApp } from './apps/mcp-app';
import { compileCatalogue } from './catalogue/catalogue-compiler';
import { AppDefinition, PromptDefinition, ResourceDefinition, ResourceTemplateDefinition, ServerInfo, SkillDefinition, ToolDefinition } from './catalogue/definitions';
import { iconDefinitions } from './description/description';
import { McpIcon } from './description/mcp-icon';
import { NamesAlike } from './portability/names-alike';
import { warnOfPortability } from './portability/portability-warnings';
import { McpPrompt } from './prompts/mcp-prompt';
import { McpResource } from './resources/mcp-resource';
import { byPrecedence, templatesOverlap } from './resources/uri-template';
import { McpSkill } from './skills/mcp-skill';
import { ContentSources } from './sources/content-sources';
import { requireTaskTarget } from './tasks/task-definition';
import { TaskHost } from './tasks/task-host';
import { ConversationHost } from './tools/conversation-host';
import { McpTool } from './tools/mcp-tool';
import { McpToolset } from './tools/mcp-toolset';
import { ToolCodeHost } from './tools/tool-code';
import { toolDefinition, withArgument } from './tools/tool-definition';
import { ToolHost } from './tools/tool-host';
import { McpScope, requireDeclared } from '../authorization/mcp-scope';
import { AccessPolicy } from '../contract/authorizer/access-policy';
import { OfferedNames } from '../contract/deployment';
import { InvocationTarget, Wiring } from '../contract/mcp/layer';
import { normalUri } from '../contract/urls/uri';
import { OfferedItem } from '../pages/connect-page';
import { requireDeclaredStruct } from '../private/declared';
import { validateLate } from '../private/late-validation';
import { unresolvedPath } from '../private/unresolved-path';
import { about, ValidationError } from '../private/validation-error';
import { grantTable } from '../registry/server-table';

export interface OfferingProps {
  readonly serverInfo: Omit<ServerInfo, 'icons'>;
  /** Of the server. */
  readonly icons?: readonly McpIcon[];
  /** How to use the server, for the model. */
  readonly instructions?: string;
  /** The function that runs the tools. */
  readonly invoker: iam.IGrantable;
  /** The same function, as the place of the tools' own code. */
  readonly codeHost: ToolCodeHost;
  /** What runs tools that are no functions of the author's. */
  readonly toolHost: ToolHost;
  readonly toolTimeout: Duration;
  /** What serves tools, prompts and resources that ask, and tools that can be cancelled. */
  readonly conversationHost: ConversationHost;
  /** Whether clients can listen for changes. */
  readonly subscriptions?: boolean;
  /** What serves tools that can be tasks. */
  readonly taskHost: TaskHost;
  /** The scopes that may be required. */
  readonly scopes: readonly McpScope[];
}

/** As JSON.stringify writes a lone surrogate: behind no backslash, or an even number of them. */
const HALF_CHARACTER = /(?<!\\)(?:\\\\)*\\ud[89a-f]/;

/** What pages show of an offering. */
export interface OfferedItems {
  readonly tools: readonly OfferedItem[];
  readonly resources: readonly OfferedItem[];
  readonly prompts: readonly OfferedItem[];
}

/**
 * All that a server offers: checked as it is added, compiled when the template is written. Nothing can be added after that.
 */
export class Offering {
  /** Who the server says that it is. */
  public readonly serverInfo: ServerInfo;
  private readonly tools = new Map<string, ToolDefinition>();
  /** How messages call the tools, by their names. */
  private readonly origins = new Map<string, string>();
  /** By their URIs' normal forms. */
  private readonly resources = new Map<string, ResourceDefinition>();
  /** By the patterns of what they match. */
  private readonly resourceTemplates = new Map<string, ResourceTemplateDefinition>();
  private readonly prompts = new Map<string, PromptDefinition>();
  /** By the URIs of their `SKILL.md`s. */
  private readonly skills = new Map<string, SkillDefinition>();
  private readonly apps: AppDefinition[] = [];
  /** By id. */
  private readonly targets = new Map<string, InvocationTarget>();
  private readonly sources: ContentSources;
  private readonly toolNamesAlike: NamesAlike;
  private readonly promptNamesAlike: NamesAlike;
  /** Whether a part of it has been read, so that later additions must be consistent with it. */
  private isClosed = false;

  constructor(private readonly scope: Construct, private readonly props: OfferingProps) {
    const { serverInfo, icons, instructions } = props;
    this.refuseUnwritable('the server', { serverInfo, icons, instructions });
    this.serverInfo = { ...serverInfo, icons: iconDefinitions(icons, 'the server', scope) };
    this.sources = new ContentSources(scope, { invoker: props.invoker, targets: this.targets });
    validateLate(scope, () => this.linkedTools());
    this.toolNamesAlike = new NamesAlike('tools', scope);
    this.promptNamesAlike = new NamesAlike('prompts', scope);
  }

  /** Checks the tool and grants the invoker its use. */
  public addTool(tool: McpTool): void {
    requireDeclaredStruct('McpToolProps', tool.props, `the tool "${tool.name}"`, this.scope);
    this.requireOpen(`the tool "${tool.name}"`);
    this.refuseUnwritable(named('tool', tool.name), { name: tool.name, ...tool.props });
    const other = this.origins.get(tool.name);
    if (other !== undefined) {
      const which = other === tool._what ? '' : ` (${other}, and ${tool._what})`;
      throw this.error('DuplicateToolName', `two tools are named "${tool.name}"${which}; rename one: names are unique within a server`);
    }
    const described = toolDefinition(tool, this.scope);
    this.requireDeclared(`the tool "${tool.name}"`, described.requiredScopes);
    const { codeHost, toolHost, conversationHost, taskHost } = this.props;
    const what = `the tool "${tool.name}"`;
    const config = about(what, () => tool.bind(this.scope, { invoker: this.props.invoker, toolTimeout: this.props.toolTimeout }));
    requireDeclaredStruct('McpToolConfig', config, `bind() of the tool "${tool.name}"`, this.scope);
    const { target: bindable } = config;
    const { task } = described;
    if (task !== undefined) {
      requireTaskTarget(tool.name, task, bindable._kind, this.scope);
      taskHost.requireTasks(task.ttlMs);
    }
    const isRun = task !== undefined && bindable._kind !== 'state-machine';
    // Where nobody waits for a function, only who runs tasks may call it.
    const invoker = isRun && task.required && !task.decides ? taskHost.taskRunner : this.props.invoker;
    const { id, target, code, argument, reports } = about(what, () => bindable._bind(this.scope, invoker, {
      describesOutput: described.outputSchema !== undefined, cancellable: described.cancellable === true, asks: described.asks === true, task,
    }, toolHost));
    if (isRun && 'functionArn' in target && invoker === this.props.invoker) {
      iam.Grant.addToPrincipal({ grantee: taskHost.taskRunner, actions: ['lambda:InvokeFunction'], resourceArns: [target.functionArn] });
    }
    if (isRun && target.kind === 'reporting-function' && target.reports.by === 'table') {
      grantTable(taskHost.taskRunner, { table: toolHost.reportsTable(), actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'] });
    }
    if (code !== undefined) {
      about(what, () => codeHost.addToolCode(code));
    }
    const definition = argument === undefined ? described : withArgument(described, argument, this.scope);
    warnOfPortability(this.scope, { ...definition, serverName: this.props.serverInfo.name });
    if (definition.confirm !== undefined || definition.asks || definition.cancellable) {
      conversationHost.requireConversations();
    }
    this.targets.set(id, target);
    this.origins.set(tool.name, tool._what);
    this.toolNamesAlike.add(tool.name);
    this.tools.set(tool.name, { ...definition, target: { kind: target.kind, id }, reports });
  }

  /** Adds the tools of a toolset. */
  public addToolset(toolset: McpToolset): void {
    this.requireOpen('a toolset');
    const config = toolset.bind(this.scope, { toolTimeout: this.props.toolTimeout });
    requireDeclaredStruct('McpToolsetConfig', config, 'bind() of a toolset', this.scope);
    config.tools.forEach((tool) => this.addTool(tool));
  }

  /** Checks and reads the resource. */
  public addResource(resource: McpResource): void {
    this.requireOpen(`the resource "${resource.uri}"`);
    this.refuseUnwritable('a resource', resource);
    for (const definition of resource._bind(this.scope, this.sources)) {
      this.addDefinition(definition);
    }
  }

  /** Checks and reads the app, whose page becomes a resource. The tools that it shows may be added later. */
  public addApp(app: McpApp): void {
    this.requireOpen(`the app "${app.uri}"`);
    this.refuseUnwritable('an app', app);
    const definition = app._bind(this.scope);
    this.addDefinition(definition.resource);
    this.apps.push(definition);
  }

  private addDefinition(definition: ResourceDefinition | ResourceTemplateDefinition): void {
    if (asks(definition)) {
      this.props.conversationHost.requireConversations();
    }
    const isTemplate = 'uriTemplate' in definition;
    const key = isTemplate ? definition.pattern : normalUri(definition.uri)!;
    const other = isTemplate ? this.resourceTemplates.get(key)?.uriTemplate : this.resources.get(key)?.uri;
    const uri = isTemplate ? definition.uriTemplate : definition.uri;
    if (other !== undefined) {
      const which = other === uri ? `two resources have the URI "${other}"` : `the URIs "${other}" and "${uri}" name the same resources`;
      throw this.error('DuplicateResourceUri', `${which}; change one: URIs are unique within a server`);
    }
    this.requireDeclared(`the resource "${uri}"`, definition.requiredScopes);
    if (isTemplate) {
      this.sayOverlaps(definition);
      this.resourceTemplates.set(key, definition);
    } else {
      this.resources.set(key, definition);
    }
  }

  /** Checks and reads the prompt. */
  public addPrompt(prompt: McpPrompt): void {
    this.requireOpen(`the prompt "${prompt.name}"`);
    this.refuseUnwritable(named('prompt', prompt.name), prompt);
    if (this.prompts.has(prompt.name)) {
      throw this.error('DuplicatePromptName', `two prompts are named "${prompt.name}"; rename one: names are unique within a server`);
    }
    const definition = prompt._bind(this.scope, this.sources);
    this.requireDeclared(`the prompt "${prompt.name}"`, definition.requiredScopes);
    if (definition.asks) {
      this.props.conversationHost.requireConversations();
    }
    this.promptNamesAlike.add(prompt.name);
    this.prompts.set(prompt.name, definition);
  }

  /** Checks and reads the skill, whose files become resources. */
  public addSkill(skill: McpSkill): void {
    this.requireOpen(`the skill in "${skill.path}"`);
    this.refuseUnwritable('a skill', skill);
    const definition = skill._bind(this.scope);
    if (this.skills.has(definition.uri)) {
      throw this.error('DuplicateSkillUri', `two skills have the URI "${definition.uri}"; give one another prefix`);
    }
    this.requireDeclared(`the skill "${definition.uri}"`, definition.requiredScopes);
    for (const { resource } of definition.files) {
      const other = this.resources.get(resource.uri);
      // A skill may lie in another: its files are files of both.
      if (other !== undefined && !isSame(other, resource)) {
        throw this.error('DuplicateResourceUri', `the file "${resource.uri}" of a skill is also something else, or requires other scopes; change one: URIs are unique within a server`);
      }
      this.resources.set(resource.uri, other === undefined || other.unlisted ? resource : other);
    }
    this.skills.set(definition.uri, definition);
  }

  /**
   * Writes the files that the MCP function carries beside its bundle.
   *
   * @param directory exists, and ends up in the layer as the directory of the bundle
   */
  public writeCatalogue(directory: string): void {
    this.isClosed = true;
    const files = compileCatalogue({
      serverInfo: this.serverInfo,
      instructions: this.props.instructions,
      tools: this.linkedTools(),
      resources: [...this.resources.values()],
      resourceTemplates: this.templatesInOrder(),
      prompts: [...this.prompts.values()],
      skills: [...this.skills.values()],
      subscriptions: this.props.subscriptions,
    });
    for (const [file, content] of files) {
      fs.mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
      fs.writeFileSync(path.join(directory, file), content);
    }
  }

  /** What the inline code hands to the bundle. Holds tokens. */
  public wiring(): Wiring {
    this.isClosed = true;
    const { buckets } = this.sources;
    return {
      targets: Object.fromEntries(this.targets), ...buckets.size > 0 && { buckets: Object.fromEntries(buckets) }, tasks: this.props.taskHost.taskReference,
    };
  }

  /** The functions that run as tasks. Holds tokens. */
  public taskTargets(): { readonly [targetId: string]: InvocationTarget } {
    this.isClosed = true;
    const ids = new Set([...this.tools.values()].filter(({ task }) => task !== undefined).map(({ target }) => target.id));
    return Object.fromEntries([...this.targets].filter(([id, { kind }]) => kind !== 'state-machine' && ids.has(id)));
  }

  /** What the authorizer must know; undefined where any valid token may do everything, and no scope contains another. */
  public accessPolicy(): AccessPolicy | undefined {
    this.isClosed = true;
    return compileAccessPolicy({
      scopes: this.props.scopes,
      tools: requirements(this.tools),
      prompts: requirements(this.prompts),
      resources: [...this.resources.values()].map(({ uri, requiredScopes = [] }) => [uri, requiredScopes]),
      resourceTemplates: [...this.resourceTemplates.values()],
    });
  }

  public items(): OfferedItems {
    this.isClosed = true;
    const resources = [...[...this.resources.values()].filter(({ unlisted }) => !unlisted), ...this.resourceTemplates.values()];
    return { tools: [...this.tools.values()], resources, prompts: [...this.prompts.values()] };
  }

  /** For tools that read the template. Holds tokens. */
  public names(): OfferedNames {
    this.isClosed = true;
    return {
      tools: [...this.tools.values()].map(({ name, target: { id } }) => {
        const target = this.targets.get(id)!;
        return { name, ...'functionArn' in target && target.takesText === undefined && { functionArn: target.functionArn } };
      }),
      resources: [
        ...[...this.resources.values()].filter(({ unlisted }) => !unlisted).map(({ uri }) => uri),
        ...[...this.resourceTemplates.values()].map(({ uriTemplate }) => uriTemplate),
      ],
      prompts: [...this.prompts.keys()],
    };
  }

  /** The names of the tools so far. */
  public get toolNames(): readonly string[] {
    return [...this.tools.keys()];
  }

  /** Those of them that functions run as tasks. */
  public get taskNames(): readonly string[] {
    return [...this.tools.values()].filter(({ task, target }) => task !== undefined && target.kind !== 'state-machine').map(({ name }) => name);
  }

  /** Whether clients would find nothing. */
  public get isEmpty(): boolean {
    return [this.tools, this.resources, this.resourceTemplates, this.prompts, this.skills].every(({ size }) => size === 0);
  }

  private linkedTools(): readonly ToolDefinition[] {
    return linkApps([...this.tools.values()], this.apps, this.scope);
  }

  /** As a URI is matched. */
  private templatesInOrder(): ResourceTemplateDefinition[] {
    return [...this.resourceTemplates.values()].sort((left, right) => byPrecedence(left.uriTemplate, right.uriTemplate));
  }

  /** The rule is fixed, but an author may not have thought of it; where scopes differ, that matters. */
  private sayOverlaps(added: ResourceTemplateDefinition): void {
    for (const other of this.resourceTemplates.values()) {
      if (!templatesOverlap(other.uriTemplate, added.uriTemplate)) {
        continue;
      }
      const [first, second] = byPrecedence(other.uriTemplate, added.uriTemplate) < 0 ? [other, added] : [added, other];
      const message = `some URIs match both templates "${first.uriTemplate}" and "${second.uriTemplate}"; "${first.uriTemplate}" is the one that is read then`;
      const scopesOf = ({ requiredScopes = [] }: ResourceTemplateDefinition) => [...requiredScopes].sort().join(' ');
      if (scopesOf(first) === scopesOf(second)) {
        Annotations.of(this.scope).addInfoV2('cdk-remote-mcp-server:overlappingTemplates', message);
      } else {
        Annotations.of(this.scope).addWarningV2(
          'cdk-remote-mcp-server:overlappingTemplates', `${message}, with its scopes (${scopesOf(first) || 'none'}) and not those of the other (${scopesOf(second) || 'none'}); if that is meant, acknowledge this warning`,
        );
      }
    }
  }

  private requireOpen(what: string): void {
    if (this.isClosed) {
      throw this.error('AddedTooLate', `${what} is added after the template of the server was written; add it before the app, or the Stage that holds the server, is synthesized`);
    }
  }

  private requireDeclared(what: string, requiredScopes: readonly string[] = []): void {
    requireDeclared(this.scope, requiredScopes, this.props.scopes, `${what} requires`);
  }

  /** The catalogue is written before the deployment knows anything; and clients refuse a whole list over half a character. */
  private refuseUnwritable(what: string, value: unknown): void {
    const json = JSON.stringify(value, (_name, part: unknown) => Construct.isConstruct(part) ? undefined : part) ?? '';
    if (Token.isUnresolved(json)) {
      const member = unresolvedPath(JSON.parse(json));
      const where = member === undefined || member === '' ? '' : `, at "${member}"`;
      throw this.error('UnresolvedValue', `${what} is described with a value that only the deployment knows${where}; give literal texts`);
    }
    if (HALF_CHARACTER.test(json)) {
      throw this.error('InvalidText', `${what} is described with half a character (a surrogate without the other), as of a text that was cut within an emoji; cut it between characters`);
    }
  }

  private error(code: string, message: string): ValidationError {
    return new ValidationError(code, message, this.scope);
  }
}

/** How messages call what has a name, which may be unknown itself. */
const named = (what: string, name: string): string => Token.isUnresolved(name) ? `a ${what}` : `the ${what} "${name}"`;

/** Whether the function that reads a resource may ask. */
function asks(definition: ResourceDefinition | ResourceTemplateDefinition): boolean {
  const source = 'uriTemplate' in definition ? definition.source : 'source' in definition.content ? definition.content.source : undefined;
  return source?.kind === 'function' && source.asks === true;
}

/** Whether two files of skills have one content and one audience. */
function isSame(one: ResourceDefinition, other: ResourceDefinition): boolean {
  return JSON.stringify([one.mimeType, one.content, one.requiredScopes]) === JSON.stringify([other.mimeType, other.content, other.requiredScopes]);
}

function requirements(items: ReadonlyMap<string, { readonly requiredScopes?: readonly string[] }>) {
  return [...items].map(([name, { requiredScopes = [] }]) => [name, requiredScopes] as const);
}
