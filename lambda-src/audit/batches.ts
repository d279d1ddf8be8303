import type { LogEvent } from './audit-line';

/** The limits of PutLogEvents; CloudWatch Logs counts 26 bytes for each event besides its text. */
const BATCH_MAX_BYTES = 1_048_576;
const BATCH_MAX_EVENTS = 10_000;
const BATCH_MAX_MILLIS = 24 * 3_600_000;
const EVENT_BYTES = 26;

/**
 * Lines in the order of their time, in batches that CloudWatch Logs takes.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 */
export function batches(lines: readonly LogEvent[]): LogEvent[][] {
  const all: LogEvent[][] = [];
  let bytes = 0;
  for (const line of [...lines].sort((a, b) => a.timestamp - b.timestamp)) {
    const size = Buffer.byteLength(line.message) + EVENT_BYTES;
    const batch = all.at(-1);
    if (batch === undefined || batch.length === BATCH_MAX_EVENTS || bytes + size > BATCH_MAX_BYTES || line.timestamp - batch[0].timestamp >= BATCH_MAX_MILLIS) {
      all.push([line]);
      bytes = size;
    } else {
      batch.push(line);
      bytes += size;
    }
  }
  return all;
}
