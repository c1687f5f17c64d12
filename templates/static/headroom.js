// What pages gain where scripts run; nothing depends on it. No cookies, no
// request to any other host, and nothing is stored beyond the next page.
'use strict';

// The error summary takes the focus, so that a screen reader begins there.
const summary = document.querySelector('main > .govuk-error-summary[data-focus]');
if (summary) summary.focus();

// Text areas with a limit say how many characters there are.
for (const area of document.querySelectorAll('textarea[data-count]')) {
  const left = document.createElement('p');
  left.className = 'hr-left';
  left.setAttribute('aria-hidden', 'true');
  area.after(left);
  const show = () => { left.textContent = [...area.value].length + ' / ' + area.dataset.count; };
  area.addEventListener('input', show);
  show();
}

// A form is sent once, however often the button is pressed.
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.method !== 'post') return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = 'yes';
});
window.addEventListener('pageshow', () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// A change of language takes along what was typed, to the one page that
// follows. Passwords and files stay behind.
const typedFields = () => [...document.querySelectorAll('form[method=post] :is(input, textarea, select)[id]')]
  .filter((field) => !['hidden', 'password', 'file'].includes(field.type));
const changed = (field) => (field.options ? [...field.options].some((o) => o.selected !== o.defaultSelected)
  : field.checked !== field.defaultChecked || field.value !== field.defaultValue);
for (const link of document.querySelectorAll('.govuk-language-navigation__link')) {
  link.addEventListener('click', () => {
    const fields = typedFields().filter(changed).map((field) => [field.id, field.value, field.checked]);
    try {
      if (fields.length) sessionStorage.setItem('typed', JSON.stringify({ path: location.pathname, fields }));
    } catch { /* storage is not allowed here */ }
  });
}
try {
  const typed = JSON.parse(sessionStorage.getItem('typed'));
  sessionStorage.removeItem('typed');
  if (typed && typed.path === location.pathname) {
    const here = new Map(typedFields().map((field) => [field.id, field]));
    for (const [id, value, checked] of typed.fields) {
      const field = here.get(id);
      if (!field) continue;
      if (['radio', 'checkbox'].includes(field.type)) field.checked = checked;
      else field.value = value;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
  }
} catch { /* storage is not allowed here */ }

// Notices of new posts come over server-sent events; thread.js does the same
// for the posts of an open conversation.
const place = document.querySelector('[data-events]');
if (place && 'EventSource' in window) {
  const source = new EventSource(place.dataset.events);
  for (const name of ['activity', 'notice']) {
    source.addEventListener(name, (event) => {
      const holder = document.createElement('template');
      holder.innerHTML = event.data;
      const region = document.getElementById('new-' + name);
      if (region && holder.content.firstElementChild) region.replaceChildren(holder.content.firstElementChild);
    });
  }
  window.addEventListener('pagehide', () => source.close());
}
