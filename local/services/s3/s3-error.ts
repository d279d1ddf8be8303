import type { ServerResponse } from 'node:http';

/** An error as S3 says it. */
export class S3Error extends Error {
  constructor(readonly code: string, readonly status: number, message: string, readonly details: { readonly [name: string]: string } = {}) {
    super(message);
  }
}

export function sendS3Error(response: ServerResponse, error: unknown): void {
  const { code, status, message, details } = error instanceof S3Error ? error : new S3Error('InternalError', 500, (error as Error).message);
  const elements = Object.entries({ Code: code, Message: message, ...details }).map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`);
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${elements.join('')}</Error>`;
  response.writeHead(status, { 'Content-Type': 'application/xml', 'Content-Length': String(Buffer.byteLength(body)) }).end(body);
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"'\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
