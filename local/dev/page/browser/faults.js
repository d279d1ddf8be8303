import { act } from './api.js';
import { button, element, show, table } from './dom.js';

const WORDS = { slow: 'is slow', failing: 'fails', throttled: 'is throttled' };
const DEFAULT_MILLISECONDS = 3000;

export function showFaults({ functions, tables, injected }) {
  const choices = [...functions.map((name) => ['function', name]), ...tables.map((name) => ['table', name])];
  const target = element('select', { 'aria-label': 'What goes wrong' }, choices.map(([kind, name], index) => element('option', { value: String(index) }, `${kind} ${name}`)));
  const kind = element('select', { 'aria-label': 'How' }, Object.entries(WORDS).map(([value, words]) => element('option', { value }, words)));
  const milliseconds = element('input', { 'type': 'number', 'min': '0', 'max': '60000', 'value': String(DEFAULT_MILLISECONDS), 'aria-label': 'Milliseconds that it takes longer' });
  kind.addEventListener('change', () => (milliseconds.hidden = kind.value !== 'slow'));
  const inject = () => {
    const [type, name] = choices[Number(target.value)];
    return act('faults/inject', { target: type, name, kind: kind.value, ...kind.value === 'slow' && { milliseconds: Number(milliseconds.value) } });
  };
  show('faults-list',
    choices.length === 0 ? element('p', { class: 'soft' }, 'There is nothing to choose.') : element('p', { class: 'actions' }, target, kind, milliseconds, button('Inject', inject, { class: 'main' })),
    table(['What', 'How', ''], injected.map((fault) => [
      `${fault.target} ${fault.name}`,
      `${WORDS[fault.kind]}${fault.kind === 'slow' ? ` by ${fault.milliseconds} ms` : ''}`,
      button('Mend', () => act('faults/mend', { target: fault.target, name: fault.name }), { 'aria-label': `Mend ${fault.name}` }),
    ]), 'Nothing is made to go wrong.'));
  document.getElementById('faults-count').textContent = injected.length > 0 ? String(injected.length) : '';
}
