import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readPageCustomization } from '../../../../lambda-src/oauth/pages/page-customization';
import { PAGE_CUSTOMIZATION_FILE } from '../../../../src/pages/page-customization';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pages-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a missing file changes nothing', () => {
  expect(readPageCustomization(folder)).toEqual({});
});

test('texts and logo are what the file says', () => {
  const customization = { texts: { language: 'de', approve: 'Erlauben' }, logo: 'data:image/png;base64,AA==' };
  writeFileSync(join(folder, PAGE_CUSTOMIZATION_FILE), JSON.stringify(customization));
  expect(readPageCustomization(folder)).toEqual(customization);
});

test('a broken file is an error at the start, not English pages', () => {
  writeFileSync(join(folder, PAGE_CUSTOMIZATION_FILE), '{');
  expect(() => readPageCustomization(folder)).toThrow();
});
