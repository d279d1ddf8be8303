/** An element with attributes, and children that are elements or text: text never becomes markup. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) {
      made.addEventListener(key.slice(2), value);
    } else if (value === true) {
      made.setAttribute(key, '');
    } else if (value !== undefined && value !== false) {
      made.setAttribute(key, value);
    }
  }
  made.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== false));
  return made;
}

export const button = (label, onclick, attributes = {}) => element('button', { type: 'button', onclick, ...attributes }, label);

export const clock = (time) => new Date(time).toTimeString().slice(0, 8);

export function table(headings, rows, empty, looks) {
  if (rows.length === 0) {
    return element('p', { class: 'soft' }, empty);
  }
  return element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': headings[0] }, element('table', { class: looks },
    element('thead', {}, element('tr', {}, headings.map((heading) => (heading === '' ? element('td') : element('th', { scope: 'col' }, heading))))),
    element('tbody', {}, rows.map((cells) => element('tr', {}, cells.map((cell) => element('td', {}, cell)))))));
}

/** Replaces what is in an element, unless somebody is typing there. */
export function show(id, ...children) {
  const place = document.getElementById(id);
  const active = document.activeElement;
  if (place.contains(active) && active.matches('input, select')) {
    active.addEventListener('blur', () => place.replaceChildren(...children), { once: true });
    return;
  }
  place.replaceChildren(...children);
}
