import type { PageContext } from './page-context';
import { readPageCustomization } from './page-customization';
import type { OAuthConfiguration } from '../../../src/contract/oauth/configuration';
import { pageTexts } from '../../../src/pages/page-texts';

/** @param folder of the bundle */
export function customizedPages(folder: string, { name, title }: OAuthConfiguration['server']): PageContext {
  const { texts, logo } = readPageCustomization(folder);
  return { texts: pageTexts(texts), serverName: title ?? name, logo };
}
