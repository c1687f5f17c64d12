// Every page at the widths of a small telephone, a telephone and a desk, with
// letters twice as large, and magnified four times: nothing scrolls sideways,
// what one presses is large enough and lies on nothing else one presses, and
// the focus can be seen. axe-core reads each page, too, in one of the languages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findings } from './lib/axe.mjs';
import { startBrowser, Visitor } from './lib/browser.mjs';
import { sideways } from './lib/measure.mjs';
import { furnish, mainPages, visitors } from './lib/pages.mjs';
import { startScene } from './lib/scene.mjs';

// A desk magnified four times is as wide as a small telephone, and very low.
const windows = [[1280, 900], [390, 800], [320, 800], [320, 225]];

test('geometry', { timeout: 900_000 }, async (t) => {
  const scene = await startScene(t);
  await furnish(scene);
  const browser = await startBrowser(t);
  for (const lang of ['cy', 'en']) {
    const who = await visitors(scene, (instance) => Visitor.arrive(browser, instance, { lang, axe: false }));
    for (const [nth, [name, path, visitor, status]] of mainPages(scene).entries()) {
      await t.test(`${name} in ${lang}`, async () => {
        const { page } = who[visitor];
        await page.setViewportSize({ width: 1280, height: 900 });
        await who[visitor].open(path, status);
        for (const [width, height] of windows) {
          await page.setViewportSize({ width, height });
          await holds(page, `at ${width} by ${height}`);
        }
        // The menu lies below on a telephone and above at a desk: every other
        // page is walked through there in English, the others here in Welsh.
        if ((nth + (lang === 'en' ? 0 : 1)) % 2) return;
        assert.deepEqual(await findings(page), [], 'axe-core, at the width of a magnified desk');
        await page.setViewportSize(lang === 'en' ? { width: 390, height: 800 } : { width: 1280, height: 900 });
        await page.emulateMedia({ reducedMotion: 'reduce' }); // the page jumps to what has the focus
        assert.deepEqual(await unseen(page, nth % 8 < 2), [], 'the focus cannot be seen');
        await page.emulateMedia({ reducedMotion: null });
      });
    }
    // What stands on no page that an address opens: it is shown once.
    await t.test(`the address of a feed in ${lang}`, async () => {
      const { page } = who.her;
      await page.setViewportSize({ width: 320, height: 800 });
      await who.her.open('/feeds');
      await page.locator('input[name=name]').fill('A sample programme');
      await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.locator('form[action="/feeds"] .govuk-button').first().click()]);
      assert.match(await page.locator('code').innerText(), /\/feed\/[\w-]{43}$/);
      await holds(page, 'with a new address');
    });
    for (const visitor of Object.values(who)) await visitor.leave();
  }
});

test('geometry with letters twice as large', { timeout: 600_000 }, async (t) => {
  const scene = await startScene(t);
  await furnish(scene);
  const browser = await startBrowser(t, ['--blink-settings=defaultFontSize=32']);
  const who = await visitors(scene, (instance) => Visitor.arrive(browser, instance, { lang: 'cy', axe: false }));
  for (const [name, path, visitor, status] of mainPages(scene)) {
    await t.test(name, async () => {
      const { page } = who[visitor];
      await page.setViewportSize({ width: 1280, height: 900 });
      await who[visitor].open(path, status);
      assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), '32px', 'the letters are large');
      for (const [width, height] of windows.slice(0, 2)) {
        await page.setViewportSize({ width, height });
        await holds(page, `at ${width} by ${height}`);
      }
    });
  }
  for (const visitor of Object.values(who)) await visitor.leave();
});

async function holds(page, where) {
  assert.deepEqual(await page.evaluate(sideways), [], `scrolls sideways ${where}`);
  assert.deepEqual(await page.evaluate(small), [], `smaller than 24 px ${where}`);
  assert.deepEqual(await page.evaluate(overlapping), [], `lies on something else ${where}`);
  assert.deepEqual(await page.evaluate(broken), [], `goes on in another column ${where}`);
}

// broken runs in the page: lists, cards and sections of which one part stands
// beside the other.
function broken() {
  return [...document.querySelectorAll('main :is(section, article, ul, ol, form, .hr-card)')]
    .filter((element) => getComputedStyle(element).display !== 'inline' && element.getClientRects().length > 1)
    .map((element) => element.outerHTML.slice(0, 120));
}

// overlapping runs in the page: pairs of things one presses of which one lies
// on the other. What is fixed to the window lies on what is below the fold;
// nothing may be left under it at the end of the page.
function overlapping() {
  const pressed = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
  const fixed = (element) => {
    for (let at = element; at; at = at.parentElement) if (getComputedStyle(at).position === 'fixed') return true;
    return false;
  };
  const targets = [...document.querySelectorAll(pressed)].filter((element) => element.checkVisibility({ visibilityProperty: true })).map((element) => ({
    element, fixed: fixed(element), boxes: [...element.getClientRects()].filter((box) => box.width > 1 && box.height > 1),
  })).filter(({ boxes }) => boxes.length > 0);
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  const told = ({ element }) => element.outerHTML.slice(0, 100);
  const found = [];
  for (const [i, one] of targets.entries()) {
    for (const other of targets.slice(i + 1)) {
      if (one.fixed !== other.fixed || one.element.contains(other.element) || other.element.contains(one.element)) continue;
      if (one.boxes.some((a) => other.boxes.some((b) => meet(a, b)))) found.push(`${told(one)} and ${told(other)}`);
    }
  }
  const bars = targets.filter((target) => target.fixed).flatMap(({ boxes }) => boxes);
  if (bars.length > 0) {
    const bar = innerHeight - Math.min(...bars.map(({ top }) => top));
    const end = document.documentElement.scrollHeight - bar;
    for (const target of targets.filter((other) => !other.fixed)) {
      if (target.boxes.some((box) => box.bottom + scrollY > end + 1)) found.push(`${told(target)} stays under the menu`);
    }
  }
  return found;
}

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
// change its looks when it has the focus. What stands above and below what the page
// is about is the same everywhere: where not whole, it is left out.
async function unseen(page, whole) {
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
    // The menu at the foot of the window must not hide what has the focus.
    const box = element.getBoundingClientRect();
    const bar = document.querySelector('.hr-nav');
    const below = bar && getComputedStyle(bar).position === 'fixed' && !bar.contains(element) && box.top >= bar.getBoundingClientRect().top;
    const outside = !element.closest('main');
    return { again, outside, seen: focused !== plain && shown && !below, html: element.outerHTML.slice(0, 120) };
  });
  const bad = [];
  await page.evaluate((all) => {
    globalThis.stops = new Set();
    document.activeElement?.blur();
    scrollTo(0, 0);
    if (all) return;
    const main = document.querySelector('main');
    main.tabIndex = -1;
    main.focus({ preventScroll: true });
  }, whole);
  for (let i = 0; i < 150; i++) {
    await page.keyboard.press('Tab');
    const stop = await looks();
    if (!stop || stop.again || !whole && stop.outside) break;
    if (!stop.seen) bad.push(stop.html);
  }
  return bad;
}
