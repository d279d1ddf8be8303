import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { textsTable } from './texts-table';
import { TextKey, TEXTS } from '../../../src/pages/page-texts';

const ROOT = path.join(__dirname, '..', '..', '..');

const sources = ['src/pages', 'lambda-src/oauth/pages'].flatMap((folder) => readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith('texts')).map((file) => readFileSync(path.join(ROOT, folder, file), 'utf8'))).join('\n');

test.each(Object.keys(TEXTS) as TextKey[])('the text %s is shown somewhere', (key) => {
  expect(sources).toMatch(new RegExp(`\\btexts\\.${key}\\b|'${key}'`));
});

test('translators find every text in the documentation', () => {
  expect(readFileSync(path.join(ROOT, 'docs', 'pages.md'), 'utf8')).toContain(`\n${textsTable()}\n`);
});
