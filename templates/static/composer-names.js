// Names after @: the people of this community, offered below the text. The
// area stays a text box, which may have an active option but not say that a
// list is open; how many there are is said in a region that is read out.
import { insert } from './composer-tools.js';

const typed = /(?:^|[\s([{>*"'“‘])@([\p{L}\p{N}.'’-]{0,40}(?: [\p{L}'’-]{1,40})?)$/u;

export function namesOf(form, area, words) {
  const list = Object.assign(document.createElement('ul'), { className: 'hr-mentions', id: 'mentions', hidden: true });
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', words.people);
  const said = Object.assign(document.createElement('p'), { className: 'hr-mentions__said' });
  said.setAttribute('role', 'status');
  area.after(list, said);
  area.setAttribute('aria-autocomplete', 'list');
  area.setAttribute('aria-controls', 'mentions');
  let timer = 0;
  let asking = null;
  let refused = ''; // what Escape was pressed at

  const options = () => [...list.children];
  const active = () => list.querySelector('[aria-selected=true]');
  const choose = (option) => {
    options().forEach((other) => other.setAttribute('aria-selected', String(other === option)));
    if (option) {
      area.setAttribute('aria-activedescendant', option.id);
      option.scrollIntoView({ block: 'nearest' });
    } else area.removeAttribute('aria-activedescendant');
  };
  const close = () => {
    asking?.abort();
    clearTimeout(timer);
    choose(null);
    list.hidden = true;
    list.replaceChildren();
  };
  const take = (option) => {
    const to = area.selectionStart;
    const found = typed.exec(area.value.slice(0, to));
    if (!found) return;
    insert(area, to - found[1].length, to, option.querySelector('.hr-mention__handle').textContent.slice(1) + ' ');
    close();
    said.textContent = '';
  };
  const show = (html) => {
    const holder = document.createElement('template');
    holder.innerHTML = html;
    const count = holder.content.querySelector('[data-count]');
    list.replaceChildren(...holder.content.querySelectorAll('[role=option]'));
    list.hidden = !list.children.length;
    choose(list.firstElementChild);
    said.textContent = count?.textContent ?? '';
    said.classList.toggle('hr-mentions__said--nobody', list.hidden);
  };
  const look = () => {
    clearTimeout(timer);
    const found = area.selectionStart === area.selectionEnd && typed.exec(area.value.slice(0, area.selectionStart));
    if (!found || (found[1].includes(' ') && list.hidden)) {
      if (!list.hidden) said.textContent = '';
      close();
      return;
    }
    if (found[1] === refused && refused) return;
    refused = '';
    timer = setTimeout(async () => {
      asking?.abort();
      asking = new AbortController();
      const answer = await fetch(form.dataset.mentions + '?q=' + encodeURIComponent(found[1]), { signal: asking.signal, credentials: 'same-origin' })
        .catch(() => null);
      if (!answer?.ok || answer.redirected) return;
      show(await answer.text());
    }, 150);
  };

  area.addEventListener('input', look);
  area.addEventListener('click', look);
  area.addEventListener('blur', () => setTimeout(() => { if (document.activeElement !== area) close(); }, 150));
  area.addEventListener('keydown', (event) => {
    if (list.hidden || event.isComposing) return;
    const all = options();
    const at = all.indexOf(active());
    if (event.key === 'ArrowDown') choose(all[(at + 1) % all.length]);
    else if (event.key === 'ArrowUp') choose(all.at(at - 1));
    else if ((event.key === 'Enter' || event.key === 'Tab') && at >= 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey) take(all[at]);
    else if (event.key === 'Escape') {
      refused = typed.exec(area.value.slice(0, area.selectionStart))?.[1] ?? '';
      close();
      said.textContent = '';
    } else return;
    event.preventDefault();
  });
  list.addEventListener('mousedown', (event) => event.preventDefault());
  list.addEventListener('click', (event) => {
    const option = event.target.closest('[role=option]');
    if (option) take(option);
  });
  look();
}
