import { PromptDefinition, ResourceDefinition, ResourceTemplateDefinition, ServerInfo, ToolDefinition } from './definitions';
import { schemaOnTheWire } from './json-schema/schema-on-the-wire';
import { Revision } from '../contract/mcp/protocol-versions';

/* How each revision writes what is offered: it is shown the members that it knows, and no other. */

type Json = { readonly [name: string]: unknown };

/** The members in this order; those that are undefined vanish when they are written. */
export function toolOnTheWire(tool: ToolDefinition, revision: Revision): Json {
  const { name, title, description } = tool;
  const inputSchema = schemaOnTheWire(tool.inputSchema);
  const outputSchema = tool.outputSchema && schemaOnTheWire(tool.outputSchema);
  if (revision < '2025-03-26') {
    return { name, description, inputSchema };
  }
  if (revision < '2025-06-18') {
    return { name, description, inputSchema, annotations: unlessEmpty({ title, ...tool.hints }) };
  }
  return { name, title, description, inputSchema, outputSchema, annotations: unlessEmpty(tool.hints) };
}

export function resourceOnTheWire(resource: ResourceDefinition, revision: Revision): Json {
  const { uri, name, title, description, mimeType, size } = resource;
  return { uri, name, title: since('2025-06-18', revision, title), description, mimeType, size };
}

export function resourceTemplateOnTheWire(template: ResourceTemplateDefinition, revision: Revision): Json {
  const { uriTemplate, name, title, description, mimeType } = template;
  return { uriTemplate, name, title: since('2025-06-18', revision, title), description, mimeType };
}

export function promptOnTheWire(prompt: PromptDefinition, revision: Revision): Json {
  return {
    name: prompt.name,
    title: since('2025-06-18', revision, prompt.title),
    description: prompt.description,
    arguments: prompt.arguments.map(({ name, title, description, required }) => (
      { name, title: since('2025-06-18', revision, title), description, required }
    )),
  };
}

export function serverInfoOnTheWire(serverInfo: ServerInfo, revision: Revision): Json {
  const { name, version, title, description, websiteUrl } = serverInfo;
  return {
    name,
    title: since('2025-06-18', revision, title),
    version,
    description: since('2025-11-25', revision, description),
    websiteUrl: since('2025-11-25', revision, websiteUrl),
  };
}

function since<T>(first: Revision, revision: Revision, value: T): T | undefined {
  return revision < first ? undefined : value;
}

function unlessEmpty(members: object): object | undefined {
  return Object.values(members).some((value) => value !== undefined) ? members : undefined;
}
