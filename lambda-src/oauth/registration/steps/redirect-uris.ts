import { signsPeopleIn } from './grant-types';
import { type Metadata, type RegistrationRules, RegistrationRefused } from './step';
import { REDIRECT_URIS_MAX } from '../../../../src/contract/limits';
import { redirectUriProblem } from '../../../../src/contract/urls/redirect-uri';
import { isAllowedRedirect } from '../../redirects/redirect-host';

/**
 * RFC 7591, section 2, and RFC 8252: where codes are sent. One invalid URI refuses the registration.
 *
 * @throws RegistrationRefused
 */
export function withRedirectUris(metadata: Metadata, { redirectHosts }: RegistrationRules): Metadata {
  const { redirect_uris: uris, grant_types: grants } = metadata;
  if (!signsPeopleIn(grants)) {
    return { ...metadata, redirect_uris: [] };
  }
  if (!Array.isArray(uris) || uris.length === 0) {
    throw new RegistrationRefused('redirect_uris must contain members');
  }
  if (uris.length > REDIRECT_URIS_MAX) {
    throw new RegistrationRefused(`redirect_uris must not contain more than ${REDIRECT_URIS_MAX} members`);
  }
  for (const uri of uris as unknown[]) {
    const problem = redirectUriProblem(uri, redirectHosts);
    if (problem !== undefined) {
      throw new RegistrationRefused(`redirect_uris ${problem}`);
    }
    if (!isAllowedRedirect(uri as string, redirectHosts)) {
      throw new RegistrationRefused('redirect_uris must lead to hosts that this server allows');
    }
  }
  return metadata;
}
