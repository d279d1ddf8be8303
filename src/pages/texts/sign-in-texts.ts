/**
 * The words of the pages around a sign-in: choice of a provider, account, errors, end. See `PageTexts`.
 *
 * @internal
 */
export interface SignInPageTexts {
  /**
   * Title of the sign-in choice page.
   *
   * @default 'Sign in to {server}'
   */
  readonly signInTitle?: string;

  /**
   * First sentence of the sign-in choice page.
   *
   * @default 'Choose how you sign in.'
   */
  readonly signInIntroduction?: string;

  /**
   * Button for an identity provider.
   *
   * @default 'Continue with {provider}'
   */
  readonly signInWith?: string;

  /**
   * Title of the page that confirms an account after a sign-in without questions.
   *
   * @default 'Continue with this account?'
   */
  readonly accountTitle?: string;

  /**
   * First words of that page.
   *
   * @default 'You are signed in as'
   */
  readonly accountIntroduction?: string;

  /**
   * Button that confirms the account.
   *
   * @default 'Continue'
   */
  readonly continueWithAccount?: string;

  /**
   * Button that leads to another account.
   *
   * @default 'Use another account'
   */
  readonly useAnotherAccount?: string;

  /**
   * Title of the error page.
   *
   * @default "You can't be connected"
   */
  readonly errorTitle?: string;

  /**
   * Explains an unknown or refused app.
   *
   * @default "This server doesn't know the app that sent you here. Remove the connection in the app and add it again."
   */
  readonly errorUnknownClient?: string;

  /**
   * Explains a redirect URI that does not match.
   *
   * @default 'The app asked to send you to an address that it has not registered. To protect you, you are not sent there.'
   */
  readonly errorRedirectUri?: string;

  /**
   * Explains an invalid request.
   *
   * @default "The app sent a request that this server can't use. Try to connect again. If that doesn't help, the app needs an update."
   */
  readonly errorRequest?: string;

  /**
   * Explains a request that is over, or a missing cookie.
   *
   * @default 'This page has expired, or was opened in another browser. Go back to the app and connect again.'
   */
  readonly errorExpired?: string;

  /**
   * Explains a refusal by policy.
   *
   * @default 'You are not allowed to use this server. Ask whoever runs it for access.'
   */
  readonly errorDenied?: string;

  /**
   * Explains a failure of the identity provider.
   *
   * @default 'The sign-in did not succeed. Go back to the app and connect again.'
   */
  readonly errorSignIn?: string;

  /**
   * Explains an outage.
   *
   * @default "The server can't answer at the moment. Try again in a minute."
   */
  readonly errorUnavailable?: string;

  /**
   * Explains every other error.
   *
   * @default 'Something went wrong on this server. Go back to the app and connect again.'
   */
  readonly errorOther?: string;

  /**
   * What stands before the correlation id.
   *
   * @default 'Reference, if you ask for help'
   */
  readonly errorReference?: string;

  /**
   * Warns of the way back to an app that nobody vouches for. `{target}` is the host or the scheme that it leads to.
   *
   * @default 'Nobody has checked this app. Go back to {target} only if you came from there.'
   */
  readonly errorReturnCaution?: string;

  /**
   * Link back to an app that nobody vouches for.
   *
   * @default 'Go back to {target}'
   */
  readonly errorReturn?: string;

  /**
   * Title of the signed-out page.
   *
   * @default 'You are signed out'
   */
  readonly signedOutTitle?: string;

  /**
   * Text of the signed-out page.
   *
   * @default 'Apps that you connected to {server} stay connected until you disconnect them there. You can close this window.'
   */
  readonly signedOutText?: string;
}

export const SIGN_IN_TEXTS: Required<SignInPageTexts> = {
  signInTitle: 'Sign in to {server}',
  signInIntroduction: 'Choose how you sign in.',
  signInWith: 'Continue with {provider}',
  accountTitle: 'Continue with this account?',
  accountIntroduction: 'You are signed in as',
  continueWithAccount: 'Continue',
  useAnotherAccount: 'Use another account',
  errorTitle: "You can't be connected",
  errorUnknownClient: "This server doesn't know the app that sent you here. Remove the connection in the app and add it again.",
  errorRedirectUri: 'The app asked to send you to an address that it has not registered. To protect you, you are not sent there.',
  errorRequest: "The app sent a request that this server can't use. Try to connect again. If that doesn't help, the app needs an update.",
  errorExpired: 'This page has expired, or was opened in another browser. Go back to the app and connect again.',
  errorDenied: 'You are not allowed to use this server. Ask whoever runs it for access.',
  errorSignIn: 'The sign-in did not succeed. Go back to the app and connect again.',
  errorUnavailable: "The server can't answer at the moment. Try again in a minute.",
  errorOther: 'Something went wrong on this server. Go back to the app and connect again.',
  errorReference: 'Reference, if you ask for help',
  errorReturnCaution: 'Nobody has checked this app. Go back to {target} only if you came from there.',
  errorReturn: 'Go back to {target}',
  signedOutTitle: 'You are signed out',
  signedOutText: 'Apps that you connected to {server} stay connected until you disconnect them there. You can close this window.',
};
