// Lets this browser be sent pushes: the form asks the browser for an address at
// its push service and sends that along with the name.
'use strict';

const place = document.getElementById('push-place');
const form = document.getElementById('push-form');
const state = document.getElementById('push-state');
const able = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
if (!able) {
  state.textContent = state.dataset.cannot;
  form.querySelector('button').hidden = true;
}

const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

const subscribe = async () => {
  if (await Notification.requestPermission() !== 'granted') throw new Error('refused');
  const worker = await navigator.serviceWorker.ready;
  const key = bytes(place.dataset.key);
  const have = await worker.pushManager.getSubscription();
  const is = have && have.options.applicationServerKey;
  if (is && text(is) !== place.dataset.key) await have.unsubscribe();
  const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  form.elements.endpoint.value = made.endpoint;
  form.elements.p256dh.value = text(made.getKey('p256dh'));
  form.elements.auth.value = text(made.getKey('auth'));
};

let ready = false;
form.addEventListener('submit', (event) => {
  if (ready || !able) return;
  event.preventDefault();
  event.stopPropagation();
  subscribe().then(() => { ready = true; form.requestSubmit(); }, () => { state.textContent = state.dataset.no; });
});
