import { LogLevel } from './log-level';

/**
 * What a tool in a Lambda function says before its answer: progress, or a log message. The members are those of MCP's notifications; what is null
 * counts as left out.
 *
 * - Streamed: each report is one line of the response, the byte 0x1E, the report as JSON and a line feed (a record of RFC 7464). The answer
 *   follows, as it is without reports. JSON never begins with that byte, and never holds it, so that an answer is no report and nothing in a report ends it.
 * - In the table: texts of JSON in the item of the call, which the tool updates. `progress` is the last one; `logs` is a list, to which messages are added.
 */
export type Report =
  | { readonly progress: number; readonly total?: number; readonly message?: string }
  | { readonly level: LogLevel; readonly data: unknown; readonly logger?: string };

/** What the client of a call wants to hear: the others may be reported too, and are not sent. */
export interface WantedReports {
  readonly progress?: true;
  /** Log messages from this level on. */
  readonly logLevel?: LogLevel;
}

/** The item of one call of a tool, in DynamoDB. */
export interface CallItemReference {
  readonly tableName: string;
  /** Where the table is. */
  readonly region: string;
  /** Value of the table's partition key `pk`. Nobody can guess it, and the tool's function may use no other but those of its own calls. */
  readonly key: string;
}

/** Begins each report in a stream. */
export const REPORT_MARK = '\x1e';

/** Bytes of a report: more is more than clients take. */
export const REPORT_MAX_BYTES = 1_000_000;

/** The keys of all items of calls begin so; then comes which function may use them. */
export const CALL_KEY_PREFIX = 'TOOL#';

/** Attributes of the item of a call. */
export const CALL_ITEM = {
  /** Set by the tool: a text of JSON. */
  progress: 'progress',
  /** Set by the tool: a list of texts of JSON. */
  logs: 'logs',
  /** Set by the server: true once the client has cancelled the call. */
  cancelled: 'cancelled',
} as const;
