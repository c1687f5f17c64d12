// Long conversations: what folds, what comes in while one reads, reactions in
// place, and the way from one new post to the next, with and without a script.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBrowser, Visitor } from './lib/browser.mjs';
import { until } from './lib/program.mjs';
import { startScene } from './lib/scene.mjs';

test('long conversations', { timeout: 300_000 }, async (t) => {
  const scene = await startScene(t);
  const { moderator, thread, hers } = scene;
  const answer = async (body, parent) => {
    const sent = await moderator.send(thread, thread + '/reply', { body, lang: 'en', ...(parent ? { parent } : {}) });
    assert.equal(sent.status, 303, body);
    return /at=(\d+)/.exec(sent.headers.location)[1];
  };
  const branch = await answer('A generator, if you can.');
  const below = [];
  for (let i = 1; i <= 12; i++) below.push(await answer(`Answer number ${i}.`, branch));
  const other = await answer('Candles, and an early bus.');
  const answers = ['Candles are not allowed.', 'They are with us.'];
  for (const body of answers) await answer(body, other);
  await until('all of it in Wales', async () => (await scene.her.get(scene.wales)).body.includes('17 posts'), 60);

  const browser = await startBrowser(t);
  const her = await Visitor.arrive(browser, scene.demo.wales, { size: { width: 390, height: 800 } });
  const { page, say } = her;
  const fold = page.locator('details.hr-fold');
  const news = page.locator('#new-activity');
  await her.signIn(scene.head);

  await t.test('a long branch folds, and counts as read once it is opened', async () => {
    await her.open(hers);
    assert.equal(await fold.count(), 1);
    assert.equal(await fold.evaluate((details) => details.open), false);
    const summary = fold.locator('summary');
    assert.match(await summary.innerText(), /^10 /);
    assert.equal(await her.posts('Answer number 5.').isVisible(), false);
    const seen = page.waitForRequest((request) => request.url().endsWith('/seen'));
    await summary.press('Enter');
    await (await (await seen).response()).finished();
    assert.equal(await her.posts('Answer number 5.').isVisible(), true);
    await her.check();
    assert.equal(await fold.locator('.hr-fold__more a', { hasText: '2' }).count(), 1, 'two are on the branch\'s own page');
    await page.reload();
    assert.equal(await her.posts('Answer number 5.').getAttribute('data-unread'), null);
    await fold.evaluate((details) => { details.open = true; });
    await her.follow(/./, fold.locator('.hr-fold__more'));
    assert.equal(await her.posts('Answer number 12.').isVisible(), true);
  });

  await t.test('a post that comes in above does not move what is read', async () => {
    await her.open(hers);
    const read = her.posts(answers[1]);
    await fold.evaluate((details) => { details.open = false; });
    await read.evaluate((post) => post.scrollIntoView({ block: 'start', behavior: 'instant' }));
    const top = () => read.evaluate((post) => Math.round(post.getBoundingClientRect().top));
    const before = await top();
    assert.ok(before < 100, `it stands at the top, at ${before}`);
    await answer('It came in while she read.', branch);
    await news.getByRole('link').waitFor();
    assert.equal(await top(), before);
    assert.equal(await news.getAttribute('aria-live'), 'polite');
    assert.equal(await fold.locator('.hr-fold__fresh').isVisible(), true, 'the fold says that there is something new');
    const last = await answer('And one more at the end.');
    await her.posts('And one more at the end.').waitFor();
    assert.ok(last);
    assert.equal(await top(), before);
    await her.check();
  });

  await t.test('a reaction needs no new page', async () => {
    await her.open(hers);
    const post = her.posts('Candles, and an early bus.');
    const thanks = post.locator('button[value=thanks]');
    const address = page.url();
    for (const pressed of ['true', 'false', 'true']) {
      await thanks.focus();
      await page.keyboard.press('Enter');
      await post.locator(`button[value=thanks][aria-pressed=${pressed}]`).waitFor();
      assert.equal(await thanks.evaluate((button) => button === document.activeElement), true, 'the button keeps the focus');
    }
    assert.equal(page.url(), address);
    assert.match(await thanks.innerText(), /1$/);
    assert.match(await news.innerText(), /1$/, 'and it is said');
    await until('the reaction in Scotland', async () => /aria-pressed="false">[^<]*<span class="hr-react__count">1</.test((await moderator.get(thread)).body), 30);
  });

  await t.test('narrow pages have no sideways scrolling', async () => {
    await page.setViewportSize({ width: 320, height: 800 });
    await her.open(hers);
    await fold.evaluate((details) => { details.open = true; });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
    const widths = await page.locator('.hr-post').evaluateAll((posts) => posts.map((post) => post.clientWidth));
    assert.ok(Math.min(...widths) >= 230, `posts are ${Math.min(...widths)} wide`);
  });
  await her.leave();

  await t.test('without a script', async () => {
    const plain = await Visitor.arrive(browser, scene.demo.wales, { script: false });
    await plain.signIn(scene.head);
    await plain.open(hers);
    const folded = plain.page.locator('details.hr-fold');
    await folded.locator('summary').click();
    assert.equal(await plain.posts('Answer number 5.').isVisible(), true);
    for (let steps = 0; ; steps++) {
      assert.ok(steps < 20, 'the way from one new post to the next ends');
      await plain.open(hers + '/unread');
      if (plain.page.url().includes('done=all_read')) break;
    }
    assert.ok(await plain.page.getByText(say('flash.all_read')).count());
    assert.equal(await plain.page.locator('[data-unread]').count(), 0);
    const post = plain.posts('Answer number 1.');
    await plain.press(new RegExp('^' + say('reaction.agree')), post);
    assert.equal(await plain.posts('Answer number 1.').locator('button[value=agree]').getAttribute('aria-pressed'), 'true');
    await plain.leave();
  });
});
