import { act } from './api.js';
import { button, clock, element, show, table } from './dom.js';

export function showAccess(grants) {
  show('access-list', table(['Client', 'For', 'Scopes', 'Access token', ''], [...grants].reverse().map((grant) => [
    [element('strong', {}, grant.clientName ?? grant.clientId), grant.clientName === undefined ? undefined : [element('br'), element('code', {}, grant.clientId)]],
    grant.person ?? 'itself',
    element('code', {}, grant.scope ?? ''),
    [element('span', { class: grant.state === 'active' ? 'state' : 'state bad' }, grant.state), element('br'),
      element('span', { class: 'soft small' }, `from ${clock(grant.issuedAt)}${grant.expiresAt === undefined ? '' : ` to ${clock(grant.expiresAt)}`}${grant.refreshes ? ', can be refreshed' : ''}`)],
    element('span', { class: 'actions' },
      grant.state === 'active' && button('End this token', () => act('grants/expire', { id: grant.id })),
      grant.state !== 'revoked' && button('Revoke', () => act('grants/revoke', { id: grant.id }))),
  ]), 'No client was given a token since the start.'));
}
