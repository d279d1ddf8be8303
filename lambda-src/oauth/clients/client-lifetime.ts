import Provider, { type KoaContextWithOIDC } from 'oidc-provider';
import { UNUSED_CLIENT_SECONDS } from '../../../src/contract/limits';
import { registrantOf } from '../registration/library-policy';
import type { ClientRecord, ClientRecords } from '../storage/client-records';
import { traceOf } from '../trace/request-trace';

/** How long clients are remembered: what registers without a credential has to be used. */
export class ClientLifetime {
  private readonly read = new WeakMap<object, { readonly clientId: string; readonly record: ClientRecord }>();

  /** @param clock epoch seconds */
  constructor(private readonly clients: ClientRecords, private readonly clock: () => number) {}

  /** When the client that the request in hand registers or manages is to be forgotten: epoch seconds, undefined for never. */
  expiry(): number | undefined {
    const ctx = Provider.ctx;
    if (ctx?.oidc.route !== 'registration') {
      return ctx && this.read.get(ctx)?.record.expiresAt;
    }
    return registrantOf(ctx) === 'initial-access-token' ? undefined : this.clock() + UNUSED_CLIENT_SECONDS;
  }

  /** Whether the client of the request in hand registered with the initial access token: such a one is never forgotten. */
  isOperators(ctx: object, clientId: string): boolean {
    const used = this.read.get(ctx);
    return used !== undefined && used.clientId === clientId && used.record.expiresAt === undefined;
  }

  note(clientId: string, record: ClientRecord): void {
    if (Provider.ctx) {
      this.read.set(Provider.ctx, { clientId, record });
    }
  }

  /** Keeps the client of each token request that succeeds. That this fails costs the client nothing but a day. */
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
