import Provider, { type AdapterPayload, type KoaContextWithOIDC } from 'oidc-provider';
import { registrantOf } from './library-policy';
import { isShareable, registrationIdentity } from './registration-identity';
import type { SharedClient } from './shared-clients';
import { traceOf } from '../trace/request-trace';

/** Registrations that are answered with a client that others have registered before. */
export class SharedRegistration {
  private readonly answers = new WeakMap<object, SharedClient>();

  /** By what the client that the request in hand registers is shared. Whoever is given a token to manage a client has it for himself. */
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

  /** The library knows only the client that it would have made: everything but whose id it is holds of the other, too. */
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
