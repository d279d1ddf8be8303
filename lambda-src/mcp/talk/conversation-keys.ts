import { hkdfSync } from 'node:crypto';
import { CONVERSATION_KEY_LABELS, CONVERSATION_SECRET_STAGES } from '../../../src/contract/mcp/conversation';
import { awsJson, AwsError } from '../../platform/aws/aws-json';
import type { AwsEnvironment } from '../../platform/aws/aws-request';
import type { Timers } from '../../platform/timers';

/** The keys of one purpose, that of the current version of the secret first. */
export interface ConversationKeys {
  readonly stateSealing: readonly Buffer[];
  readonly sessionSigning: readonly Buffer[];
}

/** A rotation is noticed after this time. */
const FRESH_MILLIS = 300_000;

/** What no known key opens may be of a newer one that another instance knows already. The secret is read for that, and after a failure, this often. */
const REREAD_MILLIS = 5000;

/** The keys, read when they are first needed and then every few minutes; the last ones stay while the secret cannot be read. */
export class ConversationKeyReader {
  private known: { readonly keys: ConversationKeys; readonly freshUntil: number; readonly rereadAt: number } | undefined;
  private reading: Promise<ConversationKeys> | undefined;

  constructor(private readonly aws: AwsEnvironment, private readonly secretArn: string, private readonly timers: Timers) {}

  async keys(): Promise<ConversationKeys> {
    return this.known !== undefined && this.timers.now() < this.known.freshUntil ? this.known.keys : this.reread();
  }

  /**
   * What the keys open. In the minutes after a rotation, what another instance sealed or signed with the new version is opened, too.
   *
   * @returns undefined for what no version opens
   */
  async opened<T>(open: (keys: ConversationKeys) => T | undefined): Promise<T | undefined> {
    const opened = open(await this.keys());
    return opened !== undefined || this.timers.now() < this.known!.rereadAt ? opened : open(await this.reread());
  }

  private async reread(): Promise<ConversationKeys> {
    this.reading ??= this.read().finally(() => {
      this.reading = undefined;
    });
    try {
      return await this.reading;
    } catch (error) {
      if (this.known === undefined) {
        throw error;
      }
      return this.keep(this.known.keys, REREAD_MILLIS);
    }
  }

  private keep(keys: ConversationKeys, freshMillis: number): ConversationKeys {
    const now = this.timers.now();
    this.known = { keys, freshUntil: now + freshMillis, rereadAt: now + REREAD_MILLIS };
    return keys;
  }

  private async read(): Promise<ConversationKeys> {
    const secrets = (await Promise.all(CONVERSATION_SECRET_STAGES.map((stage) => this.secret(stage)))).filter((secret) => secret !== undefined);
    if (secrets.length === 0) {
      throw new Error('the secret of the conversations has no value');
    }
    const derived = (label: string) => secrets.map((secret) => Buffer.from(hkdfSync('sha256', secret, '', label, 32)));
    const keys = { stateSealing: derived(CONVERSATION_KEY_LABELS.stateSealing), sessionSigning: derived(CONVERSATION_KEY_LABELS.sessionSigning) };
    return this.keep(keys, FRESH_MILLIS);
  }

  private async secret(stage: string): Promise<string | undefined> {
    try {
      const { SecretString } = await awsJson(this.aws, 'secretsmanager', 'GetSecretValue', { SecretId: this.secretArn, VersionStage: stage });
      return typeof SecretString === 'string' && SecretString !== '' ? SecretString : undefined;
    } catch (error) {
      if (error instanceof AwsError && error.code === 'ResourceNotFoundException') {
        return undefined;
      }
      throw error;
    }
  }
}
