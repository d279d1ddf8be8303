import { createHash } from 'node:crypto';
import { capabilitiesOf, methodsOf, SKILLS_EXTENSION } from './capabilities';
import { OfferingDefinition, ResourceDefinition, ResourceTemplateDefinition, ToolDefinition } from './definitions';
import { directoriesOf } from './skill-directories';
import {
  promptOnTheWire, resourceOnTheWire, resourceTemplateOnTheWire, serverInfoOnTheWire, skillOnTheWire, toolOnTheWire,
} from './wire-format';
import {
  Catalogue, CATALOGUE_FILE, CATALOGUE_FORMAT_VERSION, CataloguePath, ListMethod, ListPages, ResourceEntry, ResourceTemplateEntry, RevisionCatalogue,
  TemplateBody,
} from '../../contract/mcp/catalogue';
import { INITIALIZE_ERA_PROTOCOL_VERSIONS, MODERN_PROTOCOL_VERSION, Revision } from '../../contract/mcp/protocol-versions';
import { LIST_DIGESTS_FILE, ListDigests } from '../../contract/mcp/subscriptions';
import { isJsonMediaType } from '../../contract/media-types';
import { normalUri } from '../../contract/urls/uri';
import { compileValidator } from '../json-schema/schema-compiler';

/** How long clients may cache lists: they change only with a deployment, but clients should notice a deployment within a day. */
const FRESH_FOR_MS = 300_000;

/** Lists are the same for every caller, but only for those who may call: a shared cache must not show them to others. */
const CACHE_HINTS = { ttlMs: FRESH_FOR_MS, cacheScope: 'private' };

/** Many clients read only the first page of a list, so pages are as long as clients and gateways bear. */
const PAGE_MAX_BYTES = 1024 * 1024;

const REVISIONS: readonly Revision[] = [MODERN_PROTOCOL_VERSION, ...INITIALIZE_ERA_PROTOCOL_VERSIONS];

/** Files by path. */
export type CatalogueFiles = ReadonlyMap<CataloguePath, string>;

/**
 * Computes all that the MCP function needs to know of an offering. The same offering gives the same files.
 *
 * @param pageMaxBytes where a list is cut into pages
 */
export function compileCatalogue(offering: OfferingDefinition, pageMaxBytes: number = PAGE_MAX_BYTES): CatalogueFiles {
  const files = new FileSet();
  const catalogue: Catalogue = {
    formatVersion: CATALOGUE_FORMAT_VERSION,
    revisions: Object.fromEntries(REVISIONS.map(
      (revision) => [revision, compileRevision(offering, revision, files, pageMaxBytes)],
    )),
    cacheHints: members(CACHE_HINTS),
    resultMeta: resultMeta(offering),
    tools: Object.fromEntries(offering.tools.map((tool) => [tool.name, {
      target: tool.target,
      inputValidator: files.add('validators', 'js', compileValidator(tool.inputSchema)),
      outputValidator: tool.outputSchema && files.add('validators', 'js', compileValidator(tool.outputSchema)),
      parameterHeaders: tool.parameterHeaders.length > 0 ? tool.parameterHeaders : undefined,
      requiredScopes: tool.requiredScopes,
      auditedArguments: tool.auditedArguments,
      resultCache: tool.resultCache,
      talks: tool.reports || tool.confirm !== undefined || tool.asks || tool.cancellable || tool.task !== undefined || undefined,
      confirm: tool.confirm,
      asks: tool.asks || undefined,
      once: isGoodOnce(tool) || undefined,
      cancellable: tool.cancellable || undefined,
      task: tool.task,
    }])),
    auditsArguments: offering.tools.some((tool) => tool.auditedArguments !== undefined) || undefined,
    resources: Object.fromEntries(offering.resources.map((resource) => [normalUri(resource.uri)!, resourceEntry(resource, files)])),
    resourceTemplates: offering.resourceTemplates.map((template) => templateEntry(template, files)),
    prompts: Object.fromEntries(offering.prompts.map((prompt) => [prompt.name, {
      requiredArguments: prompt.arguments.filter(({ required }) => required).map(({ name }) => name),
      body: addContent(files, prompt.body),
      target: prompt.target,
      asks: prompt.asks,
      completions: addContent(files, prompt.completions),
      requiredScopes: prompt.requiredScopes,
    }])),
    ...compileSkills(offering, files),
  };
  files.set(CATALOGUE_FILE, JSON.stringify(catalogue));
  if (offering.subscriptions) {
    files.set(LIST_DIGESTS_FILE, JSON.stringify(listDigests(offering, catalogue)));
  }
  return files.all;
}

