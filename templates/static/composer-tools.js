// The tools of a text area. All changes go through insert, so that the browser
// can take each back in one step.

/** Puts text in the place of a part of the area; one step of undoing. */
export function insert(area, from, to, text) {
  area.focus();
  area.setSelectionRange(from, to);
  // The only way of changing a text area that browsers can undo.
  if (document.execCommand(text ? 'insertText' : 'delete', false, text)) return;
  area.setRangeText(text, from, to, 'end');
  area.dispatchEvent(new Event('input', { bubbles: true }));
}

const wrap = (mark) => (area) => {
  let { selectionStart: from, selectionEnd: to } = area;
  const text = area.value;
  while (from < to && /\s/.test(text[from])) from += 1;
  while (to > from && /\s/.test(text[to - 1])) to -= 1;
  const n = mark.length;
  const inner = text.slice(from, to);
  const alone = (s) => mark.length > 1 || !s.startsWith('**');
  if (inner.length >= 2 * n && inner.startsWith(mark) && inner.endsWith(mark) && alone(inner)) {
    insert(area, from, to, inner.slice(n, -n));
    area.setSelectionRange(from, to - 2 * n);
  } else if (text.slice(from - n, from) === mark && text.slice(to, to + n) === mark && (n > 1 || text.slice(from - 2, from) !== '**')) {
    insert(area, from - n, to + n, inner);
    area.setSelectionRange(from - n, to - n);
  } else {
    insert(area, from, to, mark + inner + mark);
    area.setSelectionRange(from + n, to + n);
  }
};

const lines = (mark, { first = false } = {}) => (area) => {
  const text = area.value;
  const from = text.lastIndexOf('\n', area.selectionStart - 1) + 1;
  let to = text.indexOf('\n', Math.max(area.selectionEnd - 1, area.selectionStart));
  if (to < 0) to = text.length;
  const list = text.slice(from, Math.max(from, to)).split('\n');
  const meant = list.filter((line, i) => (line.trim() || list.length === 1) && (!first || i === 0));
  const off = meant.every((line) => line.startsWith(mark));
  const made = list.map((line, i) => {
    if (!(line.trim() || list.length === 1) || (first && i > 0)) return line;
    return off ? line.slice(mark.length) : mark + (first ? line.replace(/^#+ /, '') : line);
  }).join('\n');
  insert(area, from, Math.max(from, to), made);
  area.setSelectionRange(list.length === 1 ? from + made.length : from, from + made.length);
};

const link = (area, words) => {
  const { selectionStart: from, selectionEnd: to } = area;
  const chosen = area.value.slice(from, to).trim();
  const address = /^(https?:\/\/|mailto:)\S+$/.test(chosen) ? chosen : '';
  const text = address ? words.link_text : chosen || words.link_text;
  const made = address ? `[${text}](${address})` : `[${text}](https://)`;
  insert(area, from, to, made);
  // What is still to be written is chosen: the text, or else the address.
  const at = from + (address || !chosen ? 1 : text.length + 3);
  area.setSelectionRange(at, at + (address || !chosen ? text.length : made.length - text.length - 4));
};

const tools = { bold: wrap('**'), italic: wrap('*'), heading: lines('## ', { first: true }), list: lines('- '), quote: lines('> '), link };

const keys = { b: tools.bold, i: tools.italic, k: tools.link };

/** The tool of a shortcut, if there is one. */
export const toolFor = (key) => keys[key.toLowerCase()];

/** Puts the toolbar above the area: one stop of the Tab key, arrows inside. */
export function toolbarOf(form, area, words) {
  const bar = form.querySelector('template[data-toolbar]').content.firstElementChild.cloneNode(true);
  const buttons = [...bar.querySelectorAll('button')];
  const rove = (to) => buttons.forEach((button) => { button.tabIndex = button === to ? 0 : -1; });
  rove(buttons[0]);
  bar.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (!button) return;
    rove(button);
    tools[button.dataset.tool](area, words);
  });
  bar.addEventListener('mousedown', (event) => event.preventDefault()); // the text stays chosen
  bar.addEventListener('keydown', (event) => {
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    const next = buttons.at(to % buttons.length);
    rove(next);
    next.focus();
  });
  area.before(bar);
}
