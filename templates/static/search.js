// The key "/" jumps to the search box of the page, but for who is typing or has
// turned it off.
const setting = 'headroom.search-key';
const box = document.querySelector('form[role="search"] input[type="search"]');

const on = () => {
  try {
    return localStorage.getItem(setting) !== 'off';
  } catch {
    return true;
  }
};

const typing = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (!box || !on() || typing(event.target)) return;
  event.preventDefault();
  box.focus();
  box.select();
});

const line = document.querySelector('[data-search-key]');
const button = line?.querySelector('button');
if (line && button) {
  const show = () => button.setAttribute('aria-pressed', String(on()));
  button.addEventListener('click', () => {
    try {
      localStorage.setItem(setting, on() ? 'off' : 'on');
    } catch {
      return; // nothing is kept here: the key stays on
    }
    show();
  });
  show();
  line.hidden = false;
}
