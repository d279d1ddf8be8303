import Provider, { type KoaContextWithOIDC } from 'oidc-provider';
import type { FetchHook } from '../../client-metadata-fetch/client-metadata-fetch';
import { FetchFailure } from '../../client-metadata-fetch/failure';
import { Unavailable } from '../../errors/unavailable';
import { aliasedToken } from '../../lambda/token-alias';
import type { PageSource } from '../../pages/page-context';
import type { RegistryTable } from '../../storage/registry-table';
import type { IssuedTokens } from '../../tokens/issued-tokens';
import { traceOf } from '../../trace/request-trace';
import { presentedCredential } from '../adapter/reads-ahead';

interface Unread {
  readonly url: string;
  readonly failure: FetchFailure;
}

/**
 * A client whose document or keys cannot be read now is not a bad client: told `invalid_client`, it would throw its tokens away. One that shows a credential
 * of its own, or that is declared, is told to come again, and so is a person who has begun a request; anybody else learns nothing of what can be reached
 * from here.
 */
export class UnreadDocuments {
  private readonly unread = new WeakMap<object, Unread>();

  constructor(
    private readonly table: RegistryTable,
    private readonly declared: readonly { readonly clientId: string }[],
    private readonly pages: PageSource,
    private readonly accessTokens: IssuedTokens,
  ) {}

  /** Notes what the current request could not read. */
  noted(fetch: FetchHook): FetchHook {
    return (url, options) => fetch(url, options).catch((error: unknown) => {
      if (Provider.ctx && error instanceof FetchFailure && error.mayPass) {
        this.unread.set(Provider.ctx, { url: String(url), failure: error });
      }
      throw error;
    });
  }

  watch(provider: Provider): void {
    provider.use(async (ctx: KoaContextWithOIDC, next: () => Promise<void>) => {
      await next();
      const trace = traceOf(ctx.req);
      const unread = this.unread.get(ctx);
      if (unread === undefined || trace.error?.message !== 'invalid_client' || !await this.isKnown(ctx, unread)) {
        return;
      }
      const error = new Unavailable('client_document', unread.failure);
      trace.error = error;
      ctx.remove('WWW-Authenticate');
      ctx.status = error.status;
      ctx.body = typeof ctx.body === 'string' ? await this.page(trace.requestId) : { error: error.error, error_description: error.error_description };
    });
  }

  private async page(correlationId: string | undefined): Promise<string> {
    const { errorPage } = await import('../../pages/message-pages');
    return errorPage({ kind: 'unavailable', correlationId }, await this.pages());
  }

  private async isKnown({ oidc }: KoaContextWithOIDC, { url }: Unread): Promise<boolean> {
    // An answer is fetched by whoever holds the cookie of the request.
    if (oidc.entities.Interaction !== undefined) {
      return true;
    }
    // Where it is the document that could not be read, its URL is the id.
    const clientId = oidc.client?.clientId ?? url;
    if (this.declared.some((client) => client.clientId === clientId)) {
      return true;
    }
    // If the credential cannot be read either, nothing can be said of anybody.
    return await this.holder(oidc).catch(() => clientId) === clientId;
  }

  /** The client that the credential of a request was issued to. */
  private async holder(oidc: KoaContextWithOIDC['oidc']): Promise<unknown> {
    const accessToken = aliasedToken(String(oidc.params?.token));
    if (accessToken !== undefined) {
      return (await this.accessTokens.read(accessToken))?.clientId;
    }
    const credential = presentedCredential(oidc);
    const record = credential && await this.table.get(credential);
    return (record?.payload as { readonly clientId?: string } | undefined)?.clientId;
  }
}

/** What to throw in the place of an error of a client's look-up, for somebody who may know. */
export function unavailableIfUnread(error: Error): Error {
  return error.cause instanceof FetchFailure && error.cause.mayPass ? new Unavailable('client_document', error.cause) : error;
}
