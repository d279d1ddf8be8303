import Provider, { type AdapterPayload, type KoaContextWithOIDC } from 'oidc-provider';
import { registrantOf } from './library-policy';
import { isShareable, registrationIdentity } from './registration-identity';
import type { SharedClient } from './shared-clients';
import { traceOf } from '../trace/request-trace';

/** Registrations answered with a client that an earlier, identical registration created. */
export class SharedRegistration {
  private readonly answers = new WeakMap<object, SharedClient>();

  /** The key under which the current request's client is shared. A client with a management token is never shared. */
  identity(metadata: AdapterPayload): string | undefined {
    const ctx = Provider.ctx;
    const isShared = ctx !== undefined && ctx.oidc.entities.RegistrationAccessToken === undefined && isShareable(registrantOf(ctx), metadata);
    return isShared ? registrationIdentity(metadata) : undefined;
  }

  answerWith(client: SharedClient): void {
    if (Provider.ctx) {
      this.answers.set(Provider.ctx, client);
    }
  }

  /** The library only knows the client that it would have created; apart from the id, it equals the shared one. */
  watch(provider: Provider): void {
    provider.use(async (ctx: KoaContextWithOIDC, next: () => Promise<void>) => {
      await next();
      const client = this.answers.get(ctx);
      if (client === undefined || ctx.status !== 201) {
        return;
      }
      Object.assign(ctx.body as object, { client_id: client.clientId, client_id_issued_at: client.issuedAt });
      Object.assign(traceOf(ctx.req), { clientId: client.clientId, repeatedRegistration: client.isRepeated });
    });
  }
}
