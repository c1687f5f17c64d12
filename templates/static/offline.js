// What members gain on a poor link: drafts are kept on the server as they are
// typed, and on this device while the server cannot be reached. Only one's own
// words that nobody has read are ever kept here, until the server has them or
// one signs out. See ../app/sw.js for the pages.
//
// The contract with forms: form[data-draft] is a place ("thread:1",
// "community:2", "edit:3") with fields title, body, lang and parent; its
// data-saved is said in its .hr-saved when the server has it, and its
// data-draft-at is when the server's draft was last changed. A form is told
// of each save by the event "hr:saved" with detail.where "server" or "device".
// Its fields seen and idempotency_key say which draft it has shown, and that it
// is this form; the answer to it is given on as detail.html. With data-halted
// it is not saved: its writer has a choice to make.
const me = document.body.dataset.me;
const words = document.querySelector('script[data-kept]').dataset;
const prefix = 'hr-draft:' + me + ':';
const fields = ['title', 'body', 'lang', 'parent', 'label'];

// The device may allow no storage; then drafts are on the server only.
const store = {
  get(place) { try { return JSON.parse(localStorage.getItem(prefix + place)); } catch { return null; } },
  set(place, draft) { try { localStorage.setItem(prefix + place, JSON.stringify(draft)); return true; } catch { return false; } },
  drop(place) { try { localStorage.removeItem(prefix + place); } catch { /* nothing is kept */ } },
  places() { try { return Object.keys(localStorage).filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length)); } catch { return []; } },
};

const field = (form, name) => form.elements.namedItem(name);
const typed = (form) => {
  const draft = { at: Date.now() };
  for (const name of fields) if (field(form, name)) draft[name] = field(form, name).value;
  return draft;
};
const empty = (draft) => !draft.title && !draft.body;

// send gives the status of the answer, 0 when there is none, and what it says.
const send = async (place, draft, age, form, key = '') => {
  const body = new URLSearchParams({ place });
  if (age > 0) body.set('age', age);
  for (const name of fields) if (draft[name] !== undefined) body.set(name, draft[name]);
  for (const name of ['seen', 'idempotency_key']) if (form && field(form, name)) body.set(name, field(form, name).value);
  if (key) body.set('idempotency_key', key);
  try {
    const answer = await fetch('/drafts', { method: 'POST', body, keepalive: body.toString().length < 60_000, credentials: 'same-origin' });
    return { status: answer.status, html: form && (answer.ok || answer.status === 409) ? await answer.text() : '' };
  } catch {
    return { status: 0, html: '' };
  }
};
const unreached = (status) => status === 0 || status === 429 || status >= 500;

const say = (form, where, html = '') => {
  const note = form.querySelector('.hr-saved');
  if (note) note.textContent = where === 'server' ? form.dataset.saved : words.kept;
  form.dispatchEvent(new CustomEvent('hr:saved', { bubbles: true, detail: { where, at: new Date(), html } }));
};

const save = async (form) => {
  if (form.dataset.sent || form.dataset.halted) return;
  const place = form.dataset.draft;
  const draft = typed(form);
  const { status, html } = await send(place, draft, 0, form);
  if (unreached(status)) {
    if (!form.dataset.sent && !empty(draft) && store.set(place, draft)) say(form, 'device');
    return;
  }
  if (status >= 200 && status < 300) {
    const later = store.get(place);
    if (!later || later.at <= draft.at) store.drop(place);
    say(form, 'server', html);
  } else if (status === 409) {
    form.dispatchEvent(new CustomEvent('hr:newer', { detail: { html } }));
  }
};

