import type { Texts } from './page-texts';

/**
 * What differs from the pages' defaults: too large for an environment, and known at synthesis. A JSON file beside the bundle of the OAuth
 * function; missing where nothing differs.
 */
export const PAGE_CUSTOMIZATION_FILE = 'pages.json';

export interface PageCustomization {
  readonly texts?: Partial<Texts>;
  /** A data URI. */
  readonly logo?: string;
}
