import { IConstruct } from 'constructs';
import { iconFromFile, iconFromUrl } from './icon-definition';
import { checksArguments } from '../../private/declared';
import { IconDefinition } from '../catalogue/definitions';

/** The background that an icon is made for. */
export enum McpIconTheme {
  /** A light background. */
  LIGHT = 'light',
  /** A dark background. */
  DARK = 'dark',
}

/** Where an icon fits. */
export interface McpIconOptions {
  /**
   * The sizes at which it can be used, such as `48x48`, or `any` for one that scales.
   *
   * @default - the size of a PNG file, `any` for an SVG file; otherwise clients assume that it can be used at any size
   */
  readonly sizes?: string[];

  /**
   * The background that it is made for.
   *
   * @default - clients assume that it fits any background
   */
  readonly theme?: McpIconTheme;
}

/** Options of an icon that lies on a web server. */
export interface McpUrlIconOptions extends McpIconOptions {
  /**
   * The media type, such as `image/png`, where the web server does not say it.
   *
   * @default - clients go by what the web server says
   */
  readonly mimeType?: string;
}

/**
 * An icon of a server, a tool, a resource or a prompt. Clients of revision 2025-11-25 and later may show it.
 *
 * Clients that show icons must support PNG and JPEG, and should support SVG and WebP; they may refuse SVG, which can hold programs.
 *
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic#icons
 */
export abstract class McpIcon {
  static {
    checksArguments(this, 'McpIcon');
  }

  /**
   * An icon file, sent in the lists themselves: nothing is fetched from anywhere. PNG, JPEG, WebP or SVG, as its content says.
   *
   * @param path the file, relative to the directory in which the app is synthesized; at most 32 KiB
   * @param options where it fits
   */
  public static fromFile(path: string, options: McpIconOptions = {}): McpIcon {
    return new FileIcon(path, options);
  }

  /**
   * An icon on a web server. Clients may refuse one whose host is not the server's own.
   *
   * @param url starts with `https://`
   * @param options where it fits
   */
  public static fromUrl(url: string, options: McpUrlIconOptions = {}): McpIcon {
    return new UrlIcon(url, options);
  }

  protected constructor() {}

  /**
   * Checks the icon, and reads it.
   *
   * @internal
   */
  public abstract _bind(whose: string, scope: IConstruct): IconDefinition;
}

class FileIcon extends McpIcon {
  constructor(private readonly path: string, private readonly options: McpIconOptions) {
    super();
  }

  public _bind(whose: string, scope: IConstruct): IconDefinition {
    return iconFromFile(this.path, this.options, whose, scope);
  }
}

class UrlIcon extends McpIcon {
  constructor(private readonly url: string, private readonly options: McpUrlIconOptions) {
    super();
  }

  public _bind(whose: string, scope: IConstruct): IconDefinition {
    return iconFromUrl(this.url, this.options, whose, scope);
  }
}
