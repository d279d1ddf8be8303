import { type Cut, cutJson, cutText } from './cut';
import type { Evaluate } from './evaluation';
import { failureText, statusText } from './failure';
import { locationText } from './location';
import { isHtml, isJson, isText, type MediaType, mediaTypeIn, textOf } from './media-type';
import { nextPage } from './next-page';
import { describe, selectFrom } from './selection';
import { HTTP_ANSWER_FILE_MAX_BYTES, type HttpAnswer, type HttpOperation, type HttpResponse } from '../../../../src/contract/connector/http-operation';
import type { ToolAnswer } from '../../../../src/contract/mcp/invocation';

/** Which request an answer belongs to. */
export interface AnswerContext {
  /** The URL of the request. */
  readonly url: string;
  /** The id that the log lines of the call have. */
  readonly requestId: string;
  readonly evaluate: Evaluate;
}

const IMAGES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/** The result of a call. Nothing is left out without a note, and an error says no more than a caller may know. */
export async function shapeAnswer(operation: HttpOperation, response: HttpResponse, context: AnswerContext): Promise<ToolAnswer> {
  try {
    return await shaped(operation, response, context);
  } catch (error) {
    // JSON.stringify recurses, JSON.parse does not.
    if (error instanceof RangeError) {
      return failure(`The API answered ${statusText(response.status)}, nested too deeply to be read.`, context);
    }
    throw error;
  }
}

async function shaped(operation: HttpOperation, response: HttpResponse, context: AnswerContext): Promise<ToolAnswer> {
  const { status } = response;
  if (status >= 300 && status < 400) {
    return redirect(operation.answer, response, context);
  }
  if (status < 200 || status >= 400) {
    return failure(failureText(response), context);
  }
  if (response.body.length === 0) {
    return empty(response, context);
  }
  const answer = await content(operation.answer, response, context);
  const next = nextPage(operation, response, context.url);
  return next === undefined || answer.content === undefined || answer.isError ? answer : { ...answer, content: [...answer.content, text(next)] };
}

function redirect({ redirect: isAnswer }: HttpAnswer, { status, headers }: HttpResponse, context: AnswerContext): ToolAnswer {
  const location = locationText(headers.location, context.url, isAnswer);
  if (isAnswer && location !== undefined) {
    return { content: [text(location)] };
  }
  const where = location === undefined ? 'to an address that is not shown' : `to ${location}`;
  return failure(status === 304 ? `The API answered ${statusText(status)}` : `The API answered ${statusText(status)}, a redirect ${where}. Redirects are not followed.`, context);
}

function empty({ status, headers }: HttpResponse, { url }: AnswerContext): ToolAnswer {
  const location = locationText(headers.location, url);
  return { content: [text(`The API answered ${statusText(status)}, without content.${location === undefined ? '' : ` Location: ${location}`}`)] };
}

async function content(answer: HttpAnswer, response: HttpResponse, context: AnswerContext): Promise<ToolAnswer> {
  const type = mediaTypeIn(response.headers['content-type']);
  const mustBeJson = answer.structured || answer.selection !== undefined;
  if (isJson(type) || type.essence === '' || (mustBeJson && isText(type))) {
    const body = textOf(response.body, type);
    const json = await jsonContent(answer, response, body, context);
    if (json) {
      return json;
    }
    if (mustBeJson) {
      return failure(`The API answered ${statusText(response.status)} with ${isHtml(type, body) ? 'a page of HTML' : type.essence || 'something'} that is not JSON, as this tool expects.`, context);
    }
    if (isJson(type) || !body.includes('\ufffd')) {
      return cutContent(cutText(body, answer.maxBytes), answer, response);
    }
  }
  if (mustBeJson) {
    return failure(`The API answered ${statusText(response.status)} with ${type.essence}, and this tool expects JSON.`, context);
  }
  return isText(type) ? cutContent(cutText(textOf(response.body, type), answer.maxBytes), answer, response) : file(type, response);
}

