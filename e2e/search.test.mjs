// Search: by the keyboard, without a script, without accents.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startBrowser, Visitor } from './lib/browser.mjs';
import { startScene, start } from './lib/scene.mjs';

test('search', { timeout: 300_000 }, async (t) => {
  const scene = await startScene(t);
  await start(scene.moderator, scene.scotland, 'Llesiant staff yn Ynys Môn', 'Mae’r dŵr yn oer, meddai O’Neill.');
  const browser = await startBrowser(t);

  await t.test('by the keyboard', async () => {
    const he = await Visitor.arrive(browser, scene.demo.scotland, { lang: 'en' });
    const { page, say } = he;
    await he.signIn(scene.facilitator);
    await he.open('/search');
    const box = page.getByRole('searchbox', { name: say('search.label') });
    await page.keyboard.press('/');
    assert.equal(await box.evaluate((element) => element === document.activeElement), true, 'the key leads to the box');
    await page.keyboard.type('ynys mon / x');
    assert.equal(await box.inputValue(), 'ynys mon / x', 'who types is not disturbed');
    await box.fill('ynys mon');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    await he.check();
    assert.deepEqual(await page.locator('mark').allInnerTexts(), ['Ynys', 'Môn']);
    assert.equal(await page.getByText(say('search.found', { Count: 1 })).count(), 1);
    await page.getByRole('link', { name: 'Llesiant staff yn Ynys Môn' }).focus();
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    assert.match(page.url(), /\/threads\/\d+/);
    await page.goto('/search');
    const key = page.getByRole('button', { name: say('search.key_on') });
    await key.click();
    assert.equal(await key.getAttribute('aria-pressed'), 'false');
    await page.keyboard.press('/');
    assert.equal(await box.evaluate((element) => element === document.activeElement), false, 'the key is off');
    await he.leave();
  });

  await t.test('without a script', async () => {
    const he = await Visitor.arrive(browser, scene.demo.scotland, { lang: 'cy', script: false });
    const { page, say } = he;
    await he.signIn(scene.facilitator);
    await he.open(scene.scotland);
    await page.getByRole('searchbox', { name: say('search.here') }).fill('oneill -lloyd');
    await page.getByRole('search').getByRole('button').click();
    await he.check();
    assert.deepEqual(await page.locator('mark').allInnerTexts(), ['O’Neill']);
    await he.open('/search?q=sebra');
    assert.equal(await page.locator('q[data-user-content]').innerText(), 'sebra');
    assert.equal(await page.getByRole('link', { name: say('search.try_ask') }).getAttribute('href'), '/compose?title=sebra');
    assert.equal(await page.getByText(say('search.key')).isVisible(), false, 'what needs a script is not offered');
    await he.leave();
  });

  await t.test('who is not in the room', async () => {
    const she = await Visitor.arrive(browser, scene.demo.england, { lang: 'en' });
    await she.signIn(scene.demo.england.people.find(({ role }) => role === 'head'));
    await she.open('/search?q=ynys+mon');
    assert.equal(await she.page.locator('mark').count(), 0);
    assert.equal(await she.page.getByText(she.say('search.none')).count(), 1);
    await she.leave();
  });

  if (process.env.SHOTS) {
    const out = fileURLToPath(new URL('out', import.meta.url));
    mkdirSync(out, { recursive: true });
    for (const lang of ['en', 'cy']) {
      const he = await Visitor.arrive(browser, scene.demo.scotland, { lang, axe: false });
      await he.signIn(scene.facilitator);
      for (const [name, path] of [['found', '/search?q=s'], ['none', '/search?q=sebra&order=newest&where=' + /\d+/.exec(scene.scotland)[0]], ['words', '/search?q=power+the']]) {
        for (const width of [1280, 390]) {
          for (const scheme of ['light', 'dark']) {
            await he.page.emulateMedia({ colorScheme: scheme });
            await he.page.setViewportSize({ width, height: 900 });
            await he.page.goto(path);
            await he.page.screenshot({ path: `${out}/search-${name}-${lang}-${width}-${scheme}.png`, fullPage: true });
          }
        }
      }
    }
  }
});