/** What a deployment changed is what has another digest. What the server says of itself is in no list. */
function listDigests({ tools, prompts, resources, resourceTemplates }: OfferingDefinition, catalogue: Catalogue): ListDigests {
  const digest = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22);
  const listed = resources.filter(({ unlisted }) => !unlisted);
  return {
    tools: digest(tools.map((tool) => toolOnTheWire(tool, MODERN_PROTOCOL_VERSION))),
    prompts: digest(prompts.map((prompt) => promptOnTheWire(prompt, MODERN_PROTOCOL_VERSION))),
    resources: digest([
      listed.map((resource) => resourceOnTheWire(resource, MODERN_PROTOCOL_VERSION)),
      resourceTemplates.map((template) => resourceTemplateOnTheWire(template, MODERN_PROTOCOL_VERSION)),
    ]),
    contents: digest([Object.entries(catalogue.resources).map(([uri, { contents }]) => [uri, contents]), catalogue.resourceTemplates.map(({ body }) => body)]),
  };
}

function resourceEntry({ uri, mimeType, content, meta, requiredScopes }: ResourceDefinition, files: FileSet): ResourceEntry {
  if ('source' in content) {
    return { source: addContent(files, content.source), requiredScopes };
  }
  return {
    contents: addContent(files, [{ uri, mimeType, ...content, _meta: meta }]),
    contentsWithoutMeta: addContent(files, meta && [{ uri, mimeType, ...content }]),
    requiredScopes,
  };
}

function templateEntry(template: ResourceTemplateDefinition, files: FileSet): ResourceTemplateEntry {
  const { uriTemplate, pattern, variables, mimeType = 'text/plain', text, source, completions, meta, requiredScopes } = template;
  const body: TemplateBody | undefined = text && { mimeType, text, json: isJsonMediaType(mimeType), meta };
  return {
    uriTemplate,
    pattern,
    variables,
    body: addContent(files, body),
    source: addContent(files, source),
    completions: addContent(files, completions),
    requiredScopes,
  };
}

function addContent(files: FileSet, content: object): CataloguePath;
function addContent(files: FileSet, content: object | undefined): CataloguePath | undefined;
function addContent(files: FileSet, content: object | undefined): CataloguePath | undefined {
  return content && files.add('contents', 'json', JSON.stringify(content));
}

/** What may be repeated without harm may be confirmed for more than one run. */
function isGoodOnce({ confirm, asks, hints }: ToolDefinition): boolean {
  return (confirm !== undefined || asks === true) && !hints.readOnlyHint && hints.destructiveHint !== false && !hints.idempotentHint;
}

function compileSkills({ skills }: OfferingDefinition, files: FileSet): Pick<Catalogue, 'skills' | 'directories'> {
  if (skills.length === 0) {
    return {};
  }
  return {
    skills: Object.fromEntries(skills.map((skill) => [
      normalUri(skill.uri)!, { skill: addContent(files, skillOnTheWire(skill)), requiredScopes: skill.requiredScopes },
    ])),
    directories: Object.fromEntries(skills.flatMap((skill) => [...directoriesOf(skill)].map(([uri, children]) => [normalUri(uri)!, {
      resources: addContent(files, children.map((child) => 'content' in child ? resourceOnTheWire(child, MODERN_PROTOCOL_VERSION) : child)),
      requiredScopes: skill.requiredScopes,
    }]))),
  };
}

