import {
  Listed, PromptDefinition, ResourceAnnotations, ResourceDefinition, ResourceTemplateDefinition, ServerInfo, SkillDefinition, ToolDefinition,
} from './definitions';
import { knowsItemMeta, Revision } from '../../contract/mcp/protocol-versions';
import { schemaOnTheWire } from '../json-schema/schema-on-the-wire';

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
  return { ...listed(tool, revision), inputSchema, outputSchema, annotations: unlessEmpty(tool.hints) };
}

export function resourceOnTheWire(resource: ResourceDefinition, revision: Revision): Json {
  const { uri, mimeType, size } = resource;
  return { uri, ...listed(resource, revision), mimeType, size, annotations: annotationsOnTheWire(resource, revision) };
}

export function resourceTemplateOnTheWire(template: ResourceTemplateDefinition, revision: Revision): Json {
  const { uriTemplate, mimeType } = template;
  return { uriTemplate, ...listed(template, revision), mimeType, annotations: annotationsOnTheWire(template, revision) };
}

export function promptOnTheWire(prompt: PromptDefinition, revision: Revision): Json {
  return {
    ...listed(prompt, revision),
    arguments: prompt.arguments.map(({ name, title, description, required }) => (
      { name, title: since('2025-06-18', revision, title), description, required }
    )),
  };
}

/** The same for every revision. */
export function skillOnTheWire({ uri, frontmatter, files }: SkillDefinition): Json {
  return { uri, frontmatter, resources: files.map(({ digest, resource }) => ({ uri: resource.uri, digest, size: resource.size })) };
}

export function serverInfoOnTheWire(serverInfo: ServerInfo, revision: Revision): Json {
  const { name, version, title, description, websiteUrl, icons } = serverInfo;
  return {
    name,
    title: since('2025-06-18', revision, title),
    version,
    description: since('2025-11-25', revision, description),
    websiteUrl: since('2025-11-25', revision, websiteUrl),
    icons: since('2025-11-25', revision, icons),
  };
}

function listed({ name, title, description, icons, meta }: Listed, revision: Revision): Json {
  return {
    name,
    title: since('2025-06-18', revision, title),
    description,
    icons: since('2025-11-25', revision, icons),
    _meta: knowsItemMeta(revision) ? meta : undefined,
  };
}

function annotationsOnTheWire({ annotations }: { readonly annotations?: ResourceAnnotations }, revision: Revision): object | undefined {
  return annotations && unlessEmpty({ ...annotations, lastModified: since('2025-06-18', revision, annotations.lastModified) });
}

function since<T>(first: Revision, revision: Revision, value: T): T | undefined {
  return revision < first ? undefined : value;
}

function unlessEmpty(members: object): object | undefined {
  return Object.values(members).some((value) => value !== undefined) ? members : undefined;
}
