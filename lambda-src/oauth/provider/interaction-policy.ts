import { errors, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';

/**
 * Who signs a person in, and how, is not configured: each valid request is answered, not left hanging. The library has
 * checked everything before it asks the policy, so the answer may be sent to the redirect URI.
 */
export function nobodySignsIn(): interactionPolicy.Prompt[] {
  return [new interactionPolicy.Prompt(
    { name: 'login', requestable: true },
    new interactionPolicy.Check('sign_in_not_configured', 'this server has no sign-in for people', 'login_required', (ctx: KoaContextWithOIDC) => {
      if (ctx.oidc.promptPending('none')) return interactionPolicy.Check.REQUEST_PROMPT;
      throw new errors.AccessDenied('this server has no sign-in for people; only clients with client_credentials can get a token');
    }),
  )];
}
