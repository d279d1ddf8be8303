import type { Dispatcher } from './dispatch';
import type { Reply } from './http/reply';
import type { AuthorizedRequest } from './http/request';
import type { InvalidMessage, RpcRequest, SingleMessage } from './protocol/message';
import type { Outcome } from './protocol/outcome';
import { response } from './protocol/response';
import { UNREAD } from './protocol/unread-emitter';

export { requestLines } from './request-lines';

/** The response to a message of a batch. */
export interface Answer {
  readonly message: RpcRequest | InvalidMessage;
  readonly outcome: Outcome;
  /** Of this message of the batch. */
  readonly requestId: string;
}

/** Runs the messages of a batch at once. Each has an id of its own, because a tool must be able to tell its calls apart. */
export async function runAll(dispatcher: Dispatcher, messages: readonly SingleMessage[], request: AuthorizedRequest): Promise<readonly Answer[]> {
  const answers = await Promise.all(messages.map((message, index) => run(dispatcher, message, { ...request, requestId: `${request.requestId}-${index + 1}` })));
  return answers.filter((answer) => answer !== undefined);
}

async function run(dispatcher: Dispatcher, message: SingleMessage, request: AuthorizedRequest): Promise<Answer | undefined> {
  const { requestId } = request;
  switch (message.kind) {
    case 'request':
      try {
        return { message, outcome: await dispatcher.run(message, request, UNREAD), requestId };
      } catch (error) {
        return { message, outcome: dispatcher.failure(error, message.method, requestId), requestId };
      }
    case 'invalid':
      return { message, outcome: { error: message.error }, requestId };
    default:
      return undefined;
  }
}

/** Notifications are accepted without a word. */
export function end(reply: Reply, answers: readonly Answer[]): void {
  if (answers.length === 0) {
    reply.accept();
  } else {
    reply.end(200, `[${answers.map(({ message, outcome }) => response(message.id, outcome)).join(',')}]`);
  }
}
