import { randomBytes } from 'node:crypto';
import { missingCapabilities } from './missing-capability';
import { MalformedQuestion, type Question, questionOf, questionsIn, replyTo } from './question';
import { openState, type RequestState, sealState, STATE_MAX_BYTES, type StateBinding } from './request-state';
import { questionsOf } from './tool-questions';
import type { ClientAbilities, ToolQuestion, ToolReply } from '../../../src/contract/mcp/conversation';
import type { InvocationOutcome } from '../invoke/invoker';
import { ERROR_CODES } from '../protocol/error-codes';
import { isObject, type Params } from '../protocol/json-rpc';
import type { Outcome } from '../protocol/outcome';

/** Rounds of questions in one call: official clients give up after ten, and one after nine. */
const ROUNDS_MAX = 9;
/** For how long a user may think. */
const STATE_SECONDS = 900;

/** Asks while the call goes on; only clients of the initialize era can be asked so. */
export interface LiveQuestioner {
  /** @throws Unanswered where there is no answer in time, NotAskable where its revision has no such question */
  ask(question: Question): Promise<ToolReply>;
  /** Says that what users did at the addresses that they opened is done. */
  complete(): void;
}

/** There was no answer in time. */
export class Unanswered extends Error {}

/** Ends a tool in this process that asks: it runs again once there are answers. */
export class AnswerPending extends Error {
  constructor() {
    super('the question was sent to the client: the tool runs again when the answer is there');
    this.name = 'AnswerPending';
  }
}

/** The client cannot be asked. */
export class NotAskable extends Error {}

/** It did not declare that it can. */
class CannotAsk extends NotAskable {
  constructor(readonly needs: readonly (keyof ClientAbilities)[]) {
    super(`the client does not support ${needs.join(', ')}`);
  }
}

export interface ConversationOptions {
  readonly params: Params;
  readonly binding: StateBinding;
  readonly abilities: ClientAbilities;
  /** Undefined since 2026-07-28, where the client is answered with the questions. */
  readonly live: LiveQuestioner | undefined;
  readonly stateKeys: readonly Buffer[];
  /** Asked before the tool runs. */
  readonly confirmation: string | undefined;
  /** Undefined where a state may be used again. */
  readonly once: SingleUse | undefined;
  /** The `_meta` of every result. */
  readonly resultMeta: object;
  /** Epoch seconds. */
  readonly now: () => number;
}

/** How a state is good once. */
export interface SingleUse {
  /** Whether questions that are asked again have the id of the first ones: of all that are asked with it, one is used. */
  readonly keepsId?: true;
  /** @returns whether this was the first time */
  redeem(id: string, expiresAt: number): Promise<boolean>;
  /** As if it had not been redeemed: nothing came of it. */
  giveBack(id: string): Promise<void>;
}

/** Of a state whose use is what it begins, by the id of the state: where that exists, the state is used. */
export const USED_BY_ITS_ID: SingleUse = { keepsId: true, redeem: () => Promise.resolve(true), giveBack: () => Promise.resolve() };

/** What a tool that may ask is told besides its arguments. */
export interface Told {
  readonly client: ClientAbilities;
  readonly answers: { readonly [key: string]: ToolReply };
  readonly state?: unknown;
}

/** How a call ended: with what the tool returned, or with what the client is told instead. */
export type Ended = { readonly ran: InvocationOutcome } | { readonly outcome: Outcome };

/** No tool can choose this key. */
const CONFIRM_KEY = 'confirm:tool';

/**
 * One call and its questions, for clients of both eras: a question is asked once, and its answer is kept.
 *
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr
 */
export class Conversation {
  private readonly replies = new Map<string, ToolReply>();
  private readonly asking = new Map<string, Promise<ToolReply>>();
  private readonly pending = new Map<string, Question>();
  private problem: NotAskable | MalformedQuestion | Unanswered | undefined;
  private rounds = 0;
  private state: unknown;
  private openedId: string | undefined;

  constructor(private readonly options: ConversationOptions) {}

  /** Runs the tool, again after each round of answers. */
  async run(invoke: (told: Told) => Promise<InvocationOutcome>): Promise<Ended> {
    try {
      const refusal = await this.resume();
      return refusal ?? await this.confirm() ?? await this.converse(invoke);
    } catch (error) {
      return this.failed(error);
    }
  }

