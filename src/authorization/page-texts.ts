import * as fs from 'node:fs';
import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Texts, TEXTS } from '../pages/page-texts';
import type { Text } from '../pages/texts/text';
import { checksArguments } from '../private/declared';
import { likeliest } from '../private/likeliest';
import { ValidationError } from '../private/validation-error';

/**
 * The texts of the pages, in another language or your own wording. Omitted texts stay English.
 *
 * A JSON object of texts by key, and under `language` their language as a BCP 47 tag. `{server}` and other words in braces are filled in,
 * `**` encloses what is emphasised; whatever else a text holds is shown as it is, HTML too. An unknown key, or a placeholder that is unknown
 * or missing, fails the synthesis.
 *
 * @see https://github.com/cdk-remote-mcp-server/cdk-remote-mcp-server/blob/main/docs/pages.md
 */
export class PageTexts {
  static {
    checksArguments(this, 'PageTexts');
  }

  /**
   * Texts in a JSON file.
   *
   * @param file its path, relative to the directory in which the app is synthesized
   */
  public static fromFile(file: string): PageTexts {
    return new PageTexts(undefined, file);
  }

  /**
   * Texts that are given here.
   *
   * @param texts by their keys
   */
  public static fromJson(texts: { [key: string]: string }): PageTexts {
    return new PageTexts(texts);
  }

  private constructor(private readonly given?: { readonly [key: string]: unknown }, private readonly file?: string) {}

  /**
   * The texts, checked.
   *
   * @throws ValidationError
   * @internal
   */
  public _texts(scope: IConstruct): Partial<Texts> {
    const texts = this.file === undefined ? this.given : readTexts(scope, this.file);
    // Undefined is no text: maps from other languages bring it.
    const entries = Object.entries(texts ?? {}).filter(([, text]) => text !== undefined);
    entries.forEach(([key, text]) => validateText(scope, this.file === undefined ? 'the texts of the pages' : `"${this.file}"`, key, text));
    return Object.fromEntries(entries);
  }
}

function readTexts(scope: IConstruct, file: string): { readonly [key: string]: unknown } {
  if (!fs.existsSync(file)) {
    throw new ValidationError('PageTextsNotFound', `the file "${file}" does not exist; give a path relative to ${process.cwd()}`, scope);
  }
  let texts: unknown;
  try {
    texts = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ValidationError('InvalidPageTexts', `"${file}" is not JSON, ${(error as Error).message}; correct it`, scope);
  }
  if (typeof texts !== 'object' || texts === null || Array.isArray(texts)) {
    throw new ValidationError('InvalidPageTexts', `"${file}" is not a JSON object; write { "approve": "…" }`, scope);
  }
  return texts as { readonly [key: string]: unknown };
}

function validateText(scope: IConstruct, where: string, key: string, text: unknown): void {
  if (typeof text !== 'string' || text.trim() === '') {
    throw new ValidationError('InvalidPageText', `${where} have ${JSON.stringify(text)} under "${key}"; write a text or leave it out`, scope);
  }
  if (Token.isUnresolved(text)) {
    throw new ValidationError('UnresolvedPageText', `${where} have a value under "${key}" that only the deployment knows; write it out`, scope);
  }
  if (key === 'language') {
    validateLanguage(scope, text);
    return;
  }
  if (!Object.hasOwn(TEXTS, key)) {
    throw new ValidationError('UnknownPageText', `${where} have the key "${key}", and no page has such a text; did you mean "${likeliest(key, ['language', ...Object.keys(TEXTS)])}"?`, scope);
  }
  validatePlaceholders(scope, where, key, text);
}

function validateLanguage(scope: IConstruct, tag: string): void {
  try {
    Intl.getCanonicalLocales(tag);
  } catch {
    throw new ValidationError('InvalidLanguage', `the pages\' language is "${tag}"; write a BCP 47 tag such as "de" or "pt-BR"`, scope);
  }
}

/** A step needs its command, and a button its provider; an unknown placeholder would be shown as it is. */
function validatePlaceholders(scope: IConstruct, where: string, key: string, text: string): void {
  const { english, also = [] }: Text = TEXTS[key as keyof typeof TEXTS];
  const needed = placeholders(english).filter((name) => name !== 'server');
  const known = [...placeholders(english), ...also];
  const unknown = placeholders(text).find((name) => !known.includes(name));
  const missing = needed.find((name) => !placeholders(text).includes(name));
  if (unknown !== undefined) {
    const choice = known.length === 0 ? 'it has none' : `it has ${known.map((name) => `{${name}}`).join(', ')}`;
    throw new ValidationError('UnknownPlaceholder', `${where} have {${unknown}} in "${key}", which is not filled in there; ${choice}`, scope);
  }
  if (missing !== undefined) {
    throw new ValidationError('MissingPlaceholder', `${where} have no {${missing}} in "${key}"; put it where its value belongs`, scope);
  }
  if (text.split('**').length % 2 === 0) {
    throw new ValidationError('OpenEmphasis', `${where} have an odd number of ** in "${key}"; enclose what is emphasised: **like this**`, scope);
  }
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
}
