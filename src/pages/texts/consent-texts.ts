import type { Text } from './text';

/** The words of the consent page. */
export const CONSENT_TEXTS = {
  consentTitle: {
    where: "Title of the consent page. `{client}` is the app's host, or its name.",
    english: 'Connect {client} to {server}?',
  },
  consentTitleUnverified: {
    where: 'Title of the consent page of an unverified app.',
    english: 'Connect an unverified app to {server}?',
  },
  consentIntroduction: {
    where: 'First sentence of the consent page.',
    english: 'This app asks to use {server} for you.',
  },
  appLabel: {
    where: 'What stands before the app.',
    english: 'App',
  },
  appVerified: {
    where: 'The name that an app with a verified host gives itself.',
    english: 'It calls itself “{name}”.',
  },
  appUnverified: {
    where: 'The name of an app that registered itself.',
    english: 'It calls itself “{name}”. Anybody can choose this name.',
  },
  appNameless: {
    where: 'In place of the name of an app that has none.',
    english: 'It gave no name.',
  },
  unverifiedTag: {
    where: 'Mark beside an unverified name.',
    english: 'unverified',
  },
  redirectLabel: {
    where: 'What stands before the redirect host.',
    english: 'Your approval is sent to',
  },
  redirectLoopback: {
    where: 'In place of a redirect host: a loopback address.',
    english: 'an app on this computer',
  },
  redirectApp: {
    where: 'In place of a redirect host: a private-use scheme.',
    english: 'an app on this device',
  },
  accountLabel: {
    where: 'What stands before the account.',
    english: 'Your account',
  },
  accountLater: {
    where: 'In place of the account: the person signs in after the consent. `{provider}` is the identity provider.',
    english: 'You sign in next, with {provider}.',
  },
  accountLaterByChoice: {
    where: 'The same where the person chooses among identity providers.',
    english: 'You sign in next.',
  },
  scopesTitle: {
    where: 'Heading of the list of scopes.',
    english: 'It will be able to',
  },
  scopesNone: {
    where: 'In place of an empty list of scopes.',
    english: 'It asks for no permission.',
  },
  scopeDefault: {
    where: 'Describes the scope `mcp`, unless you do.',
    english: 'Use the tools, resources and prompts of this server',
  },
  scopeOfflineAccess: {
    where: 'Describes the scope `offline_access`.',
    english: 'Stay connected while you are away, until you disconnect it',
  },
  warningLoopback: {
    where: 'Warning before a loopback redirect.',
    english: "**An app on this computer** gets access. This page can't see which one. Approve only if you have just started to connect one.",
  },
  warningApp: {
    where: 'Warning before a redirect to a private-use scheme.',
    english: '**An app on this device** gets access, whichever opens links that begin with {scheme}. Approve only if you have just started to connect it.',
  },
  warningUnverified: {
    where: 'Warning about an app that registered itself.',
    english: '**Nobody has verified this app.** Go by where your approval is sent, not by its name.',
  },
  warningElsewhere: {
    where: "Warning about a redirect to another host than the app's.",
    english: '**The app and the destination differ.** The app is {client}, but your approval is sent to {host}.',
  },
  warningLookalike: {
    where: 'Warning about a name with confusable letters.',
    english: '**The name may imitate another.** It has letters that look like those of another alphabet.',
  },
  approve: {
    where: 'Button that grants access.',
    english: 'Approve',
  },
  deny: {
    where: 'Button that refuses access.',
    english: 'Deny',
  },
  consentFootnote: {
    where: 'Last sentence of the consent page.',
    english: 'If you did not start this, choose Deny: nothing is shared then.',
    also: ['server'],
  },
} as const satisfies { readonly [key: string]: Text };
