import { TargetReference } from './layer';

/* What the MCP function must know to read what is not in its catalogue. */

/** Reads a resource, or the resources of a template. */
export type ContentSource = FunctionContent | BucketContent;

interface Content {
  readonly mimeType?: string;
  /** The `_meta` of the contents. */
  readonly meta?: { readonly [key: string]: unknown };
}

export interface FunctionContent extends Content {
  readonly kind: 'function';
  readonly target: TargetReference;
  /** The URI, or the URI template. */
  readonly name: string;
  /** Whether the function may ask. */
  readonly asks?: true;
}

export interface BucketContent extends Content {
  readonly kind: 'bucket';
  /** The id of the bucket in the wiring. */
  readonly bucket: string;
  /** The key of the only object, or what the keys of all of them begin with: the value of the template's variable follows. */
  readonly key: string;
  /** The bytes that are answered in one piece at most. */
  readonly maxBytes: number;
  /** The bytes of what is answered in parts, as they are read; undefined where nothing is. */
  readonly streamedMaxBytes?: number;
  /** How long a link to a larger object is valid; undefined where larger objects are refused. */
  readonly linkSeconds?: number;
  /** How long a client, and an instance of the function, may go by what was read. */
  readonly ttlMs: number;
}

/** Completes a variable of a template, or an argument of a prompt. */
export type CompletionSource =
  | { readonly kind: 'values'; readonly values: readonly string[] }
  | { readonly kind: 'function'; readonly target: TargetReference }
  /** `prefix` as {@link BucketContent.key}; `isFlat` where a value cannot hold a slash. */
  | { readonly kind: 'bucket'; readonly bucket: string; readonly prefix: string; readonly isFlat: boolean };

/** By variable, or by argument. */
export interface CompletionSources {
  readonly [name: string]: CompletionSource;
}

/** Values in one completion (MCP, completion/complete). */
export const COMPLETION_MAX_VALUES = 100;
