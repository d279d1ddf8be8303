import { withAuthentication } from './steps/authentication';
import { withDescription } from './steps/description';
import { withGrantTypes } from './steps/grant-types';
import { withRedirectUris } from './steps/redirect-uris';
import { withScope } from './steps/scope';
import { withSecret } from './steps/secret';
import { withSoftwareStatement } from './steps/software-statement';
import type { Metadata, RegistrationRules, Step } from './steps/step';
import { onlyUnderstood } from './steps/understood';

/** The metadata that the client and its software statement ask for. */
const ASKED: readonly Step[] = [onlyUnderstood, withSoftwareStatement];

/** The metadata that is granted: each step sees the result of the steps before it. */
const GIVEN: readonly Step[] = [withDescription, withGrantTypes, withAuthentication, withRedirectUris, withScope, withSecret];

/**
 * The metadata that a registration asks for.
 *
 * @throws RegistrationRefused; InvalidSoftwareStatement, UnapprovedSoftwareStatement, Unavailable
 */
export function askedMetadata(requested: Metadata, rules: RegistrationRules): Promise<Metadata> {
  return taken(ASKED, requested, rules);
}

/**
 * The effective metadata of a registration or an update. Values that cannot be granted are omitted, as RFC 7591 (section 3.2.1)
 * allows, wherever the rest still makes a usable client and no security depends on them.
 *
 * @throws as askedMetadata
 */
export function effectiveMetadata(requested: Metadata, rules: RegistrationRules): Promise<Metadata> {
  return taken([...ASKED, ...GIVEN], requested, rules);
}

async function taken(steps: readonly Step[], requested: Metadata, rules: RegistrationRules): Promise<Metadata> {
  let metadata = requested;
  for (const step of steps) {
    metadata = await step(metadata, rules);
  }
  return metadata;
}
