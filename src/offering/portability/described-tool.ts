import { JsonObject } from '../json-schema/json';

/** The parts of a tool's description that clients and models may refuse. */
export interface DescribedTool {
  readonly serverName: string;
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
  readonly outputSchema?: JsonObject;
}
