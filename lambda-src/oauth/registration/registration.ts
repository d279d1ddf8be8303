import { withAuthentication } from './steps/authentication';
import { withDescription } from './steps/description';
import { withGrantTypes } from './steps/grant-types';
import { withRedirectUris } from './steps/redirect-uris';
import { withScope } from './steps/scope';
import { withSecret } from './steps/secret';
import { withSoftwareStatement } from './steps/software-statement';
import type { Metadata, RegistrationRules, Step } from './steps/step';
import { onlyUnderstood } from './steps/understood';

/** What is asked for: by the client, and by whoever vouches for it. */
const ASKED: readonly Step[] = [onlyUnderstood, withSoftwareStatement];

/** What of it is given: each step sees what the ones before it have left. */
const GIVEN: readonly Step[] = [withDescription, withGrantTypes, withAuthentication, withRedirectUris, withScope, withSecret];

/**
 * Everything that a registration asks for.
 *
 * @throws RegistrationRefused; InvalidSoftwareStatement, UnapprovedSoftwareStatement, Unavailable
 */
export function askedMetadata(requested: Metadata, rules: RegistrationRules): Promise<Metadata> {
  return taken(ASKED, requested, rules);
}

/**
 * The metadata that a registration or an update is given effect with. What a client asks for in vain is left out, as RFC 7591 (section 3.2.1)
 * allows, wherever the rest still makes a usable client and nothing is at stake.
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
