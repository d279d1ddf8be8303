const BY_EXTENSION: ReadonlyMap<string, string> = new Map(Object.entries({
  '.avif': 'image/avif',
  '.css': 'text/css',
  '.csv': 'text/csv',
  '.gif': 'image/gif',
  '.graphql': 'application/graphql',
  '.htm': 'text/html',
  '.html': 'text/html',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.jsonl': 'application/jsonl',
  '.log': 'text/plain',
  '.md': 'text/markdown',
  '.mjs': 'text/javascript',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.py': 'text/x-python',
  '.sql': 'application/sql',
  '.svg': 'image/svg+xml',
  '.toml': 'application/toml',
  '.ts': 'text/x-typescript',
  '.txt': 'text/plain',
  '.wasm': 'application/wasm',
  '.wav': 'audio/wav',
  '.webp': 'image/webp',
  '.xml': 'application/xml',
  '.yaml': 'application/yaml',
  '.yml': 'application/yaml',
  '.zip': 'application/zip',
}));

const TEXT = /^(text\/.*|application\/(json|jsonl|xml|yaml|toml|sql|graphql|javascript|ecmascript|x-yaml|x-sh|x-ndjson)|.*\+(json|xml|yaml))(;|$)/i;
const JSON_TYPE = /^(application\/json|.*\+json)(;|$)/i;

/** @returns undefined for an unknown extension */
export function mediaTypeOf(path: string): string | undefined {
  const [extension] = /(?<=[^/\\])\.[^./\\]*$/.exec(path) ?? [''];
  return BY_EXTENSION.get(extension.toLowerCase());
}

/** Whether a client wants such content as a text, and not as bytes. */
export function isTextMediaType(mediaType: string): boolean {
  return TEXT.test(mediaType);
}

export function isJsonMediaType(mediaType: string): boolean {
  return JSON_TYPE.test(mediaType);
}
