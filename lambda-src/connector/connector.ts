import { type EgressFailure, isConnectorError } from './egress/failure';
import type { Evaluate } from './http/answer/evaluation';
import { runHttp } from './http/run';
import { parseExactly } from './json/exact-json';
import type { OperationCall, OperationRunner } from './operation/operation-call';
import type { Operations } from './operations';
import type { ConnectorOperation, OperationKind } from '../../src/contract/connector/operation';
import type { RemoteToolOperation } from '../../src/contract/connector/remote-tool-operation';
import type { ToolAnswer, ToolInvocation } from '../../src/contract/mcp/invocation';
import { traceIdOf } from '../../src/contract/mcp/trace-context';
import type { Log } from '../platform/log';

type OperationOf<K extends OperationKind> = Extract<ConnectorOperation, { readonly kind: K }>;

type Runners = { readonly [K in OperationKind]: OperationRunner<OperationOf<K>> };

/** A server without remote tools reads nothing of how they are run. */
function runnersOf({ log, clock, countChangedTool, evaluate }: ConnectorParts): Runners {
  let remote: Promise<OperationRunner<RemoteToolOperation>> | undefined;
  const remoteRunner = async () => {
    const { remoteToolRunner } = await import('./remote/run');
    return remoteToolRunner({ log, clock, countChanged: countChangedTool });
  };
  return {
    'http': (operation, call) => runHttp(operation, call, evaluate),
    'remote-tool': async (operation, call) => (await (remote ??= remoteRunner()))(operation, call),
  };
}

/** What the model is told. The log says why. */
const TEXTS: { readonly [reason in EgressFailure]: string } = {
  address: 'The API cannot be reached.',
  aborted: 'The call was cancelled.',
  credentials: 'This server could not authorize itself at the API.',
  origin: 'The request would have left the API of this tool.',
  path: 'The request would have left the API of this tool.',
  protocol: 'The API answered something that is not HTTP.',
  timeout: 'The API did not answer in time.',
  unreachable: 'The API cannot be reached.',
  unresolved: 'The API cannot be reached.',
};

/** What a connection offers to operations. */
export type OpenConnection = Pick<OperationCall, 'baseUrl' | 'send'>;

export interface ConnectorParts {
  readonly operations: Operations;
  /** Undefined where there is none of that id. */
  readonly connection: (id: string) => OpenConnection | undefined;
  /** For operations that select by an expression. */
  readonly evaluate: Evaluate;
  readonly log: Log;
  /** Counts a call that was refused because its remote tool changed. */
  countChangedTool(): void;
  /** Epoch milliseconds. */
  clock(): number;
}

/** Runs the tool that is called. */
export type Connector = (invocation: ToolInvocation, remainingMillis: number, report?: OperationCall['report']) => Promise<ToolAnswer>;

/** Numbers as the client wrote them, where JavaScript would lose digits. */
function withWrittenArguments(event: ToolInvocation): ToolInvocation {
  const { argumentsText, ...invocation } = event;
  return argumentsText === undefined ? invocation : { ...invocation, arguments: parseExactly(argumentsText) as ToolInvocation['arguments'] };
}

/** Time that is left to hand on the answer. */
const RESERVE_MILLIS = 250;

export function createConnector(parts: ConnectorParts): Connector {
  const { operations, connection, log, clock } = parts;
  const runners = runnersOf(parts);
  const run = <K extends OperationKind>(operation: OperationOf<K>, call: OperationCall) => (
    (runners[operation.kind as K] as OperationRunner<OperationOf<K>>)(operation, call)
  );
  return async (event, remainingMillis, report) => {
    const invocation = withWrittenArguments(event);
    const { name, requestId, _meta } = invocation;
    const clientTraceId = _meta && traceIdOf(_meta);
    const startedAt = clock();
    const operation = operations(name);
    const open = operation && connection(operation.connection);
    if (operation === undefined || open === undefined) {
      // Of a deployment that is half done, at most: the alias moves code, layer and wiring at once.
      log('error', 'unknown operation', { requestId, tool: name });
      throw new Error(`the connector has no operation for the tool "${name}"`);
    }
    try {
      const answer = await run(operation, { ...open, invocation, remainingMillis: Math.max(1, remainingMillis - RESERVE_MILLIS), report });
      log('info', 'operation run', { requestId, clientTraceId, tool: name, connection: operation.connection, isError: answer.isError === true, durationMs: clock() - startedAt });
      return answer;
    } catch (error) {
      if (!isConnectorError(error)) {
        throw error;
      }
      const { reason, detail } = error;
      log('warn', 'operation failed', { requestId, clientTraceId, tool: name, connection: operation.connection, reason, detail, durationMs: clock() - startedAt });
      return { content: [{ type: 'text', text: `${TEXTS[reason]} Correlation id: ${requestId}` }], isError: true };
    }
  };
}
