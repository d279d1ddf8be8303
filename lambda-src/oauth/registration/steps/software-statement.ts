import { errors } from 'oidc-provider';
import type { Metadata, RegistrationRules } from './step';
import { onlyUnderstood } from './understood';
import { StatementRefused } from '../../assertions/trusted-issuers';

/** Members that only this server decides, never a statement. */
const OURS = ['client_id', 'client_id_issued_at', 'client_secret', 'client_secret_expires_at', 'software_statement'];

/**
 * RFC 7591, section 2.3: a trusted issuer's statement takes precedence over the client's own values. Without trusted issuers, statements are
 * ignored.
 *
 * @throws InvalidSoftwareStatement, UnapprovedSoftwareStatement, Unavailable
 */
export async function withSoftwareStatement(
  { software_statement: statement, ...metadata }: Metadata, { statementIssuers: issuers }: RegistrationRules,
): Promise<Metadata> {
  if (statement === undefined || statement === '' || issuers.isEmpty) {
    return metadata;
  }
  if (typeof statement !== 'string') {
    throw new errors.InvalidSoftwareStatement('software_statement must be a string');
  }
  try {
    const claims = Object.entries(onlyUnderstood(await issuers.verify(statement))).filter(([name]) => !OURS.includes(name));
    return { ...metadata, ...Object.fromEntries(claims), software_statement: statement };
  } catch (error) {
    if (!(error instanceof StatementRefused)) {
      throw error;
    }
    throw error.reason === 'issuer_not_trusted'
      ? new errors.UnapprovedSoftwareStatement('the issuer of the software statement is not trusted here', error.message)
      : new errors.InvalidSoftwareStatement('the software statement is not valid', error.message);
  }
}
