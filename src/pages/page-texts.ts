import { CONNECT_TEXTS, ConnectPageTexts } from './texts/connect-texts';
import { CONSENT_TEXTS, ConsentPageTexts } from './texts/consent-texts';
import { SIGN_IN_TEXTS, SignInPageTexts } from './texts/sign-in-texts';

/**
 * The words of the pages that people see. What is left out is English.
 *
 * `{server}` is the server's name; other words in braces are explained where they occur. `**` encloses what is emphasised. Whatever
 * else a text holds is shown as it is, HTML too.
 *
 * @internal
 */
export interface PageTexts extends ConsentPageTexts, SignInPageTexts, ConnectPageTexts {
  /**
   * The language of the texts, a BCP 47 tag. It also decides in which direction the pages are written.
   *
   * @default 'en'
   */
  readonly language?: string;
}

const ENGLISH: Required<PageTexts> = { language: 'en', ...CONSENT_TEXTS, ...SIGN_IN_TEXTS, ...CONNECT_TEXTS };

/** English, and over it what is given. Undefined is not a text: structs from other languages bring it. */
export function pageTexts(overrides: PageTexts = {}): Required<PageTexts> {
  return { ...ENGLISH, ...Object.fromEntries(Object.entries(overrides).filter(([, text]) => text !== undefined)) };
}