  /** Of the state that the client came with: 192 random bits. */
  get stateId(): string | undefined {
    return this.openedId;
  }

  /** Nothing came of the state that the client came with: it may come with it again. */
  async giveBack(): Promise<void> {
    if (this.openedId !== undefined) {
      await this.options.once?.giveBack(this.openedId);
    }
  }

  /** For a tool in this process. */
  ask(key: string, question: ToolQuestion): Promise<ToolReply> {
    return this.askOne(key, question).catch((error) => {
      // Whatever the tool makes of it: the call ends with this.
      if (error instanceof NotAskable || error instanceof MalformedQuestion || error instanceof Unanswered) {
        this.problem ??= error;
      }
      throw error;
    });
  }

  private async askOne(key: string, asked: ToolQuestion): Promise<ToolReply> {
    const [[, question]] = questionsIn({ [key]: asked });
    const known = this.replies.get(key) ?? this.asking.get(key);
    if (known !== undefined) {
      return known;
    }
    this.requireAbilities([question]);
    if (this.options.live !== undefined) {
      return this.askLive(key, question);
    }
    const reply = this.given(key, question);
    if (reply === undefined) {
      this.pending.set(key, question);
      throw new AnswerPending();
    }
    return reply;
  }

  /**
   * An answer that came without the state of its question: a client may know what will be asked. Where a state is good once, only what was asked can
   * be answered.
   */
  private given(key: string, question: Question): ToolReply | undefined {
    const { params: { requestState, inputResponses }, once } = this.options;
    if (requestState !== undefined || once !== undefined || !isObject(inputResponses) || !Object.hasOwn(inputResponses, key)) {
      return undefined;
    }
    const reply = replyTo(question, inputResponses[key]);
    if (reply !== undefined) {
      this.replies.set(key, reply);
    }
    return reply;
  }

  private async resume(): Promise<Ended | undefined> {
    const { params: { requestState, inputResponses }, binding, stateKeys, live, once, now } = this.options;
    if (live !== undefined || requestState === undefined) {
      return undefined;
    }
    const opened = openState(requestState, binding, stateKeys, now());
    if (opened === undefined) {
      return refused('requestState is none of this request, or has expired: send the request without it');
    }
    this.openedId = opened.id;
    if (once !== undefined && !await once.redeem(opened.id, opened.expiresAt)) {
      return refused('requestState was used before: send the request without it');
    }
    this.rounds = opened.rounds;
    this.state = opened.state;
    for (const [key, reply] of Object.entries(opened.replies)) {
      this.replies.set(key, reply);
    }
    const answers = isObject(inputResponses) ? inputResponses : {};
    for (const [key, question] of Object.entries(opened.open)) {
      const reply = Object.hasOwn(answers, key) ? replyTo(question, answers[key]) : undefined;
      if (reply === undefined) {
        this.pending.set(key, question);
      } else {
        this.replies.set(key, reply);
      }
    }
    return this.pending.size > 0 ? this.inputRequired() : undefined;
  }

  private async confirm(): Promise<Ended | undefined> {
    const { confirmation } = this.options;
    if (confirmation === undefined) {
      return undefined;
    }
    const question = questionOf({ message: confirmation, schema: { type: 'object', properties: {} } });
    const reply = await this.replyFor(CONFIRM_KEY, question);
    if (reply === undefined) {
      return this.inputRequired();
    }
    if (reply.action === 'accept') {
      return undefined;
    }
    const text = reply.action === 'decline' ? 'The user declined. The tool did not run.' : 'The user did not confirm. The tool did not run.';
    return { ran: { answer: JSON.stringify({ content: [{ type: 'text', text }], isError: true }) } };
  }

