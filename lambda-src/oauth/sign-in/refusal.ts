import type { ErrorKind } from '../pages/message-pages';

/** Why a sign-in ends with an error page. For the log: the user only sees the page's kind. */
export type RefusalReason =
  | 'interaction_unknown'
  | 'interaction_over'
  | 'redirect_not_allowed'
  | 'other_browser'
  | 'cross_site'
  | 'form_token'
  | 'form_unreadable'
  | 'decision_unknown'
  | 'provider_unknown'
  | 'attempt_unknown'
  | 'attempt_used'
  | 'provider_mismatch'
  | 'identity_provider_error'
  | 'identity_provider_unreachable'
  | 'identity_provider_secret'
  | 'sign_in_invalid'
  | 'sign_in_stale'
  | 'scopes_not_allowed'
  | 'account_not_allowed';

interface Answer {
  readonly status: number;
  readonly page: ErrorKind;
}

const EXPIRED: Answer = { status: 400, page: 'expired' };
const FORGED: Answer = { status: 403, page: 'request' };
const INVALID: Answer = { status: 400, page: 'request' };
const FAILED: Answer = { status: 400, page: 'sign-in' };
const DOWN: Answer = { status: 503, page: 'unavailable' };

const ANSWERS: { readonly [reason in RefusalReason]: Answer } = {
  interaction_unknown: EXPIRED,
  interaction_over: EXPIRED,
  redirect_not_allowed: { status: 400, page: 'redirect-uri' },
  other_browser: FORGED,
  cross_site: FORGED,
  form_token: FORGED,
  form_unreadable: INVALID,
  decision_unknown: INVALID,
  provider_unknown: INVALID,
  attempt_unknown: EXPIRED,
  attempt_used: EXPIRED,
  provider_mismatch: FORGED,
  identity_provider_error: FAILED,
  identity_provider_unreachable: DOWN,
  identity_provider_secret: DOWN,
  sign_in_invalid: FAILED,
  sign_in_stale: FAILED,
  scopes_not_allowed: { status: 403, page: 'denied' },
  account_not_allowed: { status: 403, page: 'denied' },
};

const ACCESS_ENDS: readonly unknown[] = ['invalid_grant', 'access_denied', 'login_required', 'interaction_required', 'consent_required'];

export class SignInRefused extends Error {
  readonly error_detail: string;

  constructor(readonly reason: RefusalReason, detail?: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = 'SignInRefused';
    this.error_detail = detail === undefined ? reason : `${reason}: ${detail}`;
  }

  /** Whether the identity provider reports that the user or their administrator declined. */
  get isDenial(): boolean {
    return this.providerError === 'access_denied';
  }

  /** Whether the identity provider no longer accepts the user, or requires an interactive sign-in. */
  get endsAccess(): boolean {
    return ACCESS_ENDS.includes(this.providerError);
  }

  get answer(): Answer {
    return ANSWERS[this.reason];
  }

  private get providerError(): unknown {
    return this.reason === 'identity_provider_error' && this.cause instanceof Object && 'error' in this.cause ? this.cause.error : undefined;
  }
}

/** The callback comes again: its answer was lost, or none was possible. */
export class AttemptUsed extends SignInRefused {
  /** @param uid the interaction to go on with; undefined if another browser asks */
  constructor(readonly uid: string | undefined) {
    super('attempt_used');
  }
}
