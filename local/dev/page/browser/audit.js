import { clock, element, show, table } from './dom.js';

const SHOWN = 200;
const IN_COLUMNS = ['name', 'subject', 'clientId', 'ip'];

export function showAudit(lines) {
  show('audit-list', table(['Time', 'Event', 'Name', 'Outcome', 'Who', 'Client', 'From', 'More'], lines.slice(-SHOWN).reverse().map(({ timestamp, event, outcome, fields }) => [
    element('span', { class: 'time' }, clock(timestamp)),
    event,
    fields.name ?? '',
    element('span', { class: ['ok', 'completed'].includes(outcome) ? '' : 'state bad' }, outcome),
    short(fields.subject),
    short(fields.clientId),
    fields.ip ?? '',
    element('code', { class: 'small' }, Object.entries(fields).filter(([name]) => !IN_COLUMNS.includes(name))
      .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`).join(' ')),
  ]), 'Nobody has done anything yet.', 'lines'));
}

/** Ids are long; the beginning tells them apart. */
function short(id = '') {
  return element('span', { title: id }, id.length > 14 ? `${id.slice(0, 12)}…` : id);
}
