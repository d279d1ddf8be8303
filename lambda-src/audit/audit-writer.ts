import { gunzipSync } from 'node:zlib';
import { auditLine, type LogEvent } from './audit-line';
import { batches } from './batches';
import type { Log } from '../platform/log';

/** What a subscription of CloudWatch Logs sends. */
export interface AuditEvent {
  readonly awslogs: { readonly data: string };
}

interface Subscribed {
  /** `CONTROL_MESSAGE` only asks whether somebody is there. */
  readonly messageType: string;
  readonly logEvents: readonly LogEvent[];
}

export interface AuditWriterParts {
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly log: Log;
  /** PutLogEvents. */
  put(input: object): Promise<{ readonly rejectedLogEventsInfo?: unknown }>;
}

/**
 * Copies audit lines into their own log group. It rejects if any may be missing there, and Lambda runs it again: a line may come twice, but
 * none is lost on the way.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 */
export function auditWriter({ logGroupName, logStreamName, put, log }: AuditWriterParts): (event: AuditEvent) => Promise<void> {
  return async ({ awslogs }) => {
    const { messageType, logEvents }: Subscribed = JSON.parse(gunzipSync(Buffer.from(awslogs.data, 'base64')).toString());
    if (messageType !== 'DATA_MESSAGE') {
      return;
    }
    const lines = logEvents.map(auditLine).filter((line) => line !== undefined);
    for (const batch of batches(lines)) {
      const { rejectedLogEventsInfo } = await put({ logGroupName, logStreamName, logEvents: batch });
      if (rejectedLogEventsInfo !== undefined) {
        // Too old, or from the future: another attempt would fare no better.
        log('error', 'audit lines refused', { lines: batch.length, why: rejectedLogEventsInfo });
      }
    }
  };
}
