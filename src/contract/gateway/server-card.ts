import { MCP_PATH, Route } from './routes';
import { PublishedServer } from '../deployment';
import { INITIALIZE_ERA_PROTOCOL_VERSIONS, MODERN_PROTOCOL_VERSION } from '../mcp/protocol-versions';

/** Where the extension reserves a place for the card: below the MCP URL. */
export const SERVER_CARD_PATH = `${MCP_PATH}/server-card`;
export const SERVER_CARD_MEDIA_TYPE = 'application/mcp-server-card+json';

/** At the root of a host: how clients find the cards of a domain. */
export const AI_CATALOG_PATH = '/.well-known/ai-catalog.json';
export const AI_CATALOG_MEDIA_TYPE = 'application/ai-catalog+json';

/** What the card is a summary of; as the protocol names its members. */
export interface ServerCardFacts extends PublishedServer {
  /** The URL of the MCP endpoint; may be a token. */
  readonly mcpUrl: string;
  /** Whether the construct itself answers, which knows what it speaks. */
  readonly knowsVersions: boolean;
}

/** The routes of a server with a card, beside those that every server has. */
export const SERVER_CARD_ROUTE: Route = { path: SERVER_CARD_PATH, methods: ['GET'], authorization: 'public', target: 'server-card', cors: 'any-origin' };
export const AI_CATALOG_ROUTE: Route = { path: AI_CATALOG_PATH, methods: ['GET'], authorization: 'public', target: 'ai-catalog', cors: 'any-origin' };

/** @see https://github.com/modelcontextprotocol/experimental-ext-server-card/blob/main/schema.ts */
export function serverCard({ name, version, description, title, websiteUrl, icons, mcpUrl, knowsVersions }: ServerCardFacts): { [name: string]: unknown } {
  return {
    $schema: 'https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json',
    name,
    version,
    description,
    title,
    websiteUrl,
    icons,
    remotes: [{
      type: 'streamable-http',
      url: mcpUrl,
      ...knowsVersions && { supportedProtocolVersions: [MODERN_PROTOCOL_VERSION, ...INITIALIZE_ERA_PROTOCOL_VERSIONS] },
    }],
  };
}

/**
 * @param name of the card, `com.example/weather`
 * @see https://github.com/modelcontextprotocol/experimental-ext-server-card/blob/main/docs/discovery.md
 */
export function aiCatalog({ name, baseUrl }: { readonly name: string; readonly baseUrl: string }): { [name: string]: unknown } {
  const [namespace, server] = name.split('/');
  const publisher = namespace.toLowerCase().split('.').reverse().join('.');
  return {
    specVersion: '1.0',
    entries: [{ identifier: `urn:air:${publisher}:mcp:${server}`, type: SERVER_CARD_MEDIA_TYPE, url: `${baseUrl}${SERVER_CARD_PATH}` }],
  };
}
