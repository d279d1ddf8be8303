import { TargetReference } from './layer';
import { Method } from './methods';
import { TaskEntry } from './task';

/**
 * The catalogue: all that a server offers, computed at synthesis and read at run time.
 *
 * `catalogue.json` holds one {@link Catalogue}: what every request may need. Whatever may be large lies in files beside it, whose paths
 * it names, relative to its own directory; each is read when a request first needs it, so a server of 300 tools starts as fast as one of
 * three. Files are named by their content.
 *
 *     index.js            the bundle, which reads the rest
 *     catalogue.json
 *     pages/*.json        results of list methods, complete but for their place in a JSON-RPC response
 *     contents/*.json     the `contents` of a resource, or a PromptBody, a TemplateBody, a skill, or the children of a directory
 *     validators/*.js     CommonJS modules; each exports a ValidatorFactory
 */
export const CATALOGUE_FILE = 'catalogue.json';

/** Raised whenever a bundle could misread a catalogue of another version. */
export const CATALOGUE_FORMAT_VERSION = 2;

/** Path of a file, relative to the directory of the catalogue. */
export type CataloguePath = string;

/** JSON that is sent as it is. */
export type RawJson = string;

/** The list methods, which the catalogue answers. */
export const LIST_METHODS = ['tools/list', 'resources/list', 'resources/templates/list', 'prompts/list', 'skills/list'] as const;
export type ListMethod = typeof LIST_METHODS[number];

export interface Catalogue {
  readonly formatVersion: typeof CATALOGUE_FORMAT_VERSION;
  /** By protocol version: what a client of that revision is shown. */
  readonly revisions: { readonly [protocolVersion: string]: RevisionCatalogue };
  /** The members that end every cacheable result since 2026-07-28, such as `"ttlMs":0,"cacheScope":"public"`. */
  readonly cacheHints: RawJson;
  /** The `_meta` of every result since 2026-07-28. */
  readonly resultMeta: { readonly [key: string]: unknown };
  readonly tools: { readonly [name: string]: ToolEntry };
  /** Whether some tool has arguments that are audited. */
  readonly auditsArguments?: true;
  /** By the normal form of the URI. */
  readonly resources: { readonly [uri: string]: ResourceEntry };
  /** The first that matches a URI is the one that is read. */
  readonly resourceTemplates: readonly ResourceTemplateEntry[];
  readonly prompts: { readonly [name: string]: PromptEntry };
  /** By the normal form of the URI of a skill's `SKILL.md`; undefined without skills. */
  readonly skills?: { readonly [uri: string]: SkillEntry };
  /** The directories of skills, by the normal form of their URIs. */
  readonly directories?: { readonly [uri: string]: DirectoryEntry };
}

export interface RevisionCatalogue {
  /** The result of `server/discover`, or of `initialize`. */
  readonly opening: RawJson;
  /** Those of the capabilities that `opening` declares, and no other. */
  readonly methods: readonly Method[];
  /** For each list method among them. */
  readonly lists: { readonly [method in ListMethod]?: ListPages };
}

export interface ListPages {
  readonly first: CataloguePath;
  /** By cursor. */
  readonly next: { readonly [cursor: string]: CataloguePath };
}

export interface ToolEntry {
  readonly target: TargetReference;
  readonly inputValidator: CataloguePath;
  readonly outputValidator?: CataloguePath;
  /** Arguments that requests mirror in headers since 2026-07-28. */
  readonly parameterHeaders?: readonly ParameterHeader[];
  /** Undefined if any caller may. */
  readonly requiredScopes?: readonly string[];
  /** Whether a call may send something besides its result. */
  readonly talks?: true;
  /** What the user confirms before it runs. */
  readonly confirm?: TemplateText;
  /** Whether it may ask. */
  readonly asks?: true;
  /** Whether a confirmation or an answer is good for one run. */
  readonly once?: true;
  /** Whether clients of the initialize era can cancel it. */
  readonly cancellable?: true;
  /** How it runs as a task; undefined if it does not. */
  readonly task?: TaskEntry;
  /** The arguments whose values are in the audit line of a call; undefined for none. */
  readonly auditedArguments?: readonly string[];
  /** Undefined if every call runs the tool. */
  readonly resultCache?: ResultCacheEntry;
}