/** @returns undefined where it is not JSON */
async function jsonContent(answer: HttpAnswer, response: HttpResponse, body: string, context: AnswerContext): Promise<ToolAnswer | undefined> {
  const { selection, maxBytes, structured, member } = answer;
  if (response.truncated) {
    return structured || selection
      ? failure(`The answer of the API is larger than the ${size(response.body.length)} that are read of it. ${narrower(answer)}`, context)
      : cutContent(cutText(body, maxBytes), answer, response);
  }
  let value: unknown;
  try {
    value = await selectFrom(body, selection, context.evaluate);
  } catch (error) {
    return error instanceof SyntaxError ? undefined : failure(`The answer of the API could not be read by the selection of this tool: ${(error as Error).message}.`, context);
  }
  if (value === undefined) {
    const nothing = `The API answered ${statusText(response.status)}, and the answer has nothing ${describe(selection as NonNullable<typeof selection>)}.`;
    return structured ? failure(nothing, context) : { content: [text(nothing)] };
  }
  if (structured) {
    return structuredContent(member === undefined ? value : { [member]: value }, answer, context);
  }
  return cutContent(typeof value === 'string' ? cutText(value, maxBytes) : cutJson(value, maxBytes), answer, response, typeof value === 'string' ? value : JSON.stringify(value));
}

/** Cut JSON would not fit the output schema, or would fit it and be wrong. */
function structuredContent(value: unknown, answer: HttpAnswer, context: AnswerContext): ToolAnswer {
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes <= answer.maxBytes) {
    return { structuredContent: value };
  }
  const { isError, content: [note] } = failure(`The answer has ${size(bytes)}, and this tool returns at most ${size(answer.maxBytes)}. ${narrower(answer)} A part of it follows.`, context);
  return { isError, content: [note, text(cutJson(value, answer.maxBytes).text)] };
}

function cutContent({ text: kept, isCut }: Cut, answer: HttpAnswer, { body, truncated }: HttpResponse, whole?: string): ToolAnswer {
  if (!isCut && !truncated) {
    return { content: [text(kept)] };
  }
  const total = whole === undefined ? body.length : Buffer.byteLength(whole);
  return { content: [text(kept), text(`[The answer was cut: ${truncated ? 'more than ' : ''}${size(total)} were received, and this tool returns at most ${size(answer.maxBytes)}. ${narrower(answer)}]`)] };
}

function narrower({ narrowedBy = [] }: HttpAnswer): string {
  return narrowedBy.length === 0
    ? 'Call the tool again with arguments that ask for less, if it has such.'
    : `Call the tool again and ask for less, with ${narrowedBy.map((name) => `"${name}"`).join(', ')}.`;
}

function file({ essence }: MediaType, { headers, body, truncated }: HttpResponse): ToolAnswer {
  const mimeType = essence === '' ? 'application/octet-stream' : essence;
  if (truncated || body.length > HTTP_ANSWER_FILE_MAX_BYTES) {
    const bytes = truncated ? `more than ${size(body.length)}` : size(body.length);
    return { content: [text(`The API answered with a file of ${bytes} (${mimeType}), which is not shown: a result holds files of at most ${size(HTTP_ANSWER_FILE_MAX_BYTES)}.`)] };
  }
  const data = Buffer.from(body).toString('base64');
  if (IMAGES.has(mimeType) || mimeType.startsWith('audio/')) {
    return { content: [{ type: mimeType.startsWith('audio/') ? 'audio' : 'image', data, mimeType }] };
  }
  const uri = `attachment:///${encodeURIComponent(filename(headers['content-disposition']))}`;
  return { content: [{ type: 'resource', resource: { uri, mimeType, blob: data } }] };
}

/** The last part of the name that the API gives the file. */
function filename(disposition = ''): string {
  const name = /\bfilename\s*=\s*(?:"([^"]*)"|([^;\s]+))/i.exec(disposition);
  return (name?.[1] ?? name?.[2] ?? '').split(/[/\\]/).pop()?.replace(/[\x00-\x1f\x7f]/g, '') || 'answer';
}

function failure(message: string, { requestId }: AnswerContext): { readonly content: readonly [ReturnType<typeof text>]; readonly isError: true } {
  return { content: [text(`${message}\nRequest id: ${requestId}`)], isError: true };
}

function text(value: string): { readonly type: 'text'; readonly text: string } {
  return { type: 'text', text: value };
}

function size(bytes: number): string {
  return bytes < 10 * 1024 ? `${bytes} bytes` : bytes < 10 * 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${Math.round(bytes / 1024 / 1024)} MB`;
}
