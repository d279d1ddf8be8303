import { describe, expect, test } from '@jest/globals';
import { displayName } from '../../../../lambda-src/oauth/pages/display-name';

describe('displayName', () => {
  test.each([
    ['Claude', 'Claude'],
    ['  Visual \n Studio\tCode ', 'Visual Studio Code'],
    ['abc\u202etxt.exe', 'abctxt.exe'],
    ['a\u0000b\u200bc\u2060d\ufeffe\u00adf', 'abcdef'],
    ['\u3164Hangul\u2800 filler', 'Hangul filler'],
    ['𝐂𝐥𝐚𝐮𝐝𝐞', 'Claude'],
    ['Ｃｕｒｓｏｒ', 'Cursor'],
    ['Z\u0335\u0334\u0336\u0337a', 'Z\u0335\u0334a'],
    ['a\ud800b', 'ab'],
  ])('shows %j as %j', (name, text) => {
    expect(displayName(name)?.text).toBe(text);
  });

  test.each([undefined, null, 7, '', ' \u200b\u202e '])('has nothing to show for %j', (name) => {
    expect(displayName(name)).toBeUndefined();
  });

  test('cuts what is too long, between characters', () => {
    const text = displayName('😀'.repeat(100))!.text;
    expect([...text]).toHaveLength(64);
    expect(text.endsWith('😀…')).toBe(true);
  });

  test.each([
    ['Cyrillic а in a Latin name', 'Clаude'],
    ['Greek ο in a Latin name', 'Chat Gοd'],
    ['Latin and Hebrew', 'Aא'],
    ['a name of Cyrillic letters that look Latin', 'СОРУ'],
    ['a name of Cherokee letters that look Latin', 'ᎪᏟᎬ'],
    ['a script that is not known, mixed', 'Aꓐ'],
  ])('flags %s', (_case, name) => {
    expect(displayName(name)?.lookalike).toBe(true);
  });

  test.each(['Claude', 'Café Zürich 2', 'Яндекс', 'Ελληνικά', 'חברה', '日本語アプリ', 'ChatGPT アプリ', '한국어 app', '繁體ㄅ', 'Приложение 7', '123', 'ᏣᎳᎩ'])('does not flag %s', (name) => {
    expect(displayName(name)?.lookalike).toBe(false);
  });
});
