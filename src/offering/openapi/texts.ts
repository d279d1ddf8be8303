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

/** Without what CDK would read as a value of the deployment, half characters, and control characters. */
export function readable(text: string): string {
  return text
    .replace(/\$\{(?=Token\[)/g, '$ {')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '�')
    .replace(/\r\n?/g, '\n')
    .replace(/[\p{Cc}]/gu, (character) => (character === '\n' || character === '\t' ? character : ' '))
    .trim();
}
