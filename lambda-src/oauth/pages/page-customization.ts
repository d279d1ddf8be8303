import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PAGE_CUSTOMIZATION_FILE, type PageCustomization } from '../../../src/pages/page-customization';

/** What the administrator has changed of the pages: a file beside the bundle, missing where nothing is changed. */
export function readPageCustomization(folder: string): PageCustomization {
  try {
    return JSON.parse(readFileSync(join(folder, PAGE_CUSTOMIZATION_FILE), 'utf8')) as PageCustomization;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return {};
    }
    throw error;
  }
}