  private async converse(invoke: (told: Told) => Promise<InvocationOutcome>): Promise<Ended> {
    for (;;) {
      const ran = await invoke(this.told());
      if (this.problem !== undefined) {
        throw this.problem;
      }
      const asked = 'answer' in ran && this.pending.size === 0 ? questionsOf(ran.answer) : undefined;
      if (asked !== undefined) {
        this.state = asked.state;
        const open = [...questionsIn(asked.ask)].filter(([key]) => !this.replies.has(key));
        if (open.length === 0) {
          throw new MalformedQuestion('the tool asks again what was answered');
        }
        this.requireAbilities(open.map(([, question]) => question));
        if (this.options.live !== undefined) {
          this.countRound();
          await Promise.all(open.map(([key, question]) => this.askLive(key, question)));
          continue;
        }
        const unanswered = open.filter(([key, question]) => this.given(key, question) === undefined);
        if (unanswered.length === 0) {
          this.countRound();
          continue;
        }
        unanswered.forEach(([key, question]) => this.pending.set(key, question));
      }
      if (this.pending.size > 0) {
        return this.inputRequired();
      }
      if (!isFailure(ran)) {
        this.options.live?.complete();
      }
      return { ran };
    }
  }

  private told(): Told {
    const answers = Object.fromEntries([...this.replies].filter(([key]) => key !== CONFIRM_KEY));
    return { client: this.options.abilities, answers, state: this.state };
  }

  private async replyFor(key: string, question: Question): Promise<ToolReply | undefined> {
    const known = this.replies.get(key);
    if (known !== undefined) {
      return known;
    }
    this.requireAbilities([question]);
    if (this.options.live !== undefined) {
      return this.askLive(key, question);
    }
    this.pending.set(key, question);
    return undefined;
  }

  private askLive(key: string, question: Question): Promise<ToolReply> {
    const asking = this.options.live!.ask(question).then((reply) => {
      this.replies.set(key, reply);
      return reply;
    });
    this.asking.set(key, asking);
    return asking;
  }

  private requireAbilities(questions: readonly Question[]): void {
    const needs = new Set(questions.map((question) => question.needs).filter((need) => !this.options.abilities[need]));
    if (needs.size > 0) {
      throw new CannotAsk([...needs]);
    }
  }

  private countRound(): void {
    this.rounds += 1;
    if (this.rounds > ROUNDS_MAX) {
      throw new MalformedQuestion(`the tool asks more than ${ROUNDS_MAX} times`);
    }
  }

  private inputRequired(): Ended {
    this.countRound();
    const { binding, stateKeys, resultMeta, once, now } = this.options;
    const state: RequestState = {
      id: (once?.keepsId && this.openedId) ?? randomBytes(24).toString('base64url'),
      expiresAt: now() + STATE_SECONDS,
      rounds: this.rounds,
      replies: Object.fromEntries(this.replies),
      open: Object.fromEntries(this.pending),
      state: this.state,
    };
    const requestState = sealState(state, binding, stateKeys);
    if (requestState.length > STATE_MAX_BYTES) {
      throw new MalformedQuestion(`the state and the answers have more than ${STATE_MAX_BYTES} bytes`);
    }
    const inputRequests = Object.fromEntries([...this.pending].map(([key, { method, params }]) => [key, { method, params }]));
    return { outcome: { result: JSON.stringify({ resultType: 'input_required', inputRequests, requestState, _meta: resultMeta }) } };
  }

  private failed(error: unknown): Ended {
    if (error instanceof CannotAsk && this.options.live === undefined) {
      return missingCapability(error.needs);
    }
    if (error instanceof NotAskable) {
      return failure('not_askable', error.message);
    }
    if (error instanceof MalformedQuestion) {
      return failure('malformed_question', error.message);
    }
    if (error instanceof Unanswered) {
      return failure('unanswered', error.message);
    }
    throw error;
  }
}

/** Also where the tool itself says that it failed. */
function isFailure(ran: InvocationOutcome): boolean {
  if (!('answer' in ran) || !ran.answer.includes('"isError"')) {
    return !('answer' in ran);
  }
  try {
    return (JSON.parse(ran.answer) as { readonly isError?: unknown } | null)?.isError === true;
  } catch {
    return true;
  }
}

function refused(message: string): Ended {
  return { outcome: { error: { code: ERROR_CODES.invalidParams, message } } };
}

function failure(kind: 'not_askable' | 'malformed_question' | 'unanswered', detail: string): Ended {
  return { ran: { failure: kind, detail } };
}

function missingCapability(needs: readonly (keyof ClientAbilities)[]): Ended {
  return { outcome: { error: missingCapabilities(needs), statusCode: 400 } };
}
