import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';

type RuleAction = CfnWebACL.RuleActionProperty;

/**
 * Why a request is refused. Clients read a bare 403 as a lack of permission and ask their user to sign in again; the official SDK 1 also after a refresh that is
 * refused by a name that it does not know, so that what passes has one that it knows.
 */
export type RefusalReason = 'request_refused' | 'caller_refused' | 'content_too_large' | 'uri_too_long' | 'too_many_requests';

const REFUSALS: { readonly [reason in RefusalReason]: { readonly status: number; readonly description: string } } = {
  request_refused: { status: 400, description: 'The request looks like an attack.' },
  caller_refused: { status: 403, description: 'This server does not answer where you are.' },
  content_too_large: { status: 413, description: 'The body is too large for this path.' },
  uri_too_long: { status: 414, description: 'The query string is too long.' },
  too_many_requests: { status: 429, description: 'Too many requests. Wait and try again.' },
};

/** The bodies that {@link refuse} refers to. */
export const CUSTOM_RESPONSE_BODIES: { [key: string]: CfnWebACL.CustomResponseBodyProperty } = Object.fromEntries(
  Object.entries(REFUSALS).map(([reason, { description }]) => [
    reason,
    { contentType: 'APPLICATION_JSON', content: JSON.stringify({ error: reason, error_description: description }) },
  ]),
);

// A page on another site reads the answer, the headers too, only if it says so.
const READABLE_ACROSS_ORIGINS = [{ name: 'Access-Control-Allow-Origin', value: '*' }];

/** To whom nothing is answered: signing in again does not help. */
export function forbid(): RuleAction {
  return refusal('caller_refused', READABLE_ACROSS_ORIGINS);
}

export function refuse(reason: Exclude<RefusalReason, 'too_many_requests' | 'caller_refused'>): RuleAction {
  return refusal(reason, READABLE_ACROSS_ORIGINS);
}

export function refuseForSeconds(seconds: number): RuleAction {
  return refusal('too_many_requests', [
    ...READABLE_ACROSS_ORIGINS,
    { name: 'Access-Control-Expose-Headers', value: 'Retry-After' },
    { name: 'Retry-After', value: `${seconds}` },
  ]);
}

function refusal(reason: RefusalReason, responseHeaders: CfnWebACL.CustomHTTPHeaderProperty[]): RuleAction {
  return { block: { customResponse: { responseCode: REFUSALS[reason].status, customResponseBodyKey: reason, responseHeaders } } };
}
