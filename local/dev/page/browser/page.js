import { showAccess } from './access.js';
import { showAudit } from './audit.js';
import { showCalls } from './calls.js';
import { showFaults } from './faults.js';
import { showPeople } from './people.js';

const sections = [...document.querySelectorAll('main > section')];

function choose() {
  const chosen = sections.find(({ id }) => `#${id}` === location.hash) ?? sections[0];
  for (const section of sections) {
    section.hidden = section !== chosen;
  }
  for (const link of document.querySelectorAll('nav a')) {
    link.toggleAttribute('aria-current', link.hash === `#${chosen.id}`);
    if (link.hash === `#${chosen.id}`) {
      link.setAttribute('aria-current', 'page');
    }
  }
}
addEventListener('hashchange', choose);
choose();

const connection = document.getElementById('connection');
const events = new EventSource('/_local/api/events');
const on = (name, take) => events.addEventListener(name, ({ data }) => take(JSON.parse(data)));
on('calls', (calls) => showCalls(calls, true));
on('call', (calls) => showCalls(calls, false));
on('people', showPeople);
on('access', showAccess);
on('audit', showAudit);
on('faults', showFaults);
events.addEventListener('open', () => (connection.textContent = 'Live'));
events.addEventListener('error', () => (connection.textContent = 'The local gateway is not running'));
