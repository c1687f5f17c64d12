// What the forms for writing gain where scripts run: tools, drafts that are
// kept as one types, a preview in place, quotes, names after @, pictures by
// drop and paste, and pasted documents as Markdown. Each form works without it.
import { draftsOf } from './composer-drafts.js';
import { insert, toolbarOf, toolFor } from './composer-tools.js';

/** The sentences of a form, by name: the page brings them in its language. */
const wordsOf = (form) => Object.fromEntries([...form.querySelector('template[data-words]').content
  .querySelectorAll('[data-word]')].map((word) => [word.dataset.word, word.textContent]));

/** HTML of our own server, as nodes. */
export const parsed = (html) => {
  const holder = document.createElement('template');
  holder.innerHTML = html;
  return holder.content;
};

// A part is loaded when it is first needed; what failed to load is asked for
// again the next time.
const part = (name) => import('./composer-' + name + '.js');

const rich = /<(b|strong|i|em|u|h[1-6]|ul|ol|li|a|table|blockquote)[\s>]|class="?'?Mso|docs-internal-guid/i;

const filesIn = (data) => [...(data?.files ?? [])].filter((file) => file.type.startsWith('image/'));

function preview(form, area) {
  const button = form.querySelector('button[value=preview]');
  const place = form.querySelector('[data-preview]');
  let whole = false;
  button.addEventListener('click', async (event) => {
    if (whole) return;
    event.preventDefault();
    const body = new FormData(form);
    body.delete('image');
    body.set('act', 'preview-part');
    button.setAttribute('aria-busy', 'true');
    const answer = await fetch(form.action, { method: 'POST', body, credentials: 'same-origin' }).catch(() => null);
    button.removeAttribute('aria-busy');
    const html = answer ? await answer.text() : '';
    // Anything but a preview is a page of its own, such as that of a session
    // that has ended: it comes the way that needs no script.
    if (!answer || answer.redirected || /<html/i.test(html)) {
      whole = true;
      form.requestSubmit(button);
      whole = false;
      return;
    }
    place.replaceChildren(parsed(html));
    const shown = place.querySelector('#preview');
    if (shown) {
      const thumb = form.querySelector('[data-thumb] canvas');
      if (thumb) {
        const copy = thumb.cloneNode();
        copy.getContext('2d').drawImage(thumb, 0, 0);
        copy.setAttribute('aria-label', form.elements.namedItem('alt')?.value || copy.getAttribute('aria-label'));
        shown.querySelector('.hr-preview__post').append(copy);
      }
      shown.focus();
    } else {
      place.firstElementChild?.setAttribute('role', 'alert');
      area.focus();
    }
  });
}