function compileRevision(offering: OfferingDefinition, revision: Revision, files: FileSet, pageMaxBytes: number): RevisionCatalogue {
  const serverInfo = serverInfoOnTheWire(offering.serverInfo, revision);
  const capabilities = capabilitiesOf(offering, revision);
  const { instructions } = offering;
  const modern = revision === MODERN_PROTOCOL_VERSION;
  const tail = modern ? { ...CACHE_HINTS, _meta: resultMeta(offering) } : {};
  const pages = (key: string, items: readonly object[]) => listPages(
    items.map((item) => JSON.stringify(item)),
    (page, nextCursor) => `{${modern ? '"resultType":"complete",' : ''}"${key}":[${page}]${append({ nextCursor, ...tail })}}`,
    files,
    pageMaxBytes,
  );
  const lists: { [method in ListMethod]?: ListPages } = {};
  if (capabilities.tools) {
    lists['tools/list'] = pages('tools', offering.tools.map((tool) => toolOnTheWire(tool, revision)));
  }
  if (capabilities.resources) {
    lists['resources/list'] = pages('resources', offering.resources.filter(({ unlisted }) => !unlisted).map((resource) => resourceOnTheWire(resource, revision)));
    lists['resources/templates/list'] = pages(
      'resourceTemplates', offering.resourceTemplates.map((template) => resourceTemplateOnTheWire(template, revision)));
  }
  if (capabilities.prompts) {
    lists['prompts/list'] = pages('prompts', offering.prompts.map((prompt) => promptOnTheWire(prompt, revision)));
  }
  if (capabilities.extensions?.[SKILLS_EXTENSION]) {
    lists['skills/list'] = pages('skills', offering.skills.map(skillOnTheWire));
  }
  const opening = modern
    ? { resultType: 'complete', supportedVersions: [MODERN_PROTOCOL_VERSION], capabilities, instructions, ...CACHE_HINTS, _meta: { [SERVER_INFO]: serverInfo } }
    : { protocolVersion: revision, capabilities, serverInfo, instructions };
  return { opening: JSON.stringify(opening), methods: methodsOf(offering, revision), lists };
}

const SERVER_INFO = 'io.modelcontextprotocol/serverInfo';

/** Of every result: without the icons, which may be kilobytes, and which the opening has. */
function resultMeta({ serverInfo }: OfferingDefinition): { readonly [key: string]: unknown } {
  return { [SERVER_INFO]: serverInfoOnTheWire({ ...serverInfo, icons: undefined }, MODERN_PROTOCOL_VERSION) };
}

function listPages(items: readonly string[], render: (page: string, nextCursor?: string) => string, files: FileSet, pageMaxBytes: number): ListPages {
  const pages = cut(items, pageMaxBytes).map((page) => page.join(','));
  // A cursor names what it leads to, so that one of an earlier deployment leads nowhere rather than to another place.
  const cursors = pages.map((page, index) => createHash('sha256').update(`${index}\0${page}`).digest('base64url').slice(0, 22));
  const paths = pages.map((page, index) => files.add('pages', 'json', render(page, cursors[index + 1])));
  return { first: paths[0], next: Object.fromEntries(paths.slice(1).map((path, index) => [cursors[index + 1], path])) };
}

/** @returns at least one page, and no empty one after it */
function cut(items: readonly string[], pageMaxBytes: number): string[][] {
  const pages: string[][] = [[]];
  let bytes = 0;
  for (const item of items) {
    const size = Buffer.byteLength(item);
    if (bytes > 0 && bytes + size > pageMaxBytes) {
      pages.push([]);
      bytes = 0;
    }
    pages[pages.length - 1].push(item);
    bytes += size;
  }
  return pages;
}

/** The members of an object, as they stand between its braces. */
function members(value: object): string {
  return JSON.stringify(value).slice(1, -1);
}

function append(value: object): string {
  const text = members(value);
  return text === '' ? '' : `,${text}`;
}

/** Files named by their content: what is the same is there once. */
class FileSet {
  public readonly all = new Map<CataloguePath, string>();

  public add(directory: string, extension: string, content: string): CataloguePath {
    const path = `${directory}/${createHash('sha256').update(content).digest('hex').slice(0, 32)}.${extension}`;
    this.all.set(path, content);
    return path;
  }

  public set(path: CataloguePath, content: string): void {
    this.all.set(path, content);
  }
}
