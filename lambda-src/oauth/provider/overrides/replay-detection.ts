import Provider, { type KoaContextWithOIDC } from 'oidc-provider';
import { sha256 } from '../../../platform/sha256';
import type { ModelRecords } from '../../storage/model-records';

const UNAVAILABLE = 503;
/** The library takes proofs of possession that are dated up to five minutes ahead or back, and remembers each for five minutes: one that is dated ahead is good for ten, and in the last second, too. */
const LEAST_SECONDS = 601;

/**
 * The library reads first and then writes, which two concurrent requests could both pass; here one conditional write decides. What a request has used that
 * is answered 503 is as good as before: whoever sends the same again is not told that its credentials are bad.
 */
export function uniqueByConditionalWrite(provider: Provider, records: ModelRecords, clock: () => number): void {
  const used = new WeakMap<object, readonly string[]>();
  provider.ReplayDetection.unique = async (issuer, tokenId, expiresAt) => {
    const id = sha256(JSON.stringify([issuer, tokenId]));
    const isFirst = await records.insert(id, {}, Math.max(expiresAt - clock(), LEAST_SECONDS));
    const { ctx } = Provider;
    if (isFirst && ctx !== undefined) {
      used.set(ctx, [...used.get(ctx) ?? [], id]);
    }
    return isFirst;
  };
  provider.use(async (ctx: KoaContextWithOIDC, next: () => Promise<void>) => {
    await next();
    if (ctx.status === UNAVAILABLE) {
      await Promise.all((used.get(ctx) ?? []).map((id) => records.delete(id))).catch(() => undefined);
    }
  });
}
