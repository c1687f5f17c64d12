// axe-core over every page. In `make test` each page once, in languages and
// themes by turns; with AXE=all every page in three languages in light as its
// own visitor, and in every theme in English. What it has
// seen then goes into the accessibility statement, see lib/record.mjs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dress, findings, themes } from './lib/axe.mjs';
import { startBrowser, Visitor } from './lib/browser.mjs';
import { furnish, listDigest, mainPages, missingPages, visitors } from './lib/pages.mjs';
import { record } from './lib/record.mjs';
import { startScene } from './lib/scene.mjs';

const whole = process.env.AXE === 'all';
const languages = ['en', 'cy', 'gd'];

// states are the language and theme in which to look at the n-th page.
function states(n) {
  const all = [...languages.map((lang) => [lang, 'light']), ...Object.keys(themes).filter((theme) => theme !== 'light').map((theme) => ['en', theme])];
  return whole ? all : [all[n % all.length]];
}

test('axe-core on every page', { timeout: 1_800_000 }, async (t) => {
  const scene = await startScene(t);
  await furnish(scene);
  const list = mainPages(scene);
  assert.deepEqual(missingPages(list), [], 'routes without a page in e2e/lib/pages.mjs');
  assert.equal(new Set(list.map(([name]) => name)).size, list.length, 'names are given once');
  const browser = await startBrowser(t);
  const found = [];
  let looks = 0;
  for (const lang of languages) {
    const who = await visitors(scene, (instance) => Visitor.arrive(browser, instance, { lang, axe: false }));
    for (const [n, [name, path, visitor, status = 200]] of list.entries()) {
      const mine = states(n).filter(([language]) => language === lang);
      if (mine.length === 0) continue;
      const { page } = who[visitor];
      await dress(page, mine[0][1]);
      await who[visitor].open(path, status);
      for (const [, theme] of mine) {
        await dress(page, theme);
        looks++;
        for (const finding of await findings(page)) found.push({ name, lang, theme, ...finding });
      }
    }
    for (const visitor of Object.values(who)) await visitor.leave();
  }
  console.log(`axe ${whole ? 'product' : 'subset'}: ${list.length} pages, ${looks} looks in ${languages.length} languages and ${Object.keys(themes).length} themes, ${found.length} findings`);
  assert.deepEqual(found, []);
  if (whole) record('axe', { list: listDigest(), pages: list.length, looks, findings: found.length, languages, themes: Object.keys(themes) });
});
