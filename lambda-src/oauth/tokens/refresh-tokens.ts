import Provider, { type Adapter, type AdapterPayload, errors, type KoaContextWithOIDC } from 'oidc-provider';
import type { RefreshChainKeys } from './refresh-chain-keys';
import { judgeReplacedToken } from './replaced-token';
import { KEY_LAG_SECONDS } from '../../../src/contract/limits';
import { modelKey, REGISTRY_SCHEMA, type RegistryKey } from '../../../src/contract/registry';
import { sha256 } from '../../platform/sha256';
import { Unavailable } from '../errors/unavailable';
import type { RegistryRecord, RegistryTable } from '../storage/registry-table';

const REPLACED_AT = 'replacedAt';
const CAME_LATE_AT = 'cameLateAt';
const UNANSWERED_AT = 'unansweredAt';
/** Maximum generations followed within the grace period of one token. No legitimate client refreshes so often. */
const MAX_GENERATIONS = 100;

/**
 * Refresh tokens: each is replaced when it is used, by a successor derived from it. However often and wherever it is used
 * within the rules of `judgeReplacedToken`, the answer is the one newest token of its family.
 */
export class RefreshTokens implements Adapter {
  private readonly successors = new WeakMap<KoaContextWithOIDC, { readonly id: string; readonly predecessorHash: string }>();
  private readonly replaced = new WeakMap<object, string>();

  /** @param clock epoch seconds */
  constructor(private readonly table: RegistryTable, private readonly chain: RefreshChainKeys, private readonly clock: () => number) {}

  /** The id of the token that the current request is answered with; undefined if it has used none. */
  successorId(): string | undefined {
    return Provider.ctx && this.successors.get(Provider.ctx)?.id;
  }

  /** Every request that saves a successor saves the same one, so the first save is enough. */
  async upsert(id: string, { jti: _jti, ...payload }: AdapterPayload, expiresIn: number): Promise<void> {
    const predecessor = Provider.ctx && this.successors.get(Provider.ctx)?.predecessorHash;
    await this.table.insert(keyOf(id), { payload, [REGISTRY_SCHEMA.expiry]: this.clock() + expiresIn, ...predecessor !== undefined && { predecessor } });
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const record = await this.table.get(keyOf(id));
    if (record === undefined) {
      return undefined;
    }
    // The library revokes the whole grant if it finds a token `consumed`.
    const consumed = await this.judge(id, record) === 'reuse' && { consumed: record[REPLACED_AT] };
    return { ...record.payload as AdapterPayload, ...consumed, jti: id };
  }

  async consume(id: string): Promise<void> {
    const { currentId } = this.chain;
    if (await this.table.mark(keyOf(id), REPLACED_AT, this.clock(), { successorKey: currentId })) {
      this.replaced.set(Provider.ctx ?? {}, id);
      this.answerWith(this.chain.successor(id, currentId)!, id);
      return;
    }
    const record = await this.table.get(keyOf(id));
    const verdict = record && await this.judge(id, record);
    if (record === undefined || verdict === 'reuse') {
      throw new errors.InvalidGrant('refresh token is gone');
    }
    if (verdict === 'late' && !wasUnanswered(record)) {
      await this.table.mark(keyOf(id), CAME_LATE_AT, this.clock());
    }
    await this.answerWithNewest(id, record);
  }

  /** The request that replaced a token is answered 503: that the token comes late then says nothing of its holder. */
  async unanswered(ctx: object): Promise<void> {
    const id = this.replaced.get(ctx);
    if (id !== undefined) {
      await this.table.update(keyOf(id), { [UNANSWERED_AT]: this.clock() });
    }
  }

  /** A token is worthless without its grant, and while it can be found, a partly failed revocation can be repeated. */
  async destroy(): Promise<void> {}

  /** Deleting the grant, which happens at the same time, invalidates its tokens. */
  async revokeByGrantId(): Promise<void> {}

  findByUid = (): never => {
    throw new Error('refresh tokens have no uid');
  };
  findByUserCode = (): never => {
    throw new Error('refresh tokens have no user code');
  };

  private async judge(id: string, record: RegistryRecord): Promise<'current' | ReturnType<typeof judgeReplacedToken>> {
    const replacedAt = record[REPLACED_AT] as number | undefined;
    if (replacedAt === undefined) {
      return 'current';
    }
    const facts = { secondsSinceReplacement: this.clock() - replacedAt, successorUsed: false, predecessorCameLate: false };
    if (judgeReplacedToken(facts) === 'in-time') {
      return 'in-time';
    }
    const successorId = this.chain.successor(id, record.successorKey as string);
    const [successor, predecessor] = await Promise.all([
      successorId === undefined ? undefined : this.table.get(keyOf(successorId)),
      typeof record.predecessor === 'string' ? this.table.get(modelKey('RefreshToken', record.predecessor)) : undefined,
    ]);
    return judgeReplacedToken({
      ...facts,
      successorUsed: successor?.[REPLACED_AT] !== undefined,
      predecessorCameLate: predecessor?.[CAME_LATE_AT] !== undefined,
    });
  }

  /** It may be missing: if the request that replaced its predecessor failed before saving it, this request saves it. */
  private async answerWithNewest(id: string, record: RegistryRecord): Promise<void> {
    let [newestId, newest, predecessorId] = [id, record as RegistryRecord | undefined, id];
    for (let generation = 0; newest?.[REPLACED_AT] !== undefined; generation++) {
      if (generation === MAX_GENERATIONS) {
        throw new errors.InvalidGrant('refresh token is too many generations old');
      }
      predecessorId = newestId;
      newestId = this.successor(newestId, newest);
      newest = await this.table.get(keyOf(newestId));
    }
    this.answerWith(newestId, predecessorId);
  }

  private answerWith(id: string, predecessorId: string): void {
    if (Provider.ctx) {
      this.successors.set(Provider.ctx, { id, predecessorHash: sha256(predecessorId) });
    }
  }

  /** @throws Unavailable if this instance may not have read the key yet */
  private successor(id: string, record: RegistryRecord): string {
    const successor = this.chain.successor(id, record.successorKey as string);
    if (successor !== undefined) {
      return successor;
    }
    if (this.clock() - (record[REPLACED_AT] as number) < KEY_LAG_SECONDS) {
      throw new Unavailable('signing_secret', new Error('the refresh token was replaced with a key that is not known here yet'));
    }
    throw new errors.InvalidGrant('the key that replaced the refresh token has been rotated away');
  }
}

/** Whether this server did not answer a request that replaced it. */
function wasUnanswered({ [UNANSWERED_AT]: unansweredAt, [REPLACED_AT]: replacedAt }: RegistryRecord): boolean {
  return typeof unansweredAt === 'number' && unansweredAt >= (replacedAt as number);
}

function keyOf(id: string): RegistryKey {
  return modelKey('RefreshToken', sha256(id));
}
