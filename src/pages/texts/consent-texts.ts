/**
 * The words of the consent page. See `PageTexts`.
 *
 * @internal
 */
export interface ConsentPageTexts {
  /**
   * Title of the consent page. `{client}` is the app's host, or its name.
   *
   * @default 'Connect {client} to {server}?'
   */
  readonly consentTitle?: string;

  /**
   * Title of the consent page where nobody vouches for the app's name.
   *
   * @default 'Connect an unverified app to {server}?'
   */
  readonly consentTitleUnverified?: string;

  /**
   * First sentence of the consent page.
   *
   * @default 'This app asks to use {server} for you.'
   */
  readonly consentIntroduction?: string;

  /**
   * What stands before the app.
   *
   * @default 'App'
   */
  readonly appLabel?: string;

  /**
   * The name that an app with a verified host gives itself.
   *
   * @default 'It calls itself “{name}”.'
   */
  readonly appVerified?: string;

  /**
   * The name of an app that registered itself.
   *
   * @default 'It calls itself “{name}”. Anybody can choose this name.'
   */
  readonly appUnverified?: string;

  /**
   * In place of the name of an app that has none.
   *
   * @default 'It gave no name.'
   */
  readonly appNameless?: string;

  /**
   * Mark beside an unverified name.
   *
   * @default 'unverified'
   */
  readonly unverifiedTag?: string;

  /**
   * What stands before the redirect host.
   *
   * @default 'Your approval is sent to'
   */
  readonly redirectLabel?: string;

  /**
   * In place of a redirect host: a loopback address.
   *
   * @default 'an app on this computer'
   */
  readonly redirectLoopback?: string;

  /**
   * In place of a redirect host: a private-use scheme.
   *
   * @default 'an app on this device'
   */
  readonly redirectApp?: string;

  /**
   * What stands before the account.
   *
   * @default 'Your account'
   */
  readonly accountLabel?: string;

  /**
   * In place of the account of a person who has not signed in. `{provider}` is the identity provider.
   *
   * @default 'You sign in next, with {provider}.'
   */
  readonly accountLater?: string;

  /**
   * The same where the person chooses among identity providers.
   *
   * @default 'You sign in next.'
   */
  readonly accountLaterByChoice?: string;

  /**
   * Button that leads to another account.
   *
   * @default 'Not you?'
   */
  readonly switchAccount?: string;

  /**
   * Heading of the list of scopes.
   *
   * @default 'It will be able to'
   */
  readonly scopesTitle?: string;

  /**
   * In place of an empty list of scopes.
   *
   * @default 'It asks for no permission.'
   */
  readonly scopesNone?: string;

  /**
   * Describes the scope `mcp`, unless you do.
   *
   * @default 'Use the tools, resources and prompts of this server'
   */
  readonly scopeDefault?: string;

  /**
   * Describes the scope `offline_access`.
   *
   * @default 'Stay connected while you are away, until you disconnect it'
   */
  readonly scopeOfflineAccess?: string;

  /**
   * Warning before a loopback redirect.
   *
   * @default "**An app on this computer** gets access. This page can't see which one. Approve only if you have just started to connect one."
   */
  readonly warningLoopback?: string;

  /**
   * Warning before a redirect to a private-use scheme.
   *
   * @default '**An app on this device** gets access, whichever opens links that begin with {scheme}. Approve only if you have just started to connect it.'
   */
  readonly warningApp?: string;

  /**
   * Warning about an app that registered itself.
   *
   * @default '**Nobody has verified this app.** Go by where your approval is sent, not by its name.'
   */
  readonly warningUnverified?: string;

  /**
   * Warning about a redirect to another host than the app's.
   *
   * @default '**The app and the destination differ.** The app is {client}, but your approval is sent to {host}.'
   */
  readonly warningElsewhere?: string;

  /**
   * Warning about a name with confusable letters.
   *
   * @default '**The name may imitate another.** It has letters that look like those of another alphabet.'
   */
  readonly warningLookalike?: string;

  /**
   * Button that grants access.
   *
   * @default 'Approve'
   */
  readonly approve?: string;

  /**
   * Button that refuses access.
   *
   * @default 'Deny'
   */
  readonly deny?: string;

  /**
   * Last sentence of the consent page.
   *
   * @default 'If you did not start this, choose Deny: nothing is shared then.'
   */
  readonly consentFootnote?: string;
}

export const CONSENT_TEXTS: Required<ConsentPageTexts> = {
  consentTitle: 'Connect {client} to {server}?',
  consentTitleUnverified: 'Connect an unverified app to {server}?',
  consentIntroduction: 'This app asks to use {server} for you.',
  appLabel: 'App',
  appVerified: 'It calls itself “{name}”.',
  appUnverified: 'It calls itself “{name}”. Anybody can choose this name.',
  appNameless: 'It gave no name.',
  unverifiedTag: 'unverified',
  redirectLabel: 'Your approval is sent to',
  redirectLoopback: 'an app on this computer',
  redirectApp: 'an app on this device',
  accountLabel: 'Your account',
  accountLater: 'You sign in next, with {provider}.',
  accountLaterByChoice: 'You sign in next.',
  switchAccount: 'Not you?',
  scopesTitle: 'It will be able to',
  scopesNone: 'It asks for no permission.',
  scopeDefault: 'Use the tools, resources and prompts of this server',
  scopeOfflineAccess: 'Stay connected while you are away, until you disconnect it',
  warningLoopback: "**An app on this computer** gets access. This page can't see which one. Approve only if you have just started to connect one.",
  warningApp: '**An app on this device** gets access, whichever opens links that begin with {scheme}. Approve only if you have just started to connect it.',
  warningUnverified: '**Nobody has verified this app.** Go by where your approval is sent, not by its name.',
  warningElsewhere: '**The app and the destination differ.** The app is {client}, but your approval is sent to {host}.',
  warningLookalike: '**The name may imitate another.** It has letters that look like those of another alphabet.',
  approve: 'Approve',
  deny: 'Deny',
  consentFootnote: 'If you did not start this, choose Deny: nothing is shared then.',
};
