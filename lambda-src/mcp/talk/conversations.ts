import { createHash, randomUUID } from 'node:crypto';
import { abilitiesOf, NO_ABILITIES } from './abilities';
import { Conversation, type LiveQuestioner, NotAskable, type SingleUse, Unanswered } from './conversation';
import { ConversationKeyReader } from './conversation-keys';
import { Mailbox } from './mailbox';
import { paramsFor, type Question, replyTo, replyToError } from './question';
import { openState } from './request-state';
import { mintSession, readSession, type Session } from './session';
import type { Caller } from '../../../src/contract/authorizer/caller';
import { CONVERSATION_POLL_MILLIS, type ConversationReference, type ToolReply } from '../../../src/contract/mcp/conversation';
import { MODERN_PROTOCOL_VERSION, type Revision } from '../../../src/contract/mcp/protocol-versions';
import { type AwsEnvironment, awsEnvironment } from '../../platform/aws/aws-request';
import type { Timers } from '../../platform/timers';
import type { Call } from '../invoke/invoker';
import { isObject, type Params, type RequestId } from '../protocol/json-rpc';
import type { Message, RpcRequest } from '../protocol/message';
import { CAPABILITIES_KEY } from '../protocol/modern';

/** How often the same is asked of a client whose answer is none. */
const ATTEMPTS = 3;
/** An answer may be on its way when the time is over. */
const GRACE_MILLIS = 60_000;

/** Ids of our requests: no client counts like this. */
const QUESTION_ID = /^ask-[0-9a-f-]{36}$/;

/** What was found of a message of a client before its method runs. */
export interface Received {
  /** The session id is not one of this server for this caller. */
  readonly isUnknown?: boolean;
  readonly session?: Session;
  /** The request in the revision of its session, if it names none itself. */
  readonly request?: RpcRequest;
  /** The session that begins. */
  readonly sessionId?: string;
}

/** A request for what may ask: the only three methods that may. */
export interface AskingRequest {
  readonly method: 'tools/call' | 'prompts/get' | 'resources/read';
  /** Of the tool or the prompt; the URI of the resource. */
  readonly name: string;
  /** As the client wrote them. */
  readonly arguments: unknown;
  readonly params: Params;
  readonly revision: Revision;
  readonly caller: Caller;
  readonly session: Session | undefined;
  readonly confirmation: string | undefined;
  /** Whether a state is good once; or how, where this does not keep which were used. */
  readonly once: boolean | SingleUse;
  /** The `_meta` of every result. */
  readonly resultMeta: object;
}

interface LiveReply {
  readonly reply: ToolReply;
  /** Of an address that the user opens. */
  readonly elicitationId?: unknown;
}

/** All that a server with tools that ask, or can be cancelled, needs besides the tools. */
export class Conversations {
  private readonly keyReader: ConversationKeyReader;
  private readonly mailbox: Mailbox;

  constructor({ tableName, secretArn }: ConversationReference, env: { readonly [name: string]: string | undefined }, private readonly timers: Timers) {
    const aws: AwsEnvironment = awsEnvironment(env);
    this.keyReader = new ConversationKeyReader(aws, secretArn, timers);
    this.mailbox = new Mailbox(aws, tableName, timers);
  }

  /** Reads what can be known before the first request. */
  prepare(): void {
    this.keyReader.keys().catch(() => undefined);
  }

  /** Sessions are of the initialize era. Responses and cancellations are passed on to the instance that waits for them. */
  async receive(message: Message, caller: Caller, sessionId: string | undefined, namesRevision = true): Promise<Received> {
    const principal = principalOf(caller);
    const isModern = message.revision === MODERN_PROTOCOL_VERSION;
    if (message.kind === 'request' && message.method === 'initialize' && !isModern) {
      const { sessionSigning } = await this.keyReader.keys();
      return { sessionId: mintSession({ capabilities: message.params.capabilities, revision: message.revision }, principal, sessionSigning, this.seconds()) };
    }
    const session = sessionId === undefined || isModern
      ? undefined : await this.keyReader.opened(({ sessionSigning }) => readSession(sessionId, principal, sessionSigning, this.seconds()));
    if (sessionId !== undefined && !isModern && session === undefined) {
      return { isUnknown: true };
    }
    if (message.kind === 'response' && typeof message.id === 'string' && QUESTION_ID.test(message.id)) {
      await this.mailbox.answer(principal, message.id, message.answer);
    } else if (message.kind === 'notification' && message.method === 'notifications/cancelled' && message.params.requestId !== undefined && session !== undefined) {
      await this.mailbox.cancel(principal, callOf(message.params.requestId, session));
    }
    return { session, request: session === undefined || namesRevision || message.kind !== 'request' ? undefined : { ...message, revision: session.revision } };
  }

