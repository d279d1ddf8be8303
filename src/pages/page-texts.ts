import { ACCESS_TEXTS } from './texts/access-texts';
import { CONNECT_TEXTS } from './texts/connect-texts';
import { CONSENT_TEXTS } from './texts/consent-texts';
import { SIGN_IN_TEXTS } from './texts/sign-in-texts';
import type { Text } from './texts/text';

/**
 * Every text of the pages. `**` encloses what is emphasised, `{name}` is filled in; whatever else a text holds is shown as it is, HTML too.
 */
export const TEXTS = {
  ...CONSENT_TEXTS,
  ...SIGN_IN_TEXTS,
  ...ACCESS_TEXTS,
  ...CONNECT_TEXTS,
} as const satisfies { readonly [key: string]: Text };

export type TextKey = keyof typeof TEXTS;

/** The texts of the pages. */
export type Texts = { readonly [key in TextKey]: string } & {
  /** The language of the texts, a BCP 47 tag. It also decides in which direction the pages are written. */
  readonly language: string;
};

const ENGLISH = { language: 'en', ...Object.fromEntries(Object.entries<Text>(TEXTS).map(([key, { english }]) => [key, english])) } as Texts;

/** English, and over it what is given. */
export function pageTexts(given: Partial<Texts> = {}): Texts {
  return { ...ENGLISH, ...given };
}
