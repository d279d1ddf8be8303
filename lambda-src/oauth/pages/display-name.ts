const MAX_LENGTH = 64;
/** Limit of combining marks on one letter, above what any language needs: more would cover the lines above and below. */
const MAX_MARKS = 2;

/** Scripts that a language combines with Latin letters. Any other mix may be an imitation. */
const WRITTEN_TOGETHER = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Hangul'],
  ['Latin', 'Han', 'Bopomofo'],
];
const SCRIPTS = [
  'Latin', 'Greek', 'Cyrillic', 'Armenian', 'Hebrew', 'Arabic', 'Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Tamil', 'Telugu', 'Kannada',
  'Malayalam', 'Sinhala', 'Thai', 'Lao', 'Tibetan', 'Myanmar', 'Georgian', 'Hangul', 'Ethiopic', 'Cherokee', 'Khmer', 'Mongolian', 'Hiragana',
  'Katakana', 'Bopomofo', 'Han',
].map((name) => ({ name, letter: new RegExp(`\\p{Script=${name}}`, 'u') }));

/** Letters of other scripts that look like Latin ones. */
const LATIN_LOOKALIKES = /^[аәвсԁеһіїјӏкмոорԛгѕтԝухьҽԍАВСЕНІЇЈКМОРԚЅТԜХУҮαβγεικνορτυχωΑΒΕΖΗΙΚΜΝΟΡΤΥΧաոսցօհյոᎪᎳᎢᎡᏀᎬᎻᎫᏟᏢᏙᎷᏚᏆ]+$/u;

export interface DisplayName {
  readonly text: string;
  /** Whether letters of different alphabets, or of another than they seem, may imitate another name. */
  readonly lookalike: boolean;
}

/**
 * A client-chosen name, in a form that is safe to show: one line without control, direction, invisible and private characters, in compatibility
 * form (`𝐂𝐥𝐚𝐮𝐝𝐞` is Claude), of a bounded length.
 *
 * @see https://www.unicode.org/reports/tr39/#Mixed_Script_Detection
 */
export function displayName(name: unknown): DisplayName | undefined {
  if (typeof name !== 'string') {
    return undefined;
  }
  const clean = name.normalize('NFKC')
    .replace(/[\p{Zs}\p{Zl}\p{Zp}\t\n\v\f\r]+/gu, ' ')
    .replace(/[\p{C}\p{Default_Ignorable_Code_Point}\u2800]/gu, '')
    .replace(new RegExp(`(\\p{M}{${MAX_MARKS}})\\p{M}+`, 'gu'), '$1')
    .trim();
  if (clean === '') {
    return undefined;
  }
  const characters = [...clean];
  const text = characters.length <= MAX_LENGTH ? clean : `${characters.slice(0, MAX_LENGTH - 1).join('').trimEnd()}…`;
  return { text, lookalike: isLookalike(clean) };
}

function isLookalike(name: string): boolean {
  const letters = name.match(/\p{L}/gu) ?? [];
  const scripts = new Set(letters.map(scriptOf).filter((script) => script !== 'Common'));
  if (scripts.has('unknown') && scripts.size > 1) {
    return true;
  }
  if (scripts.size > 1 && !WRITTEN_TOGETHER.some((allowed) => [...scripts].every((script) => allowed.includes(script)))) {
    return true;
  }
  return letters.length > 0 && !scripts.has('Latin') && LATIN_LOOKALIKES.test(letters.join(''));
}

function scriptOf(letter: string): string {
  if (/\p{Script=Common}|\p{Script=Inherited}/u.test(letter)) {
    return 'Common';
  }
  return SCRIPTS.find((script) => script.letter.test(letter))?.name ?? 'unknown';
}