  async begin(request: AskingRequest, call: Call): Promise<Conversation> {
    const { method, name, params, revision, caller, session, confirmation, once } = request;
    const principal = principalOf(caller);
    const isModern = revision === MODERN_PROTOCOL_VERSION;
    const meta = isObject(params._meta) ? params._meta : {};
    const binding = { principal, method, name, arguments: request.arguments, usedByTask: typeof once === 'object' };
    if (isModern && params.requestState !== undefined) {
      await this.keyReader.opened(({ stateSealing }) => openState(params.requestState, binding, stateSealing, this.seconds()));
    }
    return new Conversation({
      params,
      binding,
      abilities: isModern ? abilitiesOf(meta[CAPABILITIES_KEY], revision) : session?.abilities ?? NO_ABILITIES,
      live: isModern ? undefined : this.questioner(principal, revision, call),
      stateKeys: isModern ? (await this.keyReader.keys()).stateSealing : [],
      confirmation,
      once: once === true ? this.singleUse(principal) : once || undefined,
      resultMeta: request.resultMeta,
      now: () => this.seconds(),
    });
  }

  /** Watches whether the client cancels a call of a session: without one, calls of several clients have the same id. @returns what ends it */
  watch(id: RequestId, caller: Caller, session: Session, call: Call): () => void {
    const principal = principalOf(caller);
    const key = callOf(id, session);
    let isOver = false;
    const end = this.mailbox.running(principal, key, call.deadline + GRACE_MILLIS).then(async ({ nonce, wasCancelled }) => {
      let isCancelled = wasCancelled;
      while (!isOver && !isCancelled) {
        await this.pause(CONVERSATION_POLL_MILLIS.cancellation);
        isCancelled = !isOver && await this.mailbox.isCancelled(principal, key, nonce);
      }
      if (isCancelled && !isOver) {
        call.emitter.cancel();
      }
    });
    // Without the table the call goes on, and cannot be cancelled.
    end.catch(() => undefined);
    return () => {
      isOver = true;
    };
  }

  private singleUse(principal: string): SingleUse {
    const nonce = randomUUID();
    return {
      redeem: (id, expiresAt) => this.mailbox.useOnce(principal, id, nonce, expiresAt * 1000),
      giveBack: (id) => this.mailbox.giveBack(principal, id, nonce),
    };
  }

  private questioner(principal: string, revision: Revision, call: Call): LiveQuestioner {
    const opened: unknown[] = [];
    return {
      ask: async (question) => {
        const { reply, elicitationId } = await this.askLive(question, principal, revision, call);
        if (elicitationId !== undefined) {
          opened.push(elicitationId);
        }
        return reply;
      },
      complete: () => opened.splice(0).forEach((elicitationId) => call.emitter.emit('notifications/elicitation/complete', { elicitationId })),
    };
  }

  /** Until the answer is one; a client that gives no such answer three times has none. */
  private async askLive(question: Question, principal: string, revision: Revision, call: Call): Promise<LiveReply> {
    const params = paramsFor(question, revision);
    if (params === undefined) {
      throw new NotAskable(`clients of ${revision} have no such question`);
    }
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const id = `ask-${randomUUID()}`;
      await this.mailbox.expect(principal, id, call.deadline + GRACE_MILLIS);
      if (!call.emitter.sendRequest(id, question.method, params)) {
        throw new Unanswered('the client does not read streams, or has gone');
      }
      const answer = await this.awaited(principal, id, call);
      const reply = 'result' in answer ? replyTo(question, answer.result) : replyToError(question, answer.error);
      if (reply !== undefined) {
        return { reply, elicitationId: reply.action === 'accept' ? params.elicitationId : undefined };
      }
    }
    return { reply: replyToError(question, undefined) };
  }

  private async awaited(principal: string, id: string, call: Call): Promise<{ readonly result?: unknown; readonly error?: unknown }> {
    while (this.timers.now() < call.deadline && !call.signal.aborted) {
      await this.pause(CONVERSATION_POLL_MILLIS.answer);
      const answer = await this.mailbox.read(principal, id);
      if (answer !== undefined) {
        return answer;
      }
    }
    throw new Unanswered('there was no answer in time');
  }

  private pause(millis: number): Promise<void> {
    return new Promise((resolve) => {
      this.timers.after(millis, resolve);
    });
  }

  private seconds(): number {
    return Math.floor(this.timers.now() / 1000);
  }
}

/** Who asks and answers: one user by one client. */
function principalOf({ subject, clientId }: Caller): string {
  return createHash('sha256').update(JSON.stringify([subject, clientId])).digest('base64url');
}

/** Request ids repeat, and start at 0. */
function callOf(id: unknown, session: Session): string {
  return `${session.id}#${createHash('sha256').update(JSON.stringify(id)).digest('base64url')}`;
}
