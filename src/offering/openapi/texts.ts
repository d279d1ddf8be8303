const CUT = '…';

/** At most so many characters, cut between words. */
export function shortened(text: string, maxLength: number): string {
  const whole = readable(text);
  if (whole.length <= maxLength) {
    return whole;
  }
  const start = whole.slice(0, maxLength - CUT.length);
  const space = start.search(/\s\S*$/);
  // A cut within a character would leave half of it.
  return `${(space > maxLength / 2 ? start.slice(0, space) : start).replace(/[\ud800-\udbff]$/, '').trimEnd()}${CUT}`;
}

/** What models read and nobody sees: tags, selectors, letters without width, other directions. Emoji and scripts that need joiners, selectors and marks keep them. */
const HIDDEN = /[\u00ad\u034f\u200b\u202a-\u202e\u2060-\u206f\ufeff\p{Co}\u{e0000}-\u{e0fff}]|(?<=[\ufe00-\ufe0f])[\ufe00-\ufe0f]/gu;

/** Without what CDK would read as a value of the deployment, half characters, control characters, and what is hidden. */
export function readable(text: string): string {
  return text
    .replace(/\$\{(?=Token\[)/g, '$ {')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '�')
    .replace(/\r\n?/g, '\n')
    .replace(/[\p{Cc}]/gu, (character) => (character === '\n' || character === '\t' ? character : ' '))
    .replace(HIDDEN, '')
    .trim();
}
