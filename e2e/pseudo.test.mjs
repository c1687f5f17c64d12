// The program in pseudo: every sentence of the catalogues in brackets, with
// accents, two fifths longer. What people see outside brackets and outside
// what people wrote is in no catalogue; and no page may be too narrow for a
// longer language.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBrowser, Visitor } from './lib/browser.mjs';
import { outsideCatalogue, sideways } from './lib/measure.mjs';
import { furnish, mainPages, visitors } from './lib/pages.mjs';
import { startScene } from './lib/scene.mjs';

test('every page in pseudo', { timeout: 600_000 }, async (t) => {
  const scene = await startScene(t, { args: ['--pseudo'] });
  await furnish(scene);
  const browser = await startBrowser(t);
  const who = await visitors(scene, (instance) => Visitor.arrive(browser, instance, { axe: false, size: { width: 320, height: 800 } }));
  for (const [name, path, visitor, status] of mainPages(scene)) {
    await t.test(name, async () => {
      const { page } = who[visitor];
      await who[visitor].open(path, status);
      assert.match(await page.locator('main').innerText(), /⟦.*⟧/s, 'it speaks pseudo');
      const site = await page.locator('.hr-brand__name').innerText();
      assert.deepEqual(await page.evaluate(outsideCatalogue, site), [], 'text that is in no catalogue');
      assert.deepEqual(await page.evaluate(sideways), [], 'scrolls sideways at 320');
    });
  }
  await t.test('what it looks for, it finds', async () => {
    const { page } = who.nobody;
    await who.nobody.open('/about');
    await page.evaluate(() => document.querySelector('main').insertAdjacentHTML('beforeend', '<p>⟦A⟧ plain <b title="More">⟦b⟧</b></p><p>⟦x⟧<i data-user-content>⟦y⟧</i></p>'));
    assert.equal((await page.evaluate(outsideCatalogue, '')).filter((text) => !text.startsWith('title: ')).length, 3);
  });
  for (const visitor of Object.values(who)) await visitor.leave();
});
