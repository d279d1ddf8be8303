import * as fs from 'node:fs';
import * as path from 'node:path';
import { IConstruct } from 'constructs';
import { PageTexts } from './page-texts';
import { PageCustomization } from '../pages/page-customization';
import { statsOf } from '../private/file-stats';
import { ValidationError } from '../private/validation-error';

/** Texts and logo of the pages. Pages have no script and load nothing from other origins. */
export interface PageOptions {
  /**
   * The words.
   *
   * @default - English
   */
  readonly texts?: PageTexts;

  /**
   * File with the logo, relative to the directory in which the app is synthesized: PNG, JPEG, GIF, WebP or SVG, at most 32 KiB. It is part
   * of every page.
   *
   * @default - no logo
   */
  readonly logo?: string;

  /**
   * Whether the page of the MCP URL, which anybody can open, lists the server's tools, resources and prompts.
   *
   * @default - only where everybody may call the server
   */
  readonly listsOffer?: boolean;
}

const LOGO_MAX_BYTES = 32 * 1024;
const MEDIA_TYPES: { readonly [extension: string]: string } = {
  '.png': 'image/png', '.jpg': 'image/jpeg', '.jpeg': 'image/jpeg', '.gif': 'image/gif', '.webp': 'image/webp', '.svg': 'image/svg+xml',
};

/** @throws ValidationError */
export function pageCustomization(scope: IConstruct, options: PageOptions = {}): PageCustomization {
  const { logo, texts } = options;
  return { texts: texts?._texts(scope), logo: logo === undefined ? undefined : dataUri(scope, logo) };
}

function dataUri(scope: IConstruct, file: string): string {
  const mediaType = MEDIA_TYPES[path.extname(file).toLowerCase()];
  if (mediaType === undefined) {
    throw new ValidationError('UnknownLogoType', `the logo is "${file}"; use a .png, .jpg, .gif, .webp or .svg file`, scope);
  }
  const size = statsOf(file)?.size;
  if (size === undefined) {
    throw new ValidationError('LogoNotFound', `the logo "${file}" does not exist; give a path relative to ${process.cwd()}`, scope);
  }
  if (size > LOGO_MAX_BYTES) {
    throw new ValidationError('LogoTooLarge', `the logo "${file}" has ${size} bytes, and every page carries it; use at most ${LOGO_MAX_BYTES}`, scope);
  }
  return `data:${mediaType};base64,${fs.readFileSync(file).toString('base64')}`;
}
