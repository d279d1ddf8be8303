import { TEXTS } from '../../../src/pages/page-texts';
import type { Text } from '../../../src/pages/texts/text';

/** The table of docs/pages.md. */
export function textsTable(): string {
  return [
    '| Key | Where | English |',
    '|---|---|---|',
    ...Object.entries<Text>(TEXTS).map(([key, { where, english, also = [] }]) => {
      const more = also.map((name) => ` \`{${name}}\` may stand in it, too.`).join('');
      return `| \`${key}\` | ${where}${more} | ${english.replace(/\n/g, '<br>')} |`;
    }),
  ].join('\n');
}
