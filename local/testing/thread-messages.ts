import type { Fault, RecordedCall, ServedTool } from './tool-calls';
import type { EndpointMode } from '../cloud-assembly/endpoint';
import type { ServedApi, ServerFunctions } from '../cloud-assembly/served-api';
import type { Call } from '../dev/page/calls';
import type { Fault as InjectedFault } from '../dev/page/faults';

/** A request of MCP, as the page at `/_local` shows it. */
export type RecordedRequest = Pick<Call, 'method' | 'name' | 'arguments' | 'status' | 'failed' | 'outcome' | 'answer' | 'before' | 'milliseconds'>;

/** What goes wrong with a function of the server itself. */
export type PartFault = Pick<InjectedFault, 'kind' | 'milliseconds'>;

/** What the thread is started with. */
export interface ThreadData {
  readonly app: string;
  readonly runtimesDirectory: string;
  readonly endpoint?: EndpointMode;
  readonly stack?: string;
  readonly buckets?: string;
  readonly secrets?: string;
  readonly users?: string;
  /** Milliseconds of the epoch. */
  readonly frozenAt?: number;
}

/** What the thread does when it is asked, and what it answers. */
export interface ThreadMethods {
  signIn(way: { readonly authorizationUrl: string; readonly redirectUrl: string; readonly person: string }): string;
  calls(tool: ServedTool): readonly RecordedCall[];
  forgetCalls(tool: ServedTool): void;
  inject(tool: ServedTool, fault: Fault | undefined): void;
  requests(server: string): readonly RecordedRequest[];
  injectPart(server: string, part: keyof ServerFunctions, fault: PartFault | undefined): void;
  setTime(milliseconds: number): void;
  logs(): readonly string[];
  stop(): void;
}

export interface Request {
  readonly id: number;
  readonly method: keyof ThreadMethods;
  readonly args: readonly unknown[];
}

export interface Failure {
  readonly message: string;
  /** Of an error that is a user's. */
  readonly code?: string;
}

export type ThreadMessage =
  | { readonly kind: 'started'; readonly servers: readonly ServedApi[]; readonly warnings: readonly string[] }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'reply'; readonly id: number; readonly value?: unknown; readonly failure?: Failure };
