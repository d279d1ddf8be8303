import Provider, { type KoaContextWithOIDC } from 'oidc-provider';
import { UNUSED_CLIENT_SECONDS } from '../../../src/contract/limits';
import { registrantOf } from '../registration/library-policy';
import type { ClientRecord, ClientRecords } from '../storage/client-records';
import { traceOf } from '../trace/request-trace';

/** How long clients are kept: one that registered without a credential expires unless it is used. */
export class ClientLifetime {
  private readonly read = new WeakMap<object, { readonly clientId: string; readonly record: ClientRecord }>();

  /** @param clock epoch seconds */
  constructor(private readonly clients: ClientRecords, private readonly clock: () => number) {}

  /** When the client that the current request registers or manages expires: epoch seconds, undefined for never. */
  expiry(): number | undefined {
    const ctx = Provider.ctx;
    if (ctx?.oidc.route !== 'registration') {
      return ctx && this.read.get(ctx)?.record.expiresAt;
    }
    return registrantOf(ctx) === 'initial-access-token' ? undefined : this.clock() + UNUSED_CLIENT_SECONDS;
  }

  /** Whether the client of the current request registered with the initial access token: such a client never expires. */
  isOperators(ctx: object, clientId: string): boolean {
    const used = this.read.get(ctx);
    return used !== undefined && used.clientId === clientId && used.record.expiresAt === undefined;
  }

  note(clientId: string, record: ClientRecord): void {
    if (Provider.ctx) {
      this.read.set(Provider.ctx, { clientId, record });
    }
  }

  /** Extends the client of each successful token request. A failure costs the client at most a day of its lifetime. */
  watch(provider: Provider): void {
    provider.use(async (ctx: KoaContextWithOIDC, next: () => Promise<void>) => {
      await next();
      const used = this.read.get(ctx);
      if (ctx.status !== 200 || ctx.oidc?.route !== 'token' || used === undefined) {
        return;
      }
      await this.clients.keep(used.clientId, used.record).catch((error: Error) => {
        traceOf(ctx.req).error = error;
      });
    });
  }
}
