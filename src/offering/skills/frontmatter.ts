import { authoredJson } from '../json-schema/authored-json';
import { isJsonObject, JsonObject } from '../json-schema/json';

/** Between two lines of three hyphens, of which the first begins the file. */
const FRONT_MATTER = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)(?:\r?\n)?^---[ \t]*(?:\r?\n|$)/m;
const NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const NAME_MAX_LENGTH = 64;
const DESCRIPTION_MAX_LENGTH = 1024;
const COMPATIBILITY_MAX_LENGTH = 500;
/** Belongs to the extensions of MCP, none of which defines a key of a skill's metadata today. */
const RESERVED_METADATA = 'io.modelcontextprotocol/';

/**
 * Reads the front matter of a `SKILL.md`: with every field that its author wrote, as hosts compare it with their own reading.
 *
 * @returns the problem, which continues "the SKILL.md …"
 * @see https://agentskills.io/specification
 */
export function readFrontmatter(text: string, directory: string): { readonly frontmatter: JsonObject } | { readonly problem: string } {
  const source = FRONT_MATTER.exec(text)?.[1];
  if (source === undefined) {
    return { problem: 'does not begin with YAML front matter; write its name and description between two lines of ---' };
  }
  const document = yaml().parseDocument(source, { uniqueKeys: true });
  const [error] = document.errors;
  if (error) {
    return { problem: `has front matter that is not YAML (${error.message.split('\n')[0]}); correct it` };
  }
  const frontmatter = json(document.toJS());
  if (!isJsonObject(frontmatter)) {
    return { problem: 'has front matter that JSON cannot hold; write fields and values, without dates as keys or infinite numbers' };
  }
  const problem = problemOf(frontmatter, directory);
  return problem === undefined ? { frontmatter } : { problem };
}

/** Loaded for the first skill: a thirtieth of the time that a server without any takes. */
function yaml(): typeof import('yaml') {
  // An import would load it at once, and import() is asynchronous, which a constructor cannot be.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('yaml');
}

function json(value: unknown): unknown {
  try {
    return authoredJson(value as object, 'the front matter', 'InvalidSkill');
  } catch {
    return undefined;
  }
}

function problemOf({ name, description, compatibility, metadata }: JsonObject, directory: string): string | undefined {
  if (typeof name !== 'string' || !NAME.test(name) || name.length > NAME_MAX_LENGTH) {
    return `has the name ${JSON.stringify(name)}; name it with 1 to ${NAME_MAX_LENGTH} of the characters a-z, 0-9 and -, without a hyphen at an end or two in a row`;
  }
  if (name !== directory) {
    return `has the name "${name}" but lies in the directory "${directory}"; give both the same name`;
  }
  if (typeof description !== 'string' || description.trim() === '' || description.length > DESCRIPTION_MAX_LENGTH) {
    return `needs a description of 1 to ${DESCRIPTION_MAX_LENGTH} characters, which says what the skill does and when to use it`;
  }
  if (compatibility !== undefined && (typeof compatibility !== 'string' || compatibility === '' || compatibility.length > COMPATIBILITY_MAX_LENGTH)) {
    return `has a compatibility that is no text of 1 to ${COMPATIBILITY_MAX_LENGTH} characters; shorten it`;
  }
  if (metadata !== undefined && !isJsonObject(metadata)) {
    return 'has metadata that are no keys and values; write them so';
  }
  const reserved = Object.keys(metadata ?? {}).find((key) => key.startsWith(RESERVED_METADATA));
  return reserved === undefined ? undefined : `has the key "${reserved}" among its metadata, which is reserved for extensions of MCP; rename it`;
}
