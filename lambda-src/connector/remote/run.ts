import { hash } from 'node:crypto';
import { parameterHeaders } from './parameter-headers';
import { HTTP_ANSWER_READ_MAX_BYTES } from '../../../src/contract/connector/http-operation';
import type { RemoteToolOperation } from '../../../src/contract/connector/remote-tool-operation';
import type { ToolAnswer } from '../../../src/contract/mcp/invocation';
import { outboundTrace } from '../../../src/contract/mcp/trace-context';
import { isRemoteFailure, type RemoteFailure, type RemoteFailureReason } from '../../../src/contract/remote/failure';
import type { JsonObject } from '../../../src/contract/remote/json';
import { isJsonObject } from '../../../src/contract/remote/json';
import { type RemoteListener, RemoteServer, type SendPost } from '../../../src/contract/remote/remote-server';
import { digestedText } from '../../../src/contract/remote/remote-tool';
import type { Log } from '../../platform/log';
import { withoutInternals } from '../http/answer/private-text';
import { parseExactly } from '../json/exact-json';
import type { OperationCall, OperationRunner } from '../operation/operation-call';

export interface RemoteParts {
  readonly log: Log;
  /** Counts a call that was refused because its tool changed. */
  countChanged(): void;
  /** Epoch milliseconds. */
  clock(): number;
}

/** How long a list of tools is gone by: what its server says, within these bounds. A tool that changes is refused at the latest then. */
const LIST_AGE_MILLIS = { min: 30_000, usual: 300_000, max: 900_000 };
/** Of a call, for the list: who calls a tool waits for both. */
const LIST_TIMEOUT_MILLIS = 15_000;

/** What the model is told. The log says why. */
const TEXTS: { readonly [reason in RemoteFailureReason]: string } = {
  'asks': 'The remote tool asks for input, which this server cannot hand on.',
  'error': 'The remote server refused the call',
  'protocol': 'The remote server answered something that is not MCP.',
  'redirect': 'The remote server answered with a redirect, and redirects are not followed.',
  'status': 'The remote server failed.',
  'too-large': 'The result of the remote tool is too large. Ask for less.',
  'unauthorized': 'This server is not authorized at the remote server: signing in again does not help.',
};

/** One server, as an instance of the connector knows it. */
interface KnownServer {
  readonly server: RemoteServer;
  listed?: { readonly digests: ReadonlyMap<string, string>; readonly until: number };
  listing?: Promise<ReadonlyMap<string, string>>;
}

/** Runs tools of other MCP servers, as long as they are what was locked. */
export function remoteToolRunner({ log, countChanged, clock }: RemoteParts): OperationRunner<RemoteToolOperation> {
  const servers = new Map<string, KnownServer>();

  function knownServer({ connection, protocolVersion }: RemoteToolOperation): KnownServer {
    const known = servers.get(connection) ?? { server: new RemoteServer(protocolVersion, parseExactly) };
    servers.set(connection, known);
    return known;
  }

  async function digestsOf(known: KnownServer, send: SendPost): Promise<ReadonlyMap<string, string>> {
    if (known.listed !== undefined && clock() < known.listed.until) {
      return known.listed.digests;
    }
    known.listing ??= list(known, send).finally(() => {
      known.listing = undefined;
    });
    return known.listing;
  }

  async function list(known: KnownServer, send: SendPost): Promise<ReadonlyMap<string, string>> {
    const { tools, ttlMs = LIST_AGE_MILLIS.usual } = await known.server.tools(send);
    const digests = new Map(tools.map((tool) => [tool.name, hash('sha256', digestedText(tool), 'hex')]));
    known.listed = { digests, until: clock() + Math.min(LIST_AGE_MILLIS.max, Math.max(LIST_AGE_MILLIS.min, ttlMs)) };
    return digests;
  }

  return async (operation, call) => {
    const { requestId, name: tool } = call.invocation;
    const deadline = clock() + Math.min(operation.timeoutMillis, call.remainingMillis);
    const known = knownServer(operation);
    try {
      const digest = (await digestsOf(known, sendUntil(Math.min(deadline, clock() + LIST_TIMEOUT_MILLIS), call, clock))).get(operation.tool);
      if (digest !== operation.digest) {
        countChanged();
        log('error', 'remote tool changed', {
          requestId, tool, connection: operation.connection, remoteTool: operation.tool, change: digest === undefined ? 'removed' : 'changed',
        });
        const what = digest === undefined ? 'is gone' : 'changed';
        return failure(`The remote tool behind "${tool}" ${what} since this server's author reviewed it, so it is not called. The author must review it again.`, requestId);
      }
      const { arguments: args, _meta } = call.invocation;
      const result = await known.server.call(sendUntil(deadline, call, clock), operation.tool, args, {
        headers: parameterHeaders(operation, args), listener: listenerOf(call), meta: outboundTrace(_meta),
      });
      return answerOf(result);
    } catch (error) {
      if (!isRemoteFailure(error)) {
        throw error;
      }
      const { reason, detail, status, code } = error;
      log('warn', 'remote server failed', { requestId, tool, connection: operation.connection, reason, status, code, detail: withoutInternals(detail) });
      return failure(textOf(error), requestId);
    }
  };
}

/** Of a notification only what is passed on: what else is in it is between that server and its client. */
function listenerOf({ invocation: { reports }, report }: OperationCall): RemoteListener | undefined {
  return reports && report && {
    progress: reports.progress === true,
    logLevel: reports.logLevel,
    hear: ({ progress, total, message, level, data, logger }) => report(progress === undefined ? { level, data, logger } : { progress, total, message }),
  };
}

function sendUntil(deadline: number, { send, baseUrl }: OperationCall, clock: () => number): SendPost {
  return ({ headers, body, enoughOf }) => send(
    { method: 'POST', url: baseUrl, headers, body: Buffer.from(body) },
    { timeoutMillis: Math.max(1, deadline - clock()), maxBytes: HTTP_ANSWER_READ_MAX_BYTES, enoughOf },
  );
}

/**
 * Content and structured output as they are: the MCP function holds them to the specification, as it holds all answers. What the server says besides
 * is about itself, and not about the tool. In errors it may say what it should not.
 */
function answerOf({ content, structuredContent, isError }: JsonObject): ToolAnswer {
  const failed = isError === true;
  const blocks = Array.isArray(content) ? content as NonNullable<ToolAnswer['content']> : [];
  return {
    content: failed ? blocks.map(withoutSecrets) : blocks,
    ...structuredContent === undefined || structuredContent === null ? {} : { structuredContent },
    ...failed ? { isError: true } : {},
  };
}

function textOf({ reason, detail }: RemoteFailure): string {
  return reason === 'error' ? `${TEXTS.error}: ${withoutInternals(detail)}` : TEXTS[reason];
}

function failure(text: string, requestId: string): ToolAnswer {
  return { content: [{ type: 'text', text: `${text}\nRequest id: ${requestId}` }], isError: true };
}

function withoutSecrets<T>(block: T): T {
  return isJsonObject(block) && block.type === 'text' && typeof block.text === 'string' ? { ...block, text: withoutInternals(block.text) } : block;
}
