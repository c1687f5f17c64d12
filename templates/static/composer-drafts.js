// What a form says of its draft. The saving itself is in offline.js: it tells
// when the server has the draft, and when another window has written since. Then
// nothing more is saved from here until the writer has chosen.
export function draftsOf(form, words) {
  const note = form.querySelector('.hr-saved');
  const seen = form.elements.namedItem('seen');
  const [kind, id] = form.dataset.draft.split(':');
  const page = { community: `/communities/${id}/new`, thread: `/threads/${id}#reply`, edit: `/posts/${id}/edit` }[kind];
  const nodes = (html) => {
    const holder = document.createElement('template');
    holder.innerHTML = html;
    return holder.content;
  };

  form.addEventListener('hr:saved', (event) => {
    if (event.detail.where !== 'server' || !event.detail.html) return;
    note.replaceChildren(nodes(event.detail.html));
    seen.value = note.querySelector('[data-seen]')?.dataset.seen ?? '0';
  });

  form.addEventListener('hr:newer', (event) => {
    const said = nodes(event.detail.html);
    const theirs = said.querySelector('[data-seen]')?.dataset.seen;
    if (!theirs) return;
    form.dataset.halted = 'yes';
    const keep = Object.assign(document.createElement('button'), { type: 'button', className: 'govuk-button govuk-button--secondary', textContent: words.keep });
    keep.addEventListener('click', () => {
      seen.value = theirs;
      delete form.dataset.halted;
      const area = form.querySelector('textarea');
      note.replaceChildren();
      area.dispatchEvent(new Event('input', { bubbles: true }));
      area.focus();
    });
    const other = Object.assign(document.createElement('a'), { href: page, target: '_blank', rel: 'noopener', className: 'govuk-link', textContent: words.other });
    const choices = document.createElement('span');
    choices.className = 'hr-newer__choices';
    choices.append(keep, other);
    note.replaceChildren(said, choices);
  });
}
