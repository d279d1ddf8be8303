import { JsonObject } from '../json-schema/json';

/** What clients and models are told of a tool, as far as they may refuse it. */
export interface DescribedTool {
  readonly serverName: string;
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
  readonly outputSchema?: JsonObject;
}
