import { clock, element, show, table } from './dom.js';

const SHOWN = 200;

export function showAudit(lines) {
  show('audit-list', table(['Time', 'Function', 'What', 'More'], lines.slice(-SHOWN).reverse().map((line) => [
    element('span', { class: 'time' }, clock(line.timestamp)),
    line.function,
    element('span', { class: line.level === 'info' ? '' : 'state bad' }, line.message),
    element('code', { class: 'small' }, Object.entries(line.fields).map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`).join(' ')),
  ]), 'No function has written a structured line yet.', 'lines'));
}
