// Every page as it is at 400% zoom on a desk (1280 by 1024 pixels, which leaves
// 320 by 256), then with the text spacing of WCAG 1.4.12: nothing scrolls
// sideways, nothing is cut off, and nothing hides what has the focus.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBrowser, Visitor } from './lib/browser.mjs';
import { Keyboard } from './lib/keyboard.mjs';
import { sideways } from './lib/measure.mjs';
import { furnish, listDigest, mainPages, visitors } from './lib/pages.mjs';
import { record } from './lib/record.mjs';
import { startScene } from './lib/scene.mjs';

const whole = process.env.AXE === 'all';

test('400% zoom and wider text', { timeout: 1_200_000 }, async (t) => {
  const scene = await startScene(t);
  await furnish(scene);
  const list = mainPages(scene);
  const browser = await startBrowser(t);
  const who = await visitors(scene, (instance) => Visitor.arrive(browser, instance, { lang: 'cy', axe: false, size: { width: 320, height: 256 } }));
  for (const [n, [name, path, visitor, status]] of list.entries()) {
    await t.test(name, async () => {
      const { page } = who[visitor];
      await who[visitor].open(path, status);
      assert.deepEqual(await page.evaluate(sideways), [], 'scrolls sideways');
      if (whole || n % 3 === 0) await everyStop(who[visitor]);
      await page.evaluate(widen);
      assert.deepEqual(await page.evaluate(sideways), [], 'scrolls sideways with wider text');
      assert.deepEqual(await page.evaluate(cutOff), [], 'is cut off with wider text');
    });
  }
  for (const visitor of Object.values(who)) await visitor.leave();
  if (whole) record('zoom', { list: listDigest(), pages: list.length });
});

// everyStop goes through the page with Tab; each stop is checked on the way.
async function everyStop(visitor) {
  const keys = new Keyboard(visitor);
  const seen = new Set();
  await keys.to((at) => {
    const again = seen.has(at.number);
    seen.add(at.number);
    return again;
  });
}

// widen runs in the page: line height 1.5, paragraphs 2, letters 0.12 and words
// 0.16 of the size of the text. A policy against inline styles allows this way.
function widen() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

// cutOff runs in the page: boxes whose text does not fit and cannot be reached.
function cutOff() {
  return [...document.querySelectorAll('main *, header *, footer *, nav *')].filter((element) => {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1 || element.closest('svg, select, input, textarea, .govuk-visually-hidden')) return false;
    const hides = (overflow) => overflow === 'hidden' || overflow === 'clip';
    return hides(style.overflowX) && element.scrollWidth > element.clientWidth + 1 || hides(style.overflowY) && element.scrollHeight > element.clientHeight + 1;
  }).map((element) => element.outerHTML.slice(0, 120));
}
