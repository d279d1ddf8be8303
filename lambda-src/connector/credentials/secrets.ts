import type { SecretReference } from '../../../src/contract/connector/connection';
import { secretField, type SecretReader } from '../../platform/aws/secret-value';
import { ConnectorError } from '../egress/failure';

/** A rotated secret is read again when it is refused; one that is never refused, after this time. */
const KEPT_MILLIS = 15 * 60_000;

interface Kept {
  readonly value: Promise<string | undefined>;
  readonly readAt: number;
}

/** The secrets of connections, each read when it is first needed. One request to Secrets Manager, however many calls wait for it. */
export class Secrets {
  private readonly kept = new Map<string, Kept>();

  /** @param clock epoch milliseconds */
  constructor(private readonly read: SecretReader, private readonly clock: () => number) {}

  /** @throws ConnectorError, which never quotes a secret */
  async value({ arn, field = '' }: SecretReference): Promise<string> {
    const kept = this.kept.get(arn);
    const entry = kept !== undefined && this.clock() - kept.readAt < KEPT_MILLIS ? kept : { value: this.read(arn, 'AWSCURRENT'), readAt: this.clock() };
    this.kept.set(arn, entry);
    try {
      const text = await entry.value;
      if (text === undefined) {
        throw new Error('the secret has no text');
      }
      return headerSafe(secretField(text, field));
    } catch (error) {
      if (this.kept.get(arn) === entry) {
        this.kept.delete(arn);
      }
      throw new ConnectorError('credentials', `${arn}: ${(error as Error).message}`, { cause: error });
    }
  }

  /** Reads the secrets again when they are next needed, unless that has just been done. */
  forget(arns: readonly string[], refusedAfter: number): void {
    for (const arn of arns) {
      if ((this.kept.get(arn)?.readAt ?? 0) < refusedAfter) {
        this.kept.delete(arn);
      }
    }
  }
}

/** A line break at the end of a secret is a slip of whoever stored it; one within it would end a header. */
function headerSafe(secret: string): string {
  const text = secret.replace(/\r?\n$/, '');
  if ([...text].some((character) => character < ' ' || character === '\x7f')) {
    throw new Error('the secret has a control character');
  }
  return text;
}
