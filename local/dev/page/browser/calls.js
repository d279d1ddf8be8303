import { act } from './api.js';
import { button, clock, element } from './dom.js';

/** By id, in the order in which they began. */
const calls = new Map();
const onlyTools = document.getElementById('only-tools');
onlyTools.addEventListener('change', () => {
  for (const { shown, call } of calls.values()) {
    shown.hidden = isHidden(call);
  }
});

const isHidden = (call) => onlyTools.checked && call.method !== 'tools/call';

export function showCalls(changed, isWhole) {
  const list = document.getElementById('calls-list');
  if (isWhole) {
    calls.clear();
    list.replaceChildren();
  }
  for (const call of changed) {
    const known = calls.get(call.id);
    const shown = detailsOf(call, known?.shown.open ?? false);
    calls.set(call.id, { call, shown });
    if (known === undefined) {
      list.prepend(shown);
    } else {
      const hadFocus = known.shown.contains(document.activeElement);
      known.shown.replaceWith(shown);
      if (hadFocus) {
        shown.querySelector('summary').focus();
      }
    }
  }
  if (calls.size === 0) {
    list.replaceChildren(element('p', { class: 'soft' }, 'None yet. Connect a client: its calls appear here as they are made.'));
  } else {
    list.querySelector(':scope > p')?.remove();
  }
  document.getElementById('calls-count').textContent = calls.size > 0 ? String(calls.size) : '';
}

function detailsOf(call, open) {
  const who = call.person ?? call.clientName ?? call.clientId ?? (call.subject === undefined ? '' : 'somebody');
  const running = call.milliseconds === undefined;
  return element('details', { 'open': open, 'hidden': isHidden(call), 'data-call': call.id },
    element('summary', {},
      element('span', { class: 'time' }, clock(call.at)),
      element('span', {}, element('b', {}, call.name ?? call.method), call.name !== undefined && element('span', { class: 'soft' }, ` ${call.method}`)),
      element('span', { class: 'who soft' }, who),
      element('span', {}, element('span', { class: call.failed ? 'state bad' : 'state' }, running ? 'running' : call.outcome)),
      element('span', { class: 'number' }, running ? '' : `${call.milliseconds} ms`)),
    element('div', {},
      facts(call, who),
      block('Arguments', call.arguments),
      (call.before ?? []).length > 0 && block('Messages before the answer', call.before),
      running ? undefined : block(call.failed ? 'Why it failed' : 'Result', call.answer),
      call.logs.length > 0 && [element('h3', {}, 'Logs'), element('pre', { tabindex: '0', 'aria-label': 'Logs' }, call.logs.map((log) => `${log.function}: ${log.line}`).join('\n'))],
      element('p', { class: 'actions' }, button('Replay', () => act('calls/replay', { id: call.id })))));
}

function facts(call, who) {
  const parts = [who && `by ${who}`, call.clientName && `with ${call.clientName}`, call.status && `HTTP ${call.status}`, call.replayOf && 'a replay'].filter(Boolean);
  return element('p', { class: 'soft small' }, parts.join(' · '));
}

function block(title, value) {
  return [element('h3', {}, title), element('pre', { tabindex: '0', 'aria-label': title }, typeof value === 'string' ? value : JSON.stringify(value, undefined, 2) ?? 'none')];
}
