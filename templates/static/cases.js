// Keys on the page of an application: j and k go on and back, a admits, r goes
// to the reason of a refusal. They can be turned off, and never work while a
// field is open. The page does all of it without them. Nobody is admitted
// unseen: a key that is held counts once, and a does nothing on a page that has
// only just been shown.
const place = document.querySelector('template[data-keys]');
const kept = 'headroom-case-keys';
const unseen = 800; // milliseconds

const read = () => { try { return localStorage.getItem(kept); } catch { return null; } };
const write = (value) => { try { localStorage.setItem(kept, value); } catch { /* a browser that keeps nothing */ } };

let on = read() !== 'off';
let shown = performance.now();
addEventListener('pageshow', () => { shown = performance.now(); });
document.addEventListener('visibilitychange', () => { shown = performance.now(); });

if (place) {
  const label = document.createElement('label');
  const tick = Object.assign(document.createElement('input'), { type: 'checkbox', checked: on, className: 'hr-keys__tick' });
  label.className = 'hr-keys govuk-body';
  label.append(tick, ' ' + place.dataset.use);
  const text = document.createElement('p');
  text.className = 'govuk-hint';
  text.textContent = place.dataset.text;
  place.after(label, text);
  tick.addEventListener('change', () => {
    on = tick.checked;
    write(on ? 'on' : 'off');
  });
}

document.addEventListener('keydown', (event) => {
  if (!on || event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return;
  if (event.target.closest?.('input:not([type=checkbox]), textarea, select, [contenteditable]')) return;
  if (event.key === 'r') {
    const reason = document.getElementById('refuse_reason');
    if (reason) {
      event.preventDefault();
      reason.focus();
    }
    return;
  }
  if (!['j', 'k', 'a'].includes(event.key)) return;
  const target = document.querySelector(`[data-key="${event.key}"]`);
  if (!target) return;
  event.preventDefault();
  if (event.key === 'a' && performance.now() - shown < unseen) return;
  const reason = target.form?.elements.reason;
  if (reason && !reason.value.trim()) reason.focus(); else target.click();
});
