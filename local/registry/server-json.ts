import { LocalError } from '../errors/local-error';

/** What a template says of a server with a card. */
export interface PublishedServer {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly title?: string;
  readonly websiteUrl?: string;
  readonly icons?: readonly PublishedIcon[];
}

export interface PublishedIcon {
  readonly src: string;
  readonly mimeType?: string;
  readonly sizes?: readonly string[];
}

/** As the registry names its members. */
export interface ServerJson {
  readonly $schema: string;
  readonly name: string;
  readonly description?: string;
  readonly title?: string;
  readonly version: string;
  readonly websiteUrl?: string;
  readonly icons?: readonly PublishedIcon[];
  readonly remotes: readonly { readonly type: 'streamable-http'; readonly url: string }[];
}

/** What the registry takes of an icon; its media types are fewer than the protocol's. */
const ICON_URL_MAX_LENGTH = 255;
const ICON_TYPES = ['image/png', 'image/jpeg', 'image/jpg', 'image/svg+xml', 'image/webp'];
const ICON_SIZE = /^(\d+x\d+|any)$/;
/** What the registry takes for more than one version: `^1.2`, `>=1`, `1.x`, `1 - 2`, `1 || 2`, `latest`. */
const VERSION_RANGE = /^[\^~<>=]|\*|(?:^|\.)[xX](?:\.|$)| - |\|\||^latest$/;

/**
 * What a registry knows of a server.
 *
 * @param url of its MCP endpoint
 * @throws LocalError InvalidServerUrl, InvalidServerVersion
 * @see https://github.com/modelcontextprotocol/registry/blob/main/docs/reference/server-json/generic-server-json.md
 */
export function serverJson({ name, description, title, version, websiteUrl, icons = [] }: PublishedServer, url: string): ServerJson {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  // Braces would be variables.
  if (parsed?.protocol !== 'https:' || parsed.username !== '' || parsed.password !== '' || parsed.hash !== '' || /[\s{}]/.test(url)) {
    throw new LocalError('InvalidServerUrl', `"${url}" is no URL of a server for everyone: write the whole MCP URL, which starts with https://, like https://mcp.example.com/mcp`);
  }
  if (VERSION_RANGE.test(version)) {
    throw new LocalError('InvalidServerVersion', `the registry takes one exact version, and not "${version}": change the prop serverVersion, like 1.2.0`);
  }
  const taken = icons.filter(isTaken);
  return {
    $schema: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
    name,
    title,
    description,
    version,
    websiteUrl,
    icons: taken.length > 0 ? taken : undefined,
    remotes: [{ type: 'streamable-http', url }],
  };
}

function isTaken({ src, mimeType, sizes = [] }: PublishedIcon): boolean {
  return src.length <= ICON_URL_MAX_LENGTH && (mimeType === undefined || ICON_TYPES.includes(mimeType)) && sizes.every((size) => ICON_SIZE.test(size));
}