// older shows a text that another one has taken the place of.
const older = (form, draft) => {
  const box = document.createElement('details');
  box.className = 'govuk-details hr-older';
  box.open = true;
  const head = document.createElement('summary');
  head.className = 'govuk-details__summary';
  head.append(Object.assign(document.createElement('span'), { className: 'govuk-details__summary-text', textContent: words.other }));
  const text = Object.assign(document.createElement('p'), { className: 'govuk-details__text hr-older__text', textContent: [draft.title, draft.body].filter(Boolean).join('\n') });
  text.setAttribute('data-user-content', '');
  const acts = document.createElement('p');
  const button = (label, act) => {
    const b = Object.assign(document.createElement('button'), { type: 'button', className: 'govuk-button govuk-button--secondary', textContent: label });
    b.addEventListener('click', () => { act(); box.remove(); (field(form, 'body') ?? form).focus(); });
    acts.append(b, ' ');
  };
  button(words.use, () => fill(form, draft));
  button(words.drop, () => store.drop(form.dataset.draft));
  box.append(head, text, acts);
  form.before(box);
};

const fill = (form, draft) => {
  for (const name of ['title', 'body', 'lang', 'label']) if (draft[name] !== undefined && field(form, name)) field(form, name).value = draft[name];
  field(form, 'body')?.dispatchEvent(new Event('input', { bubbles: true }));
};

// restore brings back what this device has kept for a form: the newer of it
// and the server's draft stands in the form, the other one is shown beside it.
const restore = (form) => {
  const draft = store.get(form.dataset.draft);
  if (!draft || empty(draft)) return;
  const here = typed(form);
  if (here.body === draft.body && (here.title ?? '') === (draft.title ?? '')) { store.drop(form.dataset.draft); return; }
  if (draft.at >= Number(form.dataset.draftAt || 0)) {
    fill(form, draft);
    if (here.body && form.dataset.draftAt) older(form, here);
    const note = form.querySelector('.hr-saved');
    if (note) note.textContent = words.kept;
  } else {
    older(form, draft);
  }
};

// What was sent and arrived need not be kept: the page after it says so. That is
// about the one place from which this window has just sent.
const justSent = 'hr-sent';
const done = new URLSearchParams(location.search).get('done');
try {
  const place = sessionStorage.getItem(justSent);
  if (place && (done === 'posted' || done === 'post_edited') && store.get(place)?.sent) store.drop(place);
  sessionStorage.removeItem(justSent);
} catch { /* storage is not allowed here */ }

const forms = [...document.querySelectorAll('form[data-draft]')];
for (const form of forms) {
  let timer = 0;
  form.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(save, 2000, form); });
  form.addEventListener('submit', () => {
    clearTimeout(timer);
    const draft = typed(form);
    if (empty(draft)) return;
    store.set(form.dataset.draft, { ...draft, sent: true, key: field(form, 'idempotency_key')?.value });
    try { sessionStorage.setItem(justSent, form.dataset.draft); } catch { /* storage is not allowed here */ }
  });
  restore(form);
}

// deliver sends what was kept while there was no connection, as drafts: also
// what was sent as a post and of which nobody knows whether it arrived. Its key
// tells the server, which keeps no draft of what it has posted.
const deliver = async () => {
  for (const place of store.places()) {
    const draft = store.get(place);
    if (!draft) continue;
    const { status } = await send(place, draft, Date.now() - draft.at, null, draft.sent ? draft.key : '');
    // Older than the server's own draft (409): it stays, to be shown there.
    if (status < 200 || status >= 300) continue;
    if (store.get(place)?.at === draft.at) store.drop(place);
    const form = forms.find((one) => one.dataset.draft === place);
    if (form) say(form, 'server');
  }
};
window.addEventListener('online', deliver);
if (navigator.onLine) deliver();

// Signing out leaves nothing on the device.
for (const form of document.querySelectorAll('form[action="/sign-out"]')) {
  form.addEventListener('submit', () => {
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith('hr-draft:')) localStorage.removeItem(key);
    } catch { /* nothing is kept */ }
  });
}

if ('serviceWorker' in navigator) {
  const register = async () => {
    try {
      const have = await navigator.serviceWorker.getRegistration();
      if (!have) await navigator.serviceWorker.register('/sw.js?for=' + document.documentElement.lang);
      (await navigator.serviceWorker.ready).active.postMessage({ lang: document.documentElement.lang });
    } catch { /* it works without */ }
  };
  if (document.readyState === 'complete') register();
  else window.addEventListener('load', register);
}
