/** What a Content-Type header says. */
export interface MediaType {
  /** In small letters, without parameters; empty where the header says none. */
  readonly essence: string;
  readonly charset?: string;
}

const TEXT_TYPES: ReadonlySet<string> = new Set([
  'application/xml', 'application/yaml', 'application/x-yaml', 'application/javascript', 'application/ecmascript', 'application/x-www-form-urlencoded', 'application/graphql',
  'application/sql', 'application/toml', 'application/jsonl', 'application/x-ndjson', 'application/ndjson', 'application/json-seq', 'application/x-sh', 'application/rtf',
]);

export function mediaTypeIn(header: string | undefined): MediaType {
  const written = (header ?? '').split(';')[0].trim().toLowerCase();
  const essence = /^[\w!#$&^.+-]+\/[\w!#$&^.+*-]+$/.test(written) ? written : '';
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(header ?? '')?.[1].toLowerCase();
  return { essence, charset };
}

export function isJson({ essence }: MediaType): boolean {
  return /^[^/]+\/(?:[^/]+\+)?json$/.test(essence);
}

export function isText({ essence }: MediaType): boolean {
  return essence.startsWith('text/') || TEXT_TYPES.has(essence) || /\+(?:xml|yaml|json-seq)$/.test(essence);
}

export function isHtml({ essence }: MediaType, text: string): boolean {
  return essence === 'text/html' || essence === 'application/xhtml+xml' || /^\s*(?:<!doctype html|<html[\s>])/i.test(text);
}

/** In the declared encoding, or in UTF-8 where it is none. */
export function textOf(body: Uint8Array, { charset }: MediaType): string {
  try {
    return new TextDecoder(charset ?? 'utf-8').decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
}
