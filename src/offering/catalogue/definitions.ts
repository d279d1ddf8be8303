import { ParameterHeader, PromptBody, ResultCacheEntry, TemplateText } from '../../contract/mcp/catalogue';
import { CompletionSources, ContentSource } from '../../contract/mcp/content';
import { TargetReference } from '../../contract/mcp/layer';
import { TaskEntry } from '../../contract/mcp/task';
import { JsonObject } from '../json-schema/json';

/**
 * What is offered, checked and read: what the catalogue is compiled from. Knows nothing of constructs.
 */
export interface OfferingDefinition {
  readonly serverInfo: ServerInfo;
  readonly instructions?: string;
  readonly tools: readonly ToolDefinition[];
  readonly resources: readonly ResourceDefinition[];
  readonly resourceTemplates: readonly ResourceTemplateDefinition[];
  readonly prompts: readonly PromptDefinition[];
  readonly skills: readonly SkillDefinition[];
  /** Whether clients can listen for changes. */
  readonly subscriptions?: boolean;
}

/**
 * Who the server says that it is.
 */
export interface ServerInfo {
  readonly name: string;
  readonly version: string;
  readonly title?: string;
  readonly description?: string;
  readonly websiteUrl?: string;
  readonly icons?: readonly IconDefinition[];
}

/** As the protocol names its members. */
export interface IconDefinition {
  readonly src: string;
  readonly mimeType?: string;
  readonly sizes?: readonly string[];
  readonly theme?: 'light' | 'dark';
}

/** Values of any JSON type, by key. */
export interface Meta {
  readonly [key: string]: unknown;
}

/** As the protocol names them. */
export interface ResourceAnnotations {
  readonly audience?: readonly ('user' | 'assistant')[];
  readonly priority?: number;
  /** ISO 8601. */
  readonly lastModified?: string;
}

export interface ToolDefinition extends Listed {
  readonly description: string;
  readonly inputSchema: JsonObject;
  readonly outputSchema?: JsonObject;
  readonly hints: ToolHints;
  readonly parameterHeaders: readonly ParameterHeader[];
  readonly resultCache?: ResultCacheEntry;
  readonly auditedArguments?: readonly string[];
  readonly target: TargetReference;
  /** Whether it can report progress and log messages while it runs. */
  readonly reports?: boolean;
  /** What the user confirms before it runs. */
  readonly confirm?: TemplateText;
  /** Whether it may ask while it runs. */
  readonly asks?: boolean;
  /** Whether clients of the initialize era can cancel it. */
  readonly cancellable?: boolean;
  /** How it runs as a task. */
  readonly task?: TaskEntry;
}

/** As the protocol names them. */
export interface ToolHints {
  readonly readOnlyHint?: boolean;
  readonly destructiveHint?: boolean;
  readonly idempotentHint?: boolean;
  readonly openWorldHint?: boolean;
}

interface Described {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
}

/** What the lists have in common. */
export interface Listed extends Described {
  readonly icons?: readonly IconDefinition[];
  readonly meta?: Meta;
  readonly requiredScopes?: readonly string[];
}

interface ListedResource extends Listed {
  /** Undefined where it is known only when the resource is read. */
  readonly mimeType?: string;
  readonly annotations?: ResourceAnnotations;
}

export interface ResourceDefinition extends ListedResource {
  readonly uri: string;
  /** Bytes; undefined where they are known only when it is read. */
  readonly size?: number;
  readonly content: { readonly text: string } | { readonly blob: string } | { readonly source: ContentSource };
  /** Whether clients can read it, but `resources/list` does not show it. */
  readonly unlisted?: boolean;
}

export interface AppDefinition {
  readonly uri: string;
  /** Names. */
  readonly tools: readonly string[];
  /** Names of those that only the app calls. */
  readonly appOnlyTools: readonly string[];
  readonly resource: ResourceDefinition;
}

export interface SkillDefinition {
  /** Of its directory. */
  readonly root: string;
  /** Of its `SKILL.md`. */
  readonly uri: string;
  readonly frontmatter: JsonObject;
  /** All of them, sorted. */
  readonly files: readonly SkillFile[];
  readonly requiredScopes?: readonly string[];
}

export interface SkillFile {
  /** `sha256:` and hexadecimals. */
  readonly digest: string;
  readonly resource: ResourceDefinition;
}

export interface ResourceTemplateDefinition extends ListedResource {
  readonly uriTemplate: string;
  readonly pattern: string;
  readonly variables: readonly string[];
  /** Either `text` or `source`. */
  readonly text?: TemplateText;
  readonly source?: ContentSource;
  readonly completions?: CompletionSources;
}

export interface PromptDefinition extends Listed {
  readonly arguments: readonly PromptArgumentDefinition[];
  /** Either `body` or `target`. */
  readonly body?: PromptBody;
  readonly target?: TargetReference;
  /** Whether the function that makes it may ask. */
  readonly asks?: true;
  readonly completions?: CompletionSources;
}

export interface PromptArgumentDefinition extends Described {
  readonly required: boolean;
}
