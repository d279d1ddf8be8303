import { McpIcon } from '../description/mcp-icon';

/**
 * Origins that an app may reach. All are `https` or `wss` origins, such as `https://api.example.com`; `https://*.example.com` means every
 * subdomain. Hosts deny all others.
 */
export interface McpAppContentSecurityPolicy {
  /**
   * Where it may send requests: `fetch`, `XMLHttpRequest`, `WebSocket`.
   *
   * @default - nowhere
   */
  readonly connectDomains?: string[];

  /**
   * Where scripts, styles, images, fonts and media may come from.
   *
   * @default - only what the page itself contains
   */
  readonly resourceDomains?: string[];

  /**
   * What it may show in frames.
   *
   * @default - no frames
   */
  readonly frameDomains?: string[];

  /**
   * What its `<base>` may name.
   *
   * @default - only its own origin
   */
  readonly baseUriDomains?: string[];
}

/**
 * Something of the browser that an app asks its host for. Hosts may refuse.
 */
export enum McpAppPermission {
  /** The camera. */
  CAMERA = 'camera',
  /** The microphone. */
  MICROPHONE = 'microphone',
  /** Where the user is. */
  GEOLOCATION = 'geolocation',
  /** Writing to the clipboard. */
  CLIPBOARD_WRITE = 'clipboardWrite',
}

/**
 * How an app is described, which tools show it, and what it may do.
 */
export interface McpAppProps {
  /**
   * A name that identifies the app for programs and users.
   */
  readonly name: string;

  /**
   * A name for users.
   *
   * @default - clients show the name
   */
  readonly title?: string;

  /**
   * What the app shows.
   *
   * @default - no description
   */
  readonly description?: string;

  /**
   * Icons that clients may show.
   *
   * @default - no icons
   */
  readonly icons?: McpIcon[];

  /**
   * Names of the tools whose results it shows. The model calls them, and the app may. A tool has at most one app.
   *
   * @default - none: then `appOnlyTools` says which tools belong to it
   */
  readonly tools?: string[];

  /**
   * Names of tools that only the app calls: hosts hide them from the model. It is no protection from other callers; for that, a tool requires scopes.
   *
   * @default - none
   */
  readonly appOnlyTools?: string[];

  /**
   * What the app may reach on the web.
   *
   * @default - nothing
   */
  readonly contentSecurityPolicy?: McpAppContentSecurityPolicy;

  /**
   * What the app asks of the browser.
   *
   * @default - nothing
   */
  readonly permissions?: McpAppPermission[];

  /**
   * Whether hosts are asked for a border and a background around the app.
   *
   * @default - hosts decide
   */
  readonly prefersBorder?: boolean;

  /**
   * Names of the scopes that a caller's access token must have to read the app, all of them.
   *
   * @default - any valid access token may read it
   */
  readonly requiredScopes?: string[];
}
