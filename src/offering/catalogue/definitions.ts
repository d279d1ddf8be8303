import { ParameterHeader, PromptBody, TemplateText } from '../../contract/mcp/catalogue';
import { TargetReference } from '../../contract/mcp/layer';
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
  readonly target: TargetReference;
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
  readonly mimeType: string;
  readonly annotations?: ResourceAnnotations;
}

export interface ResourceDefinition extends ListedResource {
  readonly uri: string;
  /** Bytes. */
  readonly size: number;
  readonly content: { readonly text: string } | { readonly blob: string };
}

export interface ResourceTemplateDefinition extends ListedResource {
  readonly uriTemplate: string;
  readonly pattern: string;
  readonly variables: readonly string[];
  readonly text: TemplateText;
}

export interface PromptDefinition extends Listed {
  readonly arguments: readonly PromptArgumentDefinition[];
  readonly body: PromptBody;
}

export interface PromptArgumentDefinition extends Described {
  readonly required: boolean;
}
