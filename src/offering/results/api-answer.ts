import { Duration, Size } from 'aws-cdk-lib';
import { jsonataProblem } from './jsonata-problem';
import { McpHttpSelection } from './mcp-http-selection';
import { HTTP_ANSWER_MAX_BYTES, HttpSelection } from '../../contract/connector/http-operation';

const MAX_KIBIBYTES = 1024;

/** What is wrong with what an author says of a tool. The message continues "the tool …". */
export type ProblemOf = (code: string, message: string) => Error;

/** How much text a result may have. @throws what `problem` makes */
export function answerBytes(size: Size | undefined, problem: ProblemOf): number {
  const kibibytes = size?.toKibibytes();
  if (kibibytes === undefined) {
    return HTTP_ANSWER_MAX_BYTES;
  }
  if (kibibytes < 1 || kibibytes > MAX_KIBIBYTES) {
    throw problem('InvalidAnswerSize', `has a maxAnswerSize of ${kibibytes} KiB; give one from 1 to ${MAX_KIBIBYTES} KiB`);
  }
  return kibibytes * 1024;
}

/** How long the API may take. @throws what `problem` makes */
export function answerMillis(timeout: Duration | undefined, toolTimeout: Duration, problem: ProblemOf): number {
  if (timeout === undefined) {
    return Math.max(1000, toolTimeout.toMilliseconds() - 1000);
  }
  const millis = timeout.toMilliseconds();
  if (millis === 0) {
    throw problem('InvalidHttpTimeout', 'may take no time at all; give a timeout, or leave it out');
  }
  if (millis > toolTimeout.toMilliseconds()) {
    throw problem('InvalidHttpTimeout', `may take ${timeout.toSeconds({ integral: false })} seconds, but a request to the server ${toolTimeout.toSeconds({ integral: false })}; raise toolTimeout, or lower the tool's`);
  }
  return millis;
}

/** Which part of an answer a tool returns. @throws what `problem` makes */
export function answerSelection(selection: McpHttpSelection | undefined, problem: ProblemOf): HttpSelection | undefined {
  const chosen = selection?._selection;
  if (chosen?.kind === 'pointer' && !/^(?:\/(?:[^~/]|~[01])*)*$/.test(chosen.pointer)) {
    throw problem('InvalidJsonPointer', `selects "${chosen.pointer}", which is no JSON Pointer; write one such as /data/items`);
  }
  const wrong = chosen?.kind === 'jsonata' ? jsonataProblem(chosen.expression) : undefined;
  if (wrong !== undefined) {
    throw problem('InvalidJsonata', `selects by "${(chosen as { readonly expression: string }).expression}", which is no JSONata expression: ${wrong}`);
  }
  return chosen;
}
