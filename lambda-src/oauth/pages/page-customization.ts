import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PAGE_CUSTOMIZATION_FILE, type PageCustomization } from '../../../src/pages/page-customization';

/** The administrator's customization of the pages: a file in the bundle, absent if nothing is customized. */
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
