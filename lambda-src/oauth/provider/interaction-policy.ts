import { errors, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';

const { Check, Prompt } = interactionPolicy;

/**
 * Decides how a valid request is answered when no sign-in is configured: with an error, not a hanging request. The library has
 * validated the request before it consults the policy, so the answer may be sent to the redirect URI.
 */
export function nobodySignsIn(): interactionPolicy.Prompt[] {
  const login = new Prompt(
    { name: 'login', requestable: true },
    new Check('sign_in_not_configured', 'this server has no interactive sign-in', 'login_required', (ctx: KoaContextWithOIDC) => {
      if (ctx.oidc.promptPending('none')) {
        return Check.REQUEST_PROMPT;
      }
      throw new errors.AccessDenied('this server has no interactive sign-in; only clients with client_credentials can get a token');
    }),
  );
  // Never reached; without them, the library would not know which values clients may send.
  return [login, new Prompt({ name: 'consent', requestable: true }), new Prompt({ name: 'select_account', requestable: true })];
}

/** Every request asks the user: neither consent nor sign-in is remembered, so a session cannot be abused. */
export function everybodyIsAsked(): interactionPolicy.Prompt[] {
  return [
    new Prompt(
      { name: 'login', requestable: true },
      new Check('sign_in_missing', 'the user has to sign in', 'login_required', (ctx: KoaContextWithOIDC) => ctx.oidc.result?.login === undefined),
    ),
    new Prompt(
      { name: 'consent', requestable: true },
      new Check('consent_missing', 'the user has to consent', 'consent_required', (ctx: KoaContextWithOIDC) => ctx.oidc.result?.consent === undefined),
    ),
    new Prompt({ name: 'select_account', requestable: true }),
  ];
}
