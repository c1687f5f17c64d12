// What is measured in pages; each of these runs inside the page.

/** What reaches beyond the page, when the page scrolls sideways. */
export function sideways() {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  return [...document.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > room + 0.5)
    .map((element) => element.outerHTML.slice(0, 120)).slice(-3);
}

/**
 * Visible text of a page in pseudo that stands outside the catalogue's
 * brackets and not under data-user-content. The same rule holds in
 * templates/pseudo_test.go.
 */
export function outsideCatalogue(site) {
  const found = [];
  const outside = (text) => {
    const pieces = [''];
    let depth = 0;
    for (const letter of text) {
      if (letter === '⟦') { depth++; pieces.push(''); } else if (letter === '⟧') depth = Math.max(0, depth - 1);
      else if (depth === 0) pieces[pieces.length - 1] += letter;
    }
    return pieces.map((piece) => piece.trim()).filter((piece) => /\p{L}/u.test(piece));
  };
  const report = (where, text) => { for (const piece of outside(text)) found.push(`${where}: ${piece}`); };
  const written = [...document.querySelectorAll('[data-user-content]')].map((element) => element.textContent).join('\n');
  const theirs = (element) => element.closest('[data-user-content], script, style, textarea') !== null;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const holder = node.parentElement;
    if (!theirs(holder)) report(holder.tagName.toLowerCase(), node.data);
    else if (holder.closest('[data-user-content]') && node.data.includes('⟦')) found.push(`a sentence under data-user-content: ${node.data}`);
  }
  const spoken = ['alt', 'title', 'placeholder', 'label', 'aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext'];
  for (const element of document.body.querySelectorAll('*')) {
    if (theirs(element)) continue;
    for (const { name, value } of element.attributes) {
      const button = name === 'value' && element.matches('input:is([type=submit], [type=button], [type=reset]), datalist option');
      const data = name.startsWith('data-') && !/^(\/.*|[a-z0-9:_.?=&#-]*|[\w-]{80,})$/.test(value);
      if (spoken.includes(name) || button || data) report(`${element.tagName.toLowerCase()} ${name}`, value);
    }
  }
  for (const piece of outside(document.title.replace(` – ${site}`, ''))) if (!written.includes(piece)) found.push(`title: ${piece}`);
  return found;
}
