import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as path from 'node:path';
import { DocumentAnswer, DocumentReading, ReadDocument } from '../../contract/openapi/document-reading';
import { ValidationError } from '../../private/validation-error';

const PROGRAM = path.join(__dirname, '..', '..', '..', 'assets', 'synthesis', 'openapi-document', 'main.mjs');
/** Bytes of what the program answers. */
const ANSWER_MAX_BYTES = 512 * 1024 * 1024;
/** Megabytes of memory: a hostile document takes down its reader, and not the app. */
const MEMORY_MAX_MB = 4096;

/** By the digest of what was read; files that it refers to may change between two readings. */
const known = new Map<string, ReadDocument>();

/**
 * Reads a document in a process of its own: the parsers are asynchronous, which constructors are not, and whoever has no OpenAPI document never
 * loads them. The process has none of the app's environment.
 *
 * @throws ValidationError
 */
export function readApiDocument(reading: DocumentReading, origin: string, timeoutMillis: number): ReadDocument {
  const key = reading.folder === undefined ? createHash('sha256').update(reading.text).digest('hex') : undefined;
  const earlier = key === undefined ? undefined : known.get(key);
  if (earlier) {
    return earlier;
  }
  const answer = answerOf(reading, origin, timeoutMillis);
  if ('message' in answer) {
    throw new ValidationError(answer.code, `${origin} ${answer.message}`);
  }
  if (key !== undefined) {
    known.set(key, answer);
  }
  return answer;
}

function answerOf(reading: DocumentReading, origin: string, timeoutMillis: number): DocumentAnswer {
  try {
    const answer = execFileSync(process.execPath, [`--max-old-space-size=${MEMORY_MAX_MB}`, PROGRAM], {
      input: JSON.stringify(reading),
      encoding: 'utf8',
      timeout: Math.max(1, Math.round(timeoutMillis)),
      killSignal: 'SIGKILL',
      maxBuffer: ANSWER_MAX_BYTES,
      env: {},
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    return JSON.parse(answer) as DocumentAnswer;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ETIMEDOUT') {
      throw new ValidationError('OpenApiBudgetExceeded', `${origin} could not be read within ${Math.round(timeoutMillis / 1000)} seconds; give a smaller document, or raise maxDuration`);
    }
    const { stderr } = error as { readonly stderr?: string };
    throw new ValidationError('OpenApiDocumentUnreadable', `${origin} could not be read (${lastLine(stderr ?? '') || (error as Error).message}); check it with an OpenAPI validator`);
  }
}

function lastLine(text: string): string {
  return text.split('\n').filter((line) => /Error/.test(line)).at(-1)?.trim().slice(0, 300) ?? '';
}
