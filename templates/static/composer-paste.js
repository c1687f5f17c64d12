// Pasted documents become Markdown: what Word, Outlook, Docs and web pages put
// around their text goes, and what it says stays.
import Turndown from './vendor/turndown.js';

// Looks are read and never applied: under the content security policy they may
// not even be parsed as such.
const unstyled = (html) => html.replace(/<style[\s\S]*?<\/style\s*>/gi, '')
  .replace(/<[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi, (tag) => tag.replace(/([\s"'])style\s*=/gi, '$1data-looks='));

const styleOf = (node) => (node.getAttribute('data-looks') ?? '').toLowerCase().replaceAll(' ', '');
const unwrap = (node) => node.replaceWith(...node.childNodes);
const renamed = (node, name) => {
  const made = node.ownerDocument.createElement(name);
  made.append(...node.childNodes);
  node.replaceWith(made);
  return made;
};

/** HTML from the clipboard as Markdown. */
export function markdownOf(html) {
  const doc = new DOMParser().parseFromString(unstyled(html), 'text/html');
  const body = doc.body;
  strip(body);
  lists(body);
  body.querySelectorAll('p, span, a, b, i').forEach(shape);
  body.querySelectorAll('a[href]').forEach(trueAddress);
  const text = turndown().turndown(body);
  return text.replace(/\u00a0/g, ' ').replace(/[\u200b\u2060\ufeff\u00ad]/g, '').replace(/[ \t]+$/gm, '').replace(/\n{3,}/g, '\n\n').trim();
}

/** Leaves out what nobody reads. */
function strip(body) {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
  const comments = [];
  while (walker.nextNode()) comments.push(walker.currentNode);
  comments.forEach((comment) => comment.remove());
  body.querySelectorAll('script, style, meta, link, title, xml, img, svg, object, iframe, input, button').forEach((node) => node.remove());
  for (const node of [...body.querySelectorAll('*')]) {
    if (/display:none|mso-hide:all/.test(styleOf(node))) node.remove();
    else if (node.localName.includes(':')) {
      if (node.textContent.replaceAll('\u00a0', '').trim()) unwrap(node);
      else node.remove();
    }
  }
  // Docs wraps everything in one that is bold by name and not by looks.
  body.querySelectorAll('b[id^=docs-internal-guid]').forEach(unwrap);
}

const listItem = /mso-list:l\d+level(\d+)/;

/** Paragraphs that Word shows as lists become lists. */
function lists(body) {
  let open = []; // lists, the deepest last
  for (const p of [...body.querySelectorAll('p, h1, h2, h3')]) {
    const found = listItem.exec(styleOf(p));
    if (!found) {
      if (p.textContent.trim()) open = [];
      continue;
    }
    const level = Math.min(Number(found[1]), 6);
    const mark = [...p.querySelectorAll('span')].find((span) => /mso-list:ignore/.test(styleOf(span)));
    const name = /^\s*\(?([0-9]+|[a-z]|[ivx]+)[.)]/i.test(mark?.textContent ?? '') ? 'ol' : 'ul';
    mark?.remove();
    const doc = body.ownerDocument;
    const item = doc.createElement('li');
    item.append(...p.childNodes);
    open = open.slice(0, level);
    if (open.length === level && open.at(-1).localName !== name && level === 1) open = [];
    while (open.length < level) {
      const list = doc.createElement(name);
      const above = open.at(-1);
      if (above) (above.lastElementChild ?? above).append(list);
      else p.before(list);
      open.push(list);
    }
    open.at(-1).append(item);
    p.remove();
  }
}

/** Looks that mean something become elements that say so. */
function shape(node) {
  const style = styleOf(node);
  if (node.localName === 'p') {
    if (/\bMsoTitle\b/.test(node.className)) renamed(node, 'h1');
    return;
  }
  const weight = /font-weight:(bold|[6-9]00)/.test(style);
  if (node.localName === 'b' && /font-weight:(normal|400)/.test(style)) unwrap(node);
  else if (node.localName === 'i' && /font-style:normal/.test(style)) unwrap(node);
  else if (node.localName === 'span' && node.textContent.trim() && !node.closest('h1, h2, h3, h4, h5, h6')) {
    if (/font-style:italic/.test(style)) wrap(node, 'em');
    if (weight) wrap(node, 'strong');
  }
}

function wrap(node, name) {
  const made = node.ownerDocument.createElement(name);
  made.append(...node.childNodes);
  node.append(made);
}

/** Links lead where they say, not through who watches. */
function trueAddress(link) {
  let url;
  try { url = new URL(link.getAttribute('href')); } catch { unwrap(link); return; }
  if (/(^|\.)safelinks\.protection\.outlook\.com$/.test(url.hostname) || (/(^|\.)google\.[a-z.]+$/.test(url.hostname) && url.pathname === '/url')) {
    const inner = url.searchParams.get('url') ?? url.searchParams.get('q');
    try { url = new URL(inner); } catch { unwrap(link); return; }
  }
  if (!/^(https?|mailto):$/.test(url.protocol)) { unwrap(link); return; }
  for (const name of [...url.searchParams.keys()]) if (/^(utm_|fbclid$|gclid$|mc_eid$)/.test(name)) url.searchParams.delete(name);
  link.setAttribute('href', url.href);
  link.removeAttribute('title');
  if (!link.textContent.trim()) link.remove();
}

function turndown() {
  const service = new Turndown({ headingStyle: 'atx', bulletListMarker: '-', emDelimiter: '*', strongDelimiter: '**', codeBlockStyle: 'fenced', hr: '---', br: '' });
  service.addRule('item', {
    filter: 'li',
    replacement(content, node) {
      const list = node.parentNode;
      const start = Number(list.getAttribute('start')) || 1;
      const mark = list.nodeName === 'OL' ? start + [...list.children].indexOf(node) + '. ' : '- ';
      const text = content.trim().replace(/\n{2,}/g, '\n').replace(/\n/g, '\n' + ' '.repeat(mark.length));
      return mark + text + (node.nextSibling ? '\n' : '');
    },
  });
  service.addRule('heading', {
    filter: ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'],
    replacement: (content, node) => {
      const text = content.replace(/\*\*/g, '').replace(/\s+/g, ' ').trim();
      return text ? '\n\n' + '#'.repeat(Math.min(Math.max(Number(node.nodeName[1]), 2), 4)) + ' ' + text + '\n\n' : '';
    },
  });
  service.addRule('table', { filter: 'table', replacement: (content, node) => '\n\n' + tableOf(node) + '\n\n' });
  return service;
}

function tableOf(table) {
  const rows = [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim()));
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (width < 2) return rows.map((row) => row.join(' ')).join('\n\n');
  const line = (cells) => '| ' + [...cells, ...Array(width - cells.length).fill('')].join(' | ') + ' |';
  return [line(rows[0]), '|' + ' --- |'.repeat(width), ...rows.slice(1).map(line)].join('\n');
}
