// Passkeys: the browser answers what the server asks, and a form carries the
// answer. Without this script, or where the browser cannot, the other ways in stay.
'use strict';

const state = document.getElementById('passkey-state');
const able = 'PublicKeyCredential' in window && 'parseRequestOptionsFromJSON' in PublicKeyCredential;
let waiting;

// send puts an answer into its form and sends that.
const send = (form, answer) => {
  const field = Object.assign(document.createElement('input'), { type: 'hidden', name: 'answer', value: JSON.stringify(answer.toJSON()) });
  form.append(field);
  form.dataset.ready = 'yes';
  form.requestSubmit();
};

// whenSent asks the browser before a form is sent; after that the form goes as any other does.
const whenSent = (form, ask, said) => form.addEventListener('submit', (event) => {
  // Without a name nothing is made: the server says so.
  if (form.dataset.ready || form.elements.name?.value.trim() === '') return;
  event.preventDefault();
  event.stopPropagation();
  state.textContent = '';
  ask().then((answer) => send(form, answer), (fault) => { state.textContent = said(fault); });
});

const entry = document.getElementById('passkey-form');
if (entry && able) {
  const ask = async (mediation) => {
    waiting?.abort();
    const own = waiting = new AbortController();
    const asked = await fetch(entry.dataset.ask, { method: 'POST', signal: own.signal });
    if (!asked.ok) throw new Error('not asked');
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await asked.json());
    return navigator.credentials.get({ publicKey, mediation, signal: own.signal });
  };
  entry.hidden = false;
  whenSent(entry, () => ask('optional'), () => state.dataset.no);
  // Passkeys are offered in the field for the address. A challenge does not live
  // long: it is renewed before it is stale, unless something else is going on.
  const offer = () => {
    const asking = ask('conditional');
    const mine = waiting;
    asking.then((answer) => send(entry, answer), () => {});
    setTimeout(() => { if (waiting === mine) offer(); }, 240_000);
  };
  if (entry.dataset.auto) PublicKeyCredential.isConditionalMediationAvailable?.().then((may) => { if (may) offer(); });
}

const made = document.getElementById('passkey-new');
if (made) {
  state.textContent = able ? '' : state.dataset.cannot;
  made.querySelector('button').hidden = !able;
}
if (made && able) {
  whenSent(made, () => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(document.getElementById('passkey-options').value)) }),
    (fault) => (fault.name === 'InvalidStateError' ? state.dataset.there : state.dataset.no));
}