/** Marks of Markdown in text that is only text. */
const inert = (line) => line.split(' ').map((word) => (/^https?:\/\//.test(word) ? word : word.replace(/[\\`*_[\]<>~|@&]/g, '\\$&'))).join(' ')
  .replace(/^([#+\-=:]|\d+[.)](?= ))/, '\\$1');

const quoted = (name, text) => (name ? `> **${inert(name)}:**\n>\n` : '')
  + text.trim().split(/\n/).map((line) => ('> ' + inert(line.trim())).trim()).join('\n') + '\n';

function quotes(form, area, words) {
  document.addEventListener('click', async (event) => {
    const link = event.target.closest?.('a[data-quote]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const post = link.closest('.hr-post');
    const chosen = getSelection();
    const body = post.querySelector('.hr-post__body');
    const some = chosen.rangeCount && !chosen.isCollapsed && body.contains(chosen.anchorNode) && body.contains(chosen.focusNode)
      ? chosen.toString() : '';
    if (!some && !area.value) return; // the link itself brings the quote, and the form with its heading
    event.preventDefault();
    const name = post.querySelector('.hr-byline__name')?.textContent ?? '';
    let text = some ? quoted(name, some) : '';
    if (!text) {
      const answer = await fetch(link.dataset.quote, { credentials: 'same-origin' }).catch(() => null);
      if (!answer?.ok || answer.redirected) { location.assign(link.href); return; }
      text = await answer.text();
    }
    const parent = new URL(link.href).searchParams.get('parent');
    if (!form.elements.namedItem('parent') && !area.value) {
      const field = Object.assign(document.createElement('input'), { type: 'hidden', name: 'parent', value: parent });
      form.prepend(field);
      const heading = document.getElementById('reply-heading');
      if (heading && words.reply_to) heading.textContent = words.reply_to.replace('*', name);
    }
    const before = area.value.slice(0, area.selectionEnd);
    const gap = before && !before.endsWith('\n\n') ? (before.endsWith('\n') ? '\n' : '\n\n') : '';
    insert(area, area.selectionEnd, area.selectionEnd, gap + text + '\n');
    area.scrollIntoView({ block: 'center' });
  });
}

/** Threads like the title, after 400 ms of quiet; they open beside the form. */
function similar(form, words) {
  const place = form.querySelector('[data-similar]');
  const title = form.elements.namedItem('title');
  let timer = 0;
  let asking = null;
  let asked = title.value.trim();
  let shown = '';
  const show = (html) => {
    place.replaceChildren(parsed(html));
    const links = place.querySelectorAll('a');
    for (const link of links) { link.target = '_blank'; link.rel = 'noopener'; }
    if (links.length) place.querySelector('section').append(Object.assign(document.createElement('p'), { className: 'hr-similar__text', textContent: words.similar }));
  };
  title.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const text = title.value.trim();
      if (text === asked) return;
      asked = text;
      asking?.abort();
      if (text.length < 4) { shown = ''; place.replaceChildren(); return; }
      asking = new AbortController();
      const answer = await fetch(place.dataset.similar, { method: 'POST', body: new URLSearchParams({ title: text }), signal: asking.signal, credentials: 'same-origin' }).catch(() => null);
      if (!answer || answer.redirected || !answer.ok) return;
      const html = await answer.text();
      if (html !== shown) { shown = html; show(html); } // said again only when it is other
    }, 400);
  });
}

function compose(form) {
  const area = form.querySelector('textarea[name=body]');
  const words = wordsOf(form);
  toolbarOf(form, area, words);
  draftsOf(form, words);
  preview(form, area);
  if (form.querySelector('[data-similar]')) similar(form, words);
  if (form.dataset.draft.startsWith('thread:')) quotes(form, area, words);

  area.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.isComposing) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      form.requestSubmit(form.querySelector('button[type=submit]:not([name])'));
    } else if (toolFor(event.key)) {
      event.preventDefault();
      toolFor(event.key)(area, words);
    }
  });

  let names = null;
  area.addEventListener('input', () => {
    if (names) return;
    if (!/@[\p{L}\p{N}]{0,40}$/u.test(area.value.slice(0, area.selectionStart))) return;
    names = part('names').then((module) => module.namesOf(form, area, words)).catch(() => { names = null; });
  });

  const take = (file) => part('picture').then((module) => module.pictureOf(form, words).take(file));
  const field = form.elements.namedItem('image'); // not there when a post has all its pictures
  if (field) {
    field.addEventListener('change', () => { part('picture').then((module) => module.pictureOf(form, words).chosen()); });
    area.addEventListener('dragover', (event) => {
      if ([...(event.dataTransfer?.items ?? [])].some((item) => item.kind === 'file')) event.preventDefault();
    });
    area.addEventListener('drop', (event) => {
      const [file] = event.dataTransfer?.files ?? [];
      if (!file) return;
      event.preventDefault();
      take(file);
    });
    form.addEventListener('submit', (event) => {
      const alt = form.elements.namedItem('alt');
      if (event.submitter?.hasAttribute('formaction') || !field.files.length || alt.value.trim()) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      part('picture').then((module) => module.pictureOf(form, words).ask());
    });
  }

  area.addEventListener('paste', (event) => {
    const html = event.clipboardData?.getData('text/html') ?? '';
    const text = event.clipboardData?.getData('text/plain') ?? '';
    const [file] = filesIn(event.clipboardData);
    if (text.trim() && rich.test(html)) {
      event.preventDefault();
      const { selectionStart: from, selectionEnd: to } = area;
      part('paste').then((module) => module.markdownOf(html)).catch(() => text)
        .then((made) => insert(area, from, to, made.trim() || text));
    } else if (file && !text.trim() && field) {
      event.preventDefault();
      take(file);
    }
  });
}

for (const form of document.querySelectorAll('form[data-composer]')) compose(form);
