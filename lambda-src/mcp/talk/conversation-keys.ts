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

/** The keys, read when they are first needed and then every few minutes; the last ones stay while the secret cannot be read. */
export class ConversationKeyReader {
  private known: { readonly keys: ConversationKeys; readonly readAt: number } | undefined;
  private reading: Promise<ConversationKeys> | undefined;

  constructor(private readonly aws: AwsEnvironment, private readonly secretArn: string, private readonly timers: Timers) {}

  async keys(): Promise<ConversationKeys> {
    if (this.known !== undefined && this.timers.now() - this.known.readAt < FRESH_MILLIS) {
      return this.known.keys;
    }
    this.reading ??= this.read().finally(() => {
      this.reading = undefined;
    });
    try {
      return await this.reading;
    } catch (error) {
      if (this.known !== undefined) {
        return this.known.keys;
      }
      throw error;
    }
  }

  private async read(): Promise<ConversationKeys> {
    const secrets = (await Promise.all(CONVERSATION_SECRET_STAGES.map((stage) => this.secret(stage)))).filter((secret) => secret !== undefined);
    if (secrets.length === 0) {
      throw new Error('the secret of the conversations has no value');
    }
    const derived = (label: string) => secrets.map((secret) => Buffer.from(hkdfSync('sha256', secret, '', label, 32)));
    const keys = { stateSealing: derived(CONVERSATION_KEY_LABELS.stateSealing), sessionSigning: derived(CONVERSATION_KEY_LABELS.sessionSigning) };
    this.known = { keys, readAt: this.timers.now() };
    return keys;
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
