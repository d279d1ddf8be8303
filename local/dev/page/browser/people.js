import { act } from './api.js';
import { button, element, show, table } from './dom.js';

export function showPeople(providers) {
  show('people-list', ...providers.length === 0 ? [element('p', { class: 'soft' }, 'Nobody signs in to this server.')] : providers.flatMap(providerOf));
}

function providerOf({ issuer, standsFor, rechecksUsers, users }) {
  return [
    element('h3', {}, standsFor.name),
    element('p', { class: 'soft small' }, element('a', { href: issuer }, issuer), ` stands for ${standsFor.issuer}. `, rechecksUsers
      ? 'Who is locked out, or in other groups, is so for their clients at the next refresh, within minutes.'
      : 'The server asks it no more after the sign-in: what was granted stays until it ends.'),
    table(['Person', 'Groups', 'Sign-in'], users.map((user) => [
      [element('strong', {}, user.name), element('br'), element('code', {}, user.sub), user.refusedBecause === undefined ? undefined
        : [' ', element('span', { class: 'state bad' }, `refused: ${user.refusedBecause}`)]],
      groupsOf(issuer, user),
      button(user.locked ? 'Let in' : 'Lock out', () => act('people/lock', { issuer, sub: user.sub, locked: !user.locked }), { 'aria-label': `${user.locked ? 'Let in' : 'Lock out'} ${user.name}` }),
    ]), 'Nobody.'),
  ];
}

function groupsOf(issuer, user) {
  const field = element('input', { 'type': 'text', 'value': user.groups.join(', '), 'aria-label': `Groups of ${user.name}`, 'size': '24' });
  const save = () => act('people/groups', { issuer, sub: user.sub, groups: field.value.split(',').map((group) => group.trim()).filter((group) => group !== '') });
  field.addEventListener('keydown', (event) => event.key === 'Enter' && save());
  return element('span', { class: 'actions' }, field, button('Change', save, { 'aria-label': `Change the groups of ${user.name}` }));
}
