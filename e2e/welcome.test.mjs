// A newcomer's first five minutes: biography, photograph, communities, hello,
// with and without script, and the first page over a poor link.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBrowser, Visitor } from './lib/browser.mjs';
import { people } from './lib/people.mjs';
import { startDemo } from './lib/program.mjs';

test('first steps', { timeout: 300_000 }, async (t) => {
  const demo = await startDemo(t);
  const browser = await startBrowser(t);
  const newcomers = people(demo.scotland, 'head');
  for (const [nth, script] of [true, false].entries()) {
    const lang = script ? 'cy' : 'en';
    await t.test(`in ${lang}, script ${script}`, async () => {
      const her = await Visitor.arrive(browser, demo.scotland, { lang, script, size: { width: 390, height: 844 } });
      const { page, say } = her;
      await her.enter(newcomers[nth]);
      await her.open('/welcome');
      assert.equal(await her.heading(), say('welcome.title'));
      const steps = page.locator('.hr-step');
      assert.equal(await steps.count(), 4);
      assert.ok(await steps.nth(0).getByText(say('welcome.done')).count(), 'the biography is there');

      await steps.nth(1).getByRole('link', { name: say('profile.photo_add') }).click();
      await page.waitForURL(/\/profile#photograph$/);
      assert.ok(await page.locator('#photograph').isVisible());

      await her.open('/welcome');
      const left = await page.locator('.govuk-body-l').innerText();
      await steps.nth(1).getByRole('button').click();
      await page.getByText(say('flash.steps_kept')).waitFor();
      assert.ok(await steps.nth(1).getByText(say('welcome.skipped')).count());
      assert.notEqual(await page.locator('.govuk-body-l').innerText(), left, 'one step less is left');

      assert.ok(await steps.nth(3).getByText(say('welcome.done')).count(), 'has said hello');
      await steps.nth(2).getByRole('link', { name: say('home.find') }).click();
      await page.waitForURL(/\/communities$/);

      await her.open('/welcome');
      await page.getByRole('button', { name: say('welcome.finish') }).click();
      await page.waitForURL((url) => url.pathname === '/');
      assert.equal(await page.getByRole('link', { name: say('welcome.begin') }).count(), 0, 'is not offered again');
      await her.leave();
    });
  }

  await t.test('over a poor link, words come before scripts', async () => {
    const her = await Visitor.arrive(browser, demo.scotland, { lang: 'en', axe: false, size: { width: 390, height: 844 } });
    const { page } = her;
    let held = 0;
    await page.route(/\.js(\?|$)/, () => { held++; }); // no script arrives at all
    const link = await her.context.newCDPSession(page);
    await link.send('Network.enable');
    await link.send('Network.emulateNetworkConditions', { offline: false, latency: 800, downloadThroughput: 35_000, uploadThroughput: 8_000 });
    let bytes = 0;
    link.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
    await page.goto('/', { waitUntil: 'commit' });
    await page.getByRole('heading', { level: 1 }).waitFor();
    assert.ok(await page.locator('main p').first().isVisible());
    assert.ok(bytes <= 100_000, `${bytes} bytes before it can be read`);
    assert.ok(held > 0, 'there are scripts, and nothing waited for them');
    await her.context.close();
  });
});
