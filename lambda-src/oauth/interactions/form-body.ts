import type { IncomingMessage } from 'node:http';
import { isForm } from '../lambda/form';
import { SignInRefused } from '../sign-in/refusal';

const MAX_BYTES = 4096;

/** Fields of a small form, each once. @throws SignInRefused */
export async function formFields(request: IncomingMessage): Promise<ReadonlyMap<string, string>> {
  if (!isForm(request.headers['content-type'])) {
    throw new SignInRefused('form_unreadable', 'media type');
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BYTES) {
      throw new SignInRefused('form_unreadable', 'too large');
    }
    chunks.push(chunk);
  }
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(Buffer.concat(chunks).toString('utf8'))) {
    if (fields.has(name)) {
      throw new SignInRefused('form_unreadable', 'repeated field');
    }
    fields.set(name, value);
  }
  return fields;
}
