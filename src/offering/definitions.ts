import { JsonObject } from './json-schema/json';
import { ParameterHeader, PromptBody, TemplateText } from '../contract/mcp/catalogue';
import { TargetReference } from '../contract/mcp/layer';

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
}

export interface ToolDefinition {
  readonly name: string;
  readonly title?: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
  readonly outputSchema?: JsonObject;
  readonly hints: ToolHints;
  readonly parameterHeaders: readonly ParameterHeader[];
  readonly target: TargetReference;
  readonly requiredScopes?: readonly string[];
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

export interface ResourceDefinition extends Described {
  readonly uri: string;
  readonly mimeType: string;
  /** Bytes. */
  readonly size: number;
  readonly content: { readonly text: string } | { readonly blob: string };
  readonly requiredScopes?: readonly string[];
}

export interface ResourceTemplateDefinition extends Described {
  readonly uriTemplate: string;
  readonly mimeType: string;
  readonly pattern: string;
  readonly variables: readonly string[];
  readonly text: TemplateText;
  readonly requiredScopes?: readonly string[];
}

export interface PromptDefinition extends Described {
  readonly arguments: readonly PromptArgumentDefinition[];
  readonly body: PromptBody;
  readonly requiredScopes?: readonly string[];
}

export interface PromptArgumentDefinition extends Described {
  readonly required: boolean;
}
