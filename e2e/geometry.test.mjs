// Main pages at the widths of a small telephone, a telephone and a desk:
// nothing scrolls sideways, what one presses is large enough, and the focus
// can be seen. axe-core reads each page too.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBrowser, Visitor } from './lib/browser.mjs';
import { sideways } from './lib/measure.mjs';
import { furnish, mainPages, visitors } from './lib/pages.mjs';
import { startScene } from './lib/scene.mjs';

const widths = [320, 390, 1280];

test('geometry', { timeout: 420_000 }, async (t) => {
  const scene = await startScene(t);
  await furnish(scene);
  const browser = await startBrowser(t);
  for (const lang of ['cy', 'en']) {
    const who = await visitors(scene, (instance) => Visitor.arrive(browser, instance, { lang }));
    for (const [name, path, visitor, status] of mainPages(scene)) {
      await t.test(`${name} in ${lang}`, async () => {
        const { page } = who[visitor];
        await page.setViewportSize({ width: widths.at(-1), height: 900 });
        await who[visitor].open(path, status);
        for (const width of widths) {
          await page.setViewportSize({ width, height: 800 });
          assert.deepEqual(await page.evaluate(sideways), [], `scrolls sideways at ${width}`);
          assert.deepEqual(await page.evaluate(small), [], `smaller than 24 px at ${width}`);
        }
        if (lang === 'en') assert.deepEqual(await unseen(page), [], 'the focus cannot be seen');
      });
    }
    for (const visitor of Object.values(who)) await visitor.leave();
  }
});

// small runs in the page: targets under 24 by 24 px, without those that WCAG
// 2.5.8 excepts: links in a sentence, and targets with room around them.
function small() {
  const targets = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')].flatMap((element) => {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    if (box.width <= 1 || box.height <= 1 || style.visibility === 'hidden') return [];
    return [{ element, box, style }];
  });
  const middle = ({ box }) => [box.left + box.width / 2, box.top + box.height / 2];
  return targets.filter((target) => {
    const { element, box, style } = target;
    if (box.width >= 24 && box.height >= 24) return false;
    const label = element.labels?.[0]?.getBoundingClientRect();
    if (label && label.width >= 24 && label.height >= 24) return false;
    const around = element.parentElement;
    if (style.display === 'inline' && around.textContent.trim() !== element.textContent.trim()) return false;
    const [x, y] = middle(target);
    return targets.some((other) => {
      if (other.element === element || other.element.contains(element) || element.contains(other.element)) return false;
      const dx = Math.max(other.box.left - x, 0, x - other.box.right);
      const dy = Math.max(other.box.top - y, 0, y - other.box.bottom);
      return Math.hypot(dx, dy) < 12;
    });
  }).map(({ element, box }) => `${Math.round(box.width)}x${Math.round(box.height)} ${element.outerHTML.slice(0, 120)}`);
}

// unseen goes through the page with the tabulator and gives what does not
// change its looks when it has the focus.
async function unseen(page) {
  const looks = () => page.evaluate(async () => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const of = (target) => {
      const style = getComputedStyle(target);
      return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow, style.backgroundColor, style.borderColor,
        style.textDecorationLine, style.textDecorationThickness].join(' ');
    };
    const parts = () => [of(element), ...(element.labels ? [...element.labels].map((label) => of(label) + getComputedStyle(label, '::before').boxShadow + getComputedStyle(label, '::before').outline) : [])].join('|');
    // The browser brings it into view, smoothly perhaps.
    const visible = () => { const box = element.getBoundingClientRect(); return box.bottom > 0 && box.top < innerHeight; };
    for (let frame = 0; frame < 90 && !visible(); frame++) await new Promise(requestAnimationFrame);
    const shown = visible();
    const focused = parts();
    element.blur();
    const plain = parts();
    element.focus({ focusVisible: true });
    globalThis.stops ??= new Set();
    const again = globalThis.stops.has(element);
    globalThis.stops.add(element);
    return { again, seen: focused !== plain && shown, html: element.outerHTML.slice(0, 120) };
  });
  const bad = [];
  await page.evaluate(() => { globalThis.stops = new Set(); document.activeElement?.blur(); scrollTo(0, 0); });
  for (let i = 0; i < 150; i++) {
    await page.keyboard.press('Tab');
    const stop = await looks();
    if (!stop || stop.again) break;
    if (!stop.seen) bad.push(stop.html);
  }
  return bad;
}
