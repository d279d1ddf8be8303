import type { Text } from './text';

/** The words of the pages around a sign-in: choice of a provider, account, errors, end. */
export const SIGN_IN_TEXTS = {
  signInTitle: {
    where: 'Title of the sign-in choice page.',
    english: 'Sign in to {server}',
  },
  signInIntroduction: {
    where: 'First sentence of the sign-in choice page.',
    english: 'Choose how you sign in.',
    also: ['server'],
  },
  signInWith: {
    where: 'Button for an identity provider.',
    english: 'Continue with {provider}',
  },
  accountTitle: {
    where: 'Title of the page that confirms an account after a sign-in without questions.',
    english: 'Continue with this account?',
    also: ['server'],
  },
  accountIntroduction: {
    where: 'First words of that page.',
    english: 'You are signed in as',
  },
  continueWithAccount: {
    where: 'Button that confirms the account.',
    english: 'Continue',
  },
  useAnotherAccount: {
    where: 'Button that leads to another account.',
    english: 'Use another account',
  },
  errorTitle: {
    where: 'Title of the error page.',
    english: "You can't be connected",
    also: ['server'],
  },
  errorUnknownClient: {
    where: 'Explains an unknown or refused app, or one whose metadata document cannot be read.',
    english: "This server doesn't know the app that sent you here, or can't read what describes it. Try again in a minute, or remove the connection in the app and add it again.",
    also: ['server'],
  },
  errorRedirectUri: {
    where: 'Explains a redirect URI that does not match.',
    english: 'The app asked to send you to an address that it has not registered. To protect you, you are not sent there.',
    also: ['server'],
  },
  errorRequest: {
    where: 'Explains an invalid request.',
    english: "The app sent a request that this server can't use. Try to connect again. If that doesn't help, the app needs an update.",
    also: ['server'],
  },
  errorExpired: {
    where: 'Explains a request that is over, or a missing cookie.',
    english: 'This page has expired, or was opened in another browser. Go back to the app and connect again.',
    also: ['server'],
  },
  errorDenied: {
    where: 'Explains a refusal by policy.',
    english: 'You are not allowed to use this server. Ask its administrator for access.',
    also: ['server'],
  },
  errorSignIn: {
    where: 'Explains a failure of the identity provider.',
    english: 'The sign-in did not succeed. Go back to the app and connect again.',
    also: ['server'],
  },
  errorUnavailable: {
    where: 'Explains an outage.',
    english: "The server can't answer at the moment. Try again in a minute.",
    also: ['server'],
  },
  errorOther: {
    where: 'Explains every other error.',
    english: 'Something went wrong on this server. Go back to the app and connect again.',
    also: ['server'],
  },
  errorReference: {
    where: 'What stands before the correlation id.',
    english: 'Reference, if you ask for help',
  },
  errorReturnCaution: {
    where: 'Warning before the link back to an unverified app. `{target}` is the host or the scheme that it leads to.',
    english: 'Nobody has checked this app. Go back to {target} only if you came from there.',
  },
  errorReturn: {
    where: 'Link back to an unverified app.',
    english: 'Go back to {target}',
  },
  signedOutTitle: {
    where: 'Title of the signed-out page.',
    english: 'You are signed out',
    also: ['server'],
  },
  signedOutText: {
    where: 'Text of the signed-out page.',
    english: 'Apps that you connected to {server} stay connected until you disconnect them there. You can close this window.',
  },
} as const satisfies { readonly [key: string]: Text };
