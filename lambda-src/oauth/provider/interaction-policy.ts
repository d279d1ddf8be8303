import { errors, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';

const { Check, Prompt } = interactionPolicy;

/**
 * Who signs a person in, and how, is not configured: each valid request is answered, not left hanging. The library has
 * checked everything before it asks the policy, so the answer may be sent to the redirect URI.
 */
export function nobodySignsIn(): interactionPolicy.Prompt[] {
  const login = new Prompt(
    { name: 'login', requestable: true },
    new Check('sign_in_not_configured', 'this server has no sign-in for people', 'login_required', (ctx: KoaContextWithOIDC) => {
      if (ctx.oidc.promptPending('none')) {
        return Check.REQUEST_PROMPT;
      }
      throw new errors.AccessDenied('this server has no sign-in for people; only clients with client_credentials can get a token');
    }),
  );
  // Never reached; without them, what clients may ask for would be unknown.
  return [login, new Prompt({ name: 'consent', requestable: true }), new Prompt({ name: 'select_account', requestable: true })];
}

/** Every request asks the person: neither a consent nor a sign-in is remembered, so nobody can ride on one. */
export function everybodyIsAsked(): interactionPolicy.Prompt[] {
  return [
    new Prompt(
      { name: 'login', requestable: true },
      new Check('sign_in_missing', 'the person has to sign in', 'login_required', (ctx: KoaContextWithOIDC) => ctx.oidc.result?.login === undefined),
    ),
    new Prompt(
      { name: 'consent', requestable: true },
      new Check('consent_missing', 'the person has to consent', 'consent_required', (ctx: KoaContextWithOIDC) => ctx.oidc.result?.consent === undefined),
    ),
    new Prompt({ name: 'select_account', requestable: true }),
  ];
}
