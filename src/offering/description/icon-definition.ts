import { IConstruct } from 'constructs';
import { imageTypeOf, pngSize } from './image-type';
import { ValidationError } from '../../private/validation-error';
import { IconDefinition } from '../catalogue/definitions';
import { readAsset } from '../content/asset-file';

/** Bytes. Icons are sent with every list, and clients may limit them. */
const ICON_FILE_MAX_BYTES = 32 * 1024;

const SIZE = /^([1-9]\d*x[1-9]\d*|any)$/;

interface IconOptions {
  readonly sizes?: readonly string[];
  readonly theme?: IconDefinition['theme'];
  readonly mimeType?: string;
}

/** @throws ValidationError */
export function iconFromFile(path: string, options: IconOptions, whose: string, scope: IConstruct): IconDefinition {
  const bytes = readAsset(path, whose, scope);
  const mimeType = imageTypeOf(bytes);
  if (mimeType === undefined) {
    throw new ValidationError('UnknownIconType', `the icon file "${path}" of ${whose} holds no PNG, JPEG, WebP or SVG image; convert it to one of them`, scope);
  }
  if (bytes.length > ICON_FILE_MAX_BYTES) {
    throw new ValidationError('IconTooLarge', `the icon file "${path}" of ${whose} has ${bytes.length} bytes, and at most ${ICON_FILE_MAX_BYTES} can be sent with every list; make it smaller`, scope);
  }
  const size = mimeType === 'image/png' ? pngSize(bytes) : mimeType === 'image/svg+xml' ? 'any' : undefined;
  return {
    src: `data:${mimeType};base64,${bytes.toString('base64')}`,
    mimeType,
    sizes: checkedSizes(options.sizes, whose, scope) ?? (size === undefined ? undefined : [size]),
    theme: options.theme,
  };
}

/** @throws ValidationError */
export function iconFromUrl(url: string, options: IconOptions, whose: string, scope: IConstruct): IconDefinition {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'https:' || parsed.username !== '' || parsed.password !== '') {
    throw new ValidationError('InvalidIconUrl', `the icon URL "${url}" of ${whose} is not one that clients fetch; write it with https:// and without credentials, or use McpIcon.fromFile`, scope);
  }
  if (options.mimeType !== undefined && !/^image\/[a-z0-9.+-]+$/.test(options.mimeType)) {
    throw new ValidationError('UnknownIconType', `the icon "${url}" of ${whose} has the media type "${options.mimeType}", which is not an image's; write one such as image/png`, scope);
  }
  return { src: url, mimeType: options.mimeType, sizes: checkedSizes(options.sizes, whose, scope), theme: options.theme };
}

function checkedSizes(sizes: readonly string[] | undefined, whose: string, scope: IConstruct): readonly string[] | undefined {
  const wrong = sizes?.find((size) => !SIZE.test(size));
  if (wrong !== undefined) {
    throw new ValidationError('InvalidIconSize', `the icon of ${whose} has the size "${wrong}"; write width and height in pixels, such as 48x48, or any`, scope);
  }
  return sizes !== undefined && sizes.length > 0 ? sizes : undefined;
}
