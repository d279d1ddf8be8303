import type { Texts } from '../../../src/pages/page-texts';

/** What all pages of a server share. */
export interface PageContext {
  readonly texts: Texts;
  /** The server's display name. */
  readonly serverName: string;
  /** A data URI. */
  readonly logo?: string;
}

/** Of the deployment. Loaded for the first page: most requests show none. */
export type PageSource = () => Promise<PageContext>;
