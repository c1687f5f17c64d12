// A person who has a keyboard and nothing else: Tab, Shift+Tab, Enter, Space,
// arrows and letters. Every stop is checked: the focus can be seen, is in the
// window, and nothing covers it.
import assert from 'node:assert/strict';

// stop runs in the page: what has the focus, as a person hears and sees it.
async function stop() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const fieldset = element.type === 'radio' ? element.closest('fieldset')?.querySelector('legend')?.textContent ?? '' : '';
  // Of a link over several lines, the first counts.
  const box = () => element.getClientRects()[0] ?? element.getBoundingClientRect();
  const inside = () => box().bottom > 0 && box().top < innerHeight;
  // The browser brings it into view, smoothly perhaps: until it stands still.
  for (let frame = 0, still = 0, last = ''; frame < 240 && still < 4; frame++) {
    const at = `${box().top} ${box().left}`;
    still = inside() && at === last ? still + 1 : 0;
    last = at;
    await new Promise(requestAnimationFrame);
  }
  // The middle of what there is to see, or of its label where the input itself is drawn by that.
  const { left, right, top, bottom } = box();
  const [x, y] = [(Math.max(left, 0) + Math.min(right, innerWidth)) / 2, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2];
  const over = document.elementFromPoint(x, y);
  const clear = over === null ? false : element.contains(over) || over.contains(element) || [...element.labels ?? []].some((label) => label.contains(over));
  const style = getComputedStyle(element);
  const drawn = [element, ...(element.labels ?? [])].some((one) => [getComputedStyle(one), getComputedStyle(one, '::before')]
    .some((looks) => looks.outlineStyle !== 'none' && parseFloat(looks.outlineWidth) > 0 || looks.boxShadow !== 'none'));
  globalThis.stopped ??= [];
  if (!globalThis.stopped.includes(element)) globalThis.stopped.push(element);
  return { name: (element.labels?.[0]?.textContent ?? element.getAttribute('aria-label') ?? element.textContent ?? '').trim().replace(/\s+/g, ' '),
    group: fieldset.trim(), href: element.getAttribute('href'), tag: element.tagName, type: element.type ?? '', id: element.id,
    number: globalThis.stopped.indexOf(element), seen: inside() && clear && drawn && style.visibility === 'visible', html: element.outerHTML.slice(0, 160) };
}

export class Keyboard {
  constructor(visitor) {
    this.visitor = visitor;
    this.page = visitor.page;
  }

  press(key) {
    return this.page.keyboard.press(key);
  }

  type(text) {
    return this.page.keyboard.type(text);
  }

  /** What has the focus now. */
  here() {
    return this.page.evaluate(stop);
  }

  /**
   * Goes on with Tab to the next stop that fits: a name, a pattern for it, or
   * a test of the stop. Never goes round, and is never caught.
   */
  async to(what, key = 'Tab') {
    const fits = (at) => (typeof what === 'function' ? what(at) : what instanceof RegExp ? what.test(at.name) : at.name === what);
    const met = [];
    for (let i = 0; i < 250; i++) {
      await this.press(key);
      const at = await this.here();
      if (!at) continue; // the browser's own frame, at the end of the page
      assert.ok(at.seen, `the focus cannot be seen on ${this.page.url()}: ${at.html}`);
      assert.ok(met.length < 2 || met.at(-1).number !== at.number || met.at(-2).number !== at.number, `caught on ${this.page.url()} at ${at.html}`);
      if (fits(at)) return at;
      met.push(at);
    }
    return assert.fail(`never came to “${what}” on ${this.page.url()}: ${met.map(({ name }) => name).join(' | ').slice(0, 1500)}`);
  }

  /** Presses a key that leads to another page, which is checked. */
  async go(key = 'Enter') {
    const arrived = this.page.waitForNavigation({ waitUntil: 'load' });
    await this.press(key);
    await arrived;
    await this.visitor.check();
  }

  /** Goes to a link or button and follows it. */
  async follow(what) {
    await this.to(what);
    await this.go();
  }
}