export interface ResultCacheEntry {
  readonly seconds: number;
  /** Whether a result is only for the caller who got it. */
  readonly perCaller: boolean;
}

/** @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#custom-headers-from-tool-parameters */
export interface ParameterHeader {
  /** In lower case, with `mcp-param-`. */
  readonly header: string;
  /** The property names that lead to the argument. */
  readonly path: readonly string[];
  readonly type: 'string' | 'integer' | 'boolean';
}

/** Either `contents` or `source`. */
export interface ResourceEntry {
  readonly contents?: CataloguePath;
  /** For revisions that do not know the `_meta` that the contents have. */
  readonly contentsWithoutMeta?: CataloguePath;
  /** A `ContentSource`. */
  readonly source?: CataloguePath;
  readonly requiredScopes?: readonly string[];
}

/** Either `body` or `source`. */
export interface ResourceTemplateEntry {
  readonly uriTemplate: string;
  /** Source of a regular expression over the whole URI in its normal form, but with its host as it was given; with one group a variable. */
  readonly pattern: string;
  /** In the order of the groups. */
  readonly variables: readonly string[];
  /** A {@link TemplateBody}. */
  readonly body?: CataloguePath;
  /** A `ContentSource`. */
  readonly source?: CataloguePath;
  /** `CompletionSources`. */
  readonly completions?: CataloguePath;
  readonly requiredScopes?: readonly string[];
}

export interface SkillEntry {
  /** A `Skill` of the protocol. */
  readonly skill: CataloguePath;
  readonly requiredScopes?: readonly string[];
}

export interface DirectoryEntry {
  /** The `resources` of a directory: its direct children. */
  readonly resources: CataloguePath;
  readonly requiredScopes?: readonly string[];
}

/** Text with holes: literals, and the names of what fills the holes. */
export type TemplateText = readonly (string | { readonly variable: string })[];

export interface TemplateBody {
  readonly mimeType: string;
  readonly text: TemplateText;
  /** Whether values are escaped as JSON strings demand. */
  readonly json: boolean;
  /** The `_meta` of the contents. */
  readonly meta?: { readonly [key: string]: unknown };
}

/** Either `body` or `target`. */
export interface PromptEntry {
  readonly requiredArguments: readonly string[];
  /** A {@link PromptBody}. */
  readonly body?: CataloguePath;
  /** The function that makes it. */
  readonly target?: TargetReference;
  /** Whether that function may ask. */
  readonly asks?: true;
  /** `CompletionSources`. */
  readonly completions?: CataloguePath;
  readonly requiredScopes?: readonly string[];
}

export interface PromptBody {
  readonly description?: string;
  readonly messages: readonly PromptMessageTemplate[];
}

export interface PromptMessageTemplate {
  readonly role: 'user' | 'assistant';
  readonly content: PromptContentTemplate;
  /** For revisions before `since`, which do not know such content. */
  readonly instead?: { readonly since: string; readonly text: string };
}

export type PromptContentTemplate =
  | { readonly type: 'text'; readonly text: TemplateText }
  | { readonly type: 'image' | 'audio'; readonly data: string; readonly mimeType: string }
  | { readonly type: 'resource_link'; readonly uri: string; readonly name: string; readonly [name: string]: unknown }
  | { readonly type: 'resource'; readonly resource: { readonly uri: string; readonly mimeType: string } & ({ readonly text: string } | { readonly blob: string }) }
  | { readonly type: 'resource'; readonly uri: TemplateText; readonly text: TemplateText; readonly mimeType: string };
