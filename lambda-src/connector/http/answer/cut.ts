/** A text that fits, and whether something was left out. */
export interface Cut {
  readonly text: string;
  readonly isCut: boolean;
}

/** How much of a value is kept. From a little loss to a lot. */
interface Grain {
  /** Characters of a string. */
  readonly characters: number;
  /** The least items of each list for which this grain is taken. */
  readonly items: number;
  /** Members of an object. They are most often few and different; where they are many, it is a list with names. */
  readonly members: number;
  /** Levels of lists and objects. */
  readonly depth: number;
}

const GRAINS: readonly Grain[] = [
  { characters: Infinity, items: 8, members: 100, depth: Infinity },
  { characters: 1000, items: 4, members: 50, depth: Infinity },
  { characters: 200, items: 1, members: 50, depth: Infinity },
  { characters: 60, items: 1, members: 20, depth: 4 },
  { characters: 60, items: 1, members: 8, depth: 2 },
];

/** Cuts a text at a character, at the end of a line if there is one near the end. */
export function cutText(text: string, maxBytes: number): Cut {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) {
    return { text, isCut: false };
  }
  let end = maxBytes;
  // Not within a character: its other bytes begin with 10.
  while (end > 0 && (bytes[end] & 0xc0) === 0x80) {
    end--;
  }
  const kept = bytes.subarray(0, end).toString();
  const line = kept.lastIndexOf('\n');
  return { text: line > kept.length * 0.8 ? kept.slice(0, line) : kept, isCut: true };
}

/**
 * Cuts JSON to JSON: lists lose their last items, strings their ends, and both say how much. So every part of the answer is still to be seen,
 * such as the cursor of the next page behind a long list.
 */
export function cutJson(value: unknown, maxBytes: number): Cut {
  const whole = JSON.stringify(value) ?? 'null';
  if (Buffer.byteLength(whole) <= maxBytes) {
    return { text: whole, isCut: false };
  }
  const longest = longestList(value);
  for (const grain of GRAINS) {
    const fits = (items: number): string | undefined => {
      const text = JSON.stringify(reduced(value, items, grain, grain.depth));
      return Buffer.byteLength(text) <= maxBytes ? text : undefined;
    };
    let best = fits(grain.items);
    let [low, high] = [grain.items, longest];
    while (best !== undefined && low < high) {
      const middle = Math.ceil((low + high) / 2);
      const text = fits(middle);
      best = text ?? best;
      [low, high] = text === undefined ? [low, middle - 1] : [middle, high];
    }
    if (best !== undefined) {
      return { text: best, isCut: true };
    }
  }
  return { text: cutText(whole, maxBytes).text, isCut: true };
}

function longestList(value: unknown): number {
  if (typeof value !== 'object' || value === null) {
    return 0;
  }
  const items = Object.values(value);
  return items.reduce<number>((longest, item) => Math.max(longest, longestList(item)), items.length);
}

function reduced(value: unknown, items: number, grain: Grain, depth: number): unknown {
  if (typeof value === 'string') {
    return value.length <= grain.characters ? value : `${value.slice(0, grain.characters)}… (${value.length} characters)`;
  }
  if (typeof value !== 'object' || value === null || JSON.isRawJSON(value)) {
    return value;
  }
  if (Array.isArray(value)) {
    const kept = depth <= 0 ? [] : value.slice(0, items).map((item) => reduced(item, items, grain, depth - 1));
    return kept.length === value.length ? kept : [...kept, `… ${value.length - kept.length} more items`];
  }
  const entries = Object.entries(value);
  const shown = depth <= 0 ? [] : entries.slice(0, Math.max(items, grain.members));
  const kept = shown.map(([name, member]) => [name, reduced(member, items, grain, depth - 1)] as const);
  return Object.fromEntries(kept.length === entries.length ? kept : [...kept, ['…', `${entries.length - kept.length} more members`]]);
}
