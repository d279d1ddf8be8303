import { randomUUID } from 'node:crypto';
import { contentMisfit, earlierForm, isFormSchema } from './form';
import type { ClientAbilities, ToolReply } from '../../../src/contract/mcp/conversation';
import type { Revision } from '../../../src/contract/mcp/protocol-versions';
import { wellFormed } from '../json/well-formed';
import { isObject, type Params } from '../protocol/json-rpc';

/** A request to a client, as MCP writes it; and what the client must have declared. */
export interface Question {
  readonly method: 'elicitation/create' | 'sampling/createMessage' | 'roots/list';
  readonly params: Params;
  readonly needs: keyof ClientAbilities;
}

/** The tool asks what cannot be asked. The message is for the log, and quotes nothing. */
export class MalformedQuestion extends Error {}

/** Questions at once. */
const QUESTIONS_MAX = 20;
const KEY = /^[A-Za-z0-9_.-]{1,64}$/;

/** @throws MalformedQuestion */
export function questionsIn(ask: unknown): ReadonlyMap<string, Question> {
  if (!isObject(ask) || Object.keys(ask).length === 0 || Object.keys(ask).length > QUESTIONS_MAX) {
    throw new MalformedQuestion(`ask is no object of 1 to ${QUESTIONS_MAX} questions`);
  }
  return new Map(Object.entries(ask).map(([key, question]) => [checkedKey(key), questionOf(question)]));
}

/** @throws MalformedQuestion */
export function checkedKey(key: string): string {
  if (!KEY.test(key)) {
    throw new MalformedQuestion('a key of a question is not 1 to 64 of the characters A-Z a-z 0-9 _ . -');
  }
  return key;
}

/** @throws MalformedQuestion */
export function questionOf(given: unknown): Question {
  const question: unknown = JSON.parse(wellFormed(JSON.stringify(given) ?? 'null'));
  if (!isObject(question)) {
    throw new MalformedQuestion('a question is no object');
  }
  const { message, schema, url, sampling, roots } = question;
  if (isObject(sampling)) {
    return samplingOf(sampling);
  }
  if (roots === true) {
    return { method: 'roots/list', params: {}, needs: 'roots' };
  }
  if (typeof message !== 'string' || message.trim() === '') {
    throw new MalformedQuestion('a question has no message');
  }
  if (typeof url === 'string') {
    if (!/^https:\/\//i.test(url) || !URL.canParse(url)) {
      throw new MalformedQuestion('the url of a question is not an https URL');
    }
    return { method: 'elicitation/create', params: { mode: 'url', message, url }, needs: 'url' };
  }
  if (!isFormSchema(schema)) {
    throw new MalformedQuestion('the schema of a question is no flat object of texts, numbers, truth values and choices');
  }
  return { method: 'elicitation/create', params: { mode: 'form', message, requestedSchema: schema }, needs: 'form' };
}

function samplingOf(sampling: Params): Question {
  const { messages, maxTokens, tools, toolChoice } = sampling;
  if (!Array.isArray(messages) || messages.length === 0 || !messages.every(isSamplingMessage)) {
    throw new MalformedQuestion('sampling has no list of messages with a role and a content');
  }
  if (typeof maxTokens !== 'number' || !(maxTokens > 0)) {
    throw new MalformedQuestion('sampling has no number of maxTokens');
  }
  return { method: 'sampling/createMessage', params: sampling, needs: tools === undefined && toolChoice === undefined ? 'sampling' : 'samplingTools' };
}

function isSamplingMessage(message: unknown): boolean {
  return isObject(message) && typeof message.role === 'string' && typeof message.content === 'object' && message.content !== null;
}

/**
 * The parameters as a revision defines them: modes came with 2025-11-25, and until 2026-07-28 an address had an id.
 *
 * @returns undefined where the revision has no such question
 */
export function paramsFor({ method, params }: Question, revision: Revision): Params | undefined {
  if (method !== 'elicitation/create' || revision >= '2026-07-28') {
    return params;
  }
  const { mode, requestedSchema, ...others } = params;
  if (revision < '2025-11-25') {
    const schema = mode === 'form' ? earlierForm(requestedSchema as Params) : undefined;
    return schema && { ...others, requestedSchema: schema };
  }
  return mode === 'url' ? { ...params, elicitationId: randomUUID() } : params;
}

/** Whether an answer is one to the question; the tool reads nothing else. @returns undefined where it must be asked again */
export function replyTo({ method, params }: Question, answer: unknown): ToolReply | undefined {
  if (!isObject(answer)) {
    return undefined;
  }
  switch (method) {
    case 'elicitation/create': {
      const { action, content } = answer;
      if (action === 'decline' || action === 'cancel') {
        return { action };
      }
      if (action !== 'accept') {
        return undefined;
      }
      if (params.mode === 'url') {
        return { action };
      }
      return contentMisfit(content ?? {}, params.requestedSchema as Params) === undefined ? { action, content: content ?? {} } : undefined;
    }
    case 'sampling/createMessage':
      return typeof answer.role === 'string' && typeof answer.content === 'object' && answer.content !== null ? answer : undefined;
    case 'roots/list':
      return Array.isArray(answer.roots) ? answer : undefined;
  }
}

/** What an error of the client means, whatever its code: there is no answer. */
export function replyToError({ method }: Question, error: unknown): ToolReply {
  if (method === 'elicitation/create') {
    return { action: 'cancel' };
  }
  const { code, message } = isObject(error) ? error : {} as Params;
  return { error: { code: typeof code === 'number' ? code : 0, message: typeof message === 'string' ? message : 'no answer' } };
}
