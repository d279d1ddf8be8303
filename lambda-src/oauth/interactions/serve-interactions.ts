import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { InteractionFacts } from './routes';
import { ACCESS_PATH, CALLBACK_PATH, INTERACTION_PATH, SIGNED_OUT_PATH } from '../../../src/contract/gateway/routes';

const PATHS: readonly string[] = [INTERACTION_PATH, CALLBACK_PATH, ACCESS_PATH, SIGNED_OUT_PATH];

/** The routes of pages and sign-in are loaded for the first request to them. */
export function serveInteractions(provider: Provider, facts: InteractionFacts): void {
  let loading: Promise<ReturnType<typeof import('./routes')['interactionRoutes']>> | undefined;
  provider.use(async (ctx: KoaContextWithOIDC, next: () => Promise<void>) => {
    if (!PATHS.includes(`/${ctx.path.split('/')[1]}`)) {
      return next();
    }
    loading ??= import('./routes').then(({ interactionRoutes }) => interactionRoutes(provider, facts));
    return (await loading)(ctx, next);
  });
}
