import { ToolCode } from './tool-code';
import { InvocationTarget } from '../../contract/mcp/layer';
import { TaskEntry } from '../../contract/mcp/task';
import { JsonObject } from '../json-schema/json';

/** What a target must know of the tool that it runs. */
export interface BoundTool {
  /** Whether it has an output schema. */
  readonly describesOutput: boolean;
  readonly cancellable: boolean;
  readonly asks: boolean;
  /** Undefined if it does not run as a task. */
  readonly task?: TaskEntry;
}

/** What a target became where it was bound: its place in the catalogue is `{ kind, id }`, its place in the wiring is under the id. */
export interface BoundTarget {
  /** What the target is. The same for all tools that it runs, and for nothing else. */
  readonly id: string;
  /** May hold tokens. */
  readonly target: InvocationTarget;
  /** What the MCP function must carry to run it, if it runs in the MCP function. */
  readonly code?: ToolCode;
  /** An argument that the tool takes besides those of its input schema. */
  readonly argument?: { readonly name: string; readonly schema: JsonObject };
  /** Whether what runs the tool can report progress and log messages while it runs. */
  readonly reports?: boolean;
}
