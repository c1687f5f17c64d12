// Notifications: a reply in Scotland reaches a Welsh head, who changes what she
// is told by the keyboard alone, in Welsh, without a script.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBrowser, Visitor } from './lib/browser.mjs';
import { posts } from './lib/client.mjs';
import { until } from './lib/program.mjs';
import { reply, startScene } from './lib/scene.mjs';

test('notifications', { timeout: 300_000 }, async (t) => {
  const scene = await startScene(t);
  const { demo, head, her: client, moderator, hers, thread } = scene;
  const browser = await startBrowser(t);
  await reply(client, hers, 'We light candles.');
  const here = await until('her reply in Scotland', async () => posts((await moderator.get(thread)).body).find(({ text }) => text.includes('candles')));
  const answer = await moderator.send(thread, thread + '/reply', { body: 'How many do you need?', lang: 'en', parent: String(here.id) });
  assert.equal(answer.status, 303);
  await until('the notice in Wales', async () => (await client.get('/notifications')).body.includes('How many do you need?'));

  const her = await Visitor.arrive(browser, demo.wales, { lang: 'cy', script: false });
  const { page, say } = her;
  await her.enter(head);
  const focused = () => page.evaluate(() => {
    const element = document.activeElement;
    const legend = element?.closest('fieldset')?.querySelector('legend')?.textContent;
    const label = element?.labels?.[0]?.textContent ?? element?.textContent ?? '';
    return ((element?.type === 'radio' && legend ? legend + ': ' : '') + label).trim().replace(/\s+/g, ' ');
  });
  const tabTo = async (wanted) => {
    const met = [];
    for (let i = 0; i < 120; i++) {
      await page.keyboard.press('Tab');
      const at = await focused();
      if (at === wanted || wanted instanceof RegExp && wanted.test(at)) return;
      met.push(at);
    }
    assert.fail(`never came to “${wanted}”: ${met.join(' | ')}`);
  };
  const enter = async (key = 'Enter') => {
    const arrived = page.waitForNavigation({ waitUntil: 'load' });
    await page.keyboard.press(key);
    await arrived;
    await her.check();
  };

  await t.test('the menu counts, the line leads to the very post', async () => {
    await her.open('/');
    await tabTo(new RegExp('^' + say('nav.notifications')));
    assert.match(await focused(), /\d/, 'the number of unread notifications');
    await enter();
    assert.equal(await her.heading(), say('notices.title'));
    const unread = page.locator('.hr-row--unread', { hasText: 'How many do you need?' });
    assert.equal(await unread.count(), 1, 'the reply, once');
    await tabTo(/^Atebodd .* chi$/);
    await enter();
    assert.match(page.url(), /#post-\d+$/);
    const post = page.locator('#' + new URL(page.url()).hash.slice(1));
    assert.match(await post.innerText(), /How many do you need/);
    await her.open('/notifications');
    assert.equal(await unread.count(), 0, 'read');
    assert.equal(await page.locator('.hr-row', { hasText: 'How many do you need?' }).count(), 1);
  });

  await t.test('change what to be told', async () => {
    await tabTo(say('notices.settings'));
    await enter();
    const reply = say('notices.about.reply');
    await tabTo(`${reply}: ${say('notices.way.page')}`);
    await page.keyboard.press('ArrowRight');
    assert.equal(await focused(), `${reply}: ${say('notices.way.mail')}`);
    await tabTo(new RegExp(': ' + say('notices.place.mine') + '$'));
    await page.keyboard.press('ArrowRight');
    const chosen = await page.evaluate(() => document.activeElement.id);
    await tabTo(say('form.save'));
    await enter();
    assert.equal((await page.locator('.hr-flash').innerText()).trim(), say('flash.notices_saved'));
    assert.equal(await page.locator('#topic_reply-mail').isChecked(), true);
    assert.equal(await page.locator('#' + chosen).isChecked(), true);
  });

  await t.test('stop following a conversation, and follow it again', async () => {
    await her.open(hers);
    await tabTo(say('follow.mute'));
    await enter();
    assert.equal((await page.locator('.hr-flash').innerText()).trim(), say('flash.thread_muted'));
    await tabTo(say('follow.follow'));
    await enter();
    assert.equal((await page.locator('.hr-flash').innerText()).trim(), say('flash.thread_followed'));
  });

  await t.test('all read', async () => {
    await reply(moderator, thread, 'And torches?');
    await until('another notice', async () => (await client.get('/notifications')).body.includes('And torches?'));
    await her.open('/notifications');
    await tabTo(say('notices.read_all'));
    await enter();
    assert.equal(await page.locator('.hr-row--unread').count(), 0);
    assert.equal((await page.locator('.hr-flash').innerText()).trim(), say('flash.notices_read'));
  });
  await her.leave();

  await t.test('an open page says that there is something new', async () => {
    const watching = await Visitor.arrive(browser, demo.wales, { lang: 'en' });
    await watching.enter(head);
    await watching.open('/notifications');
    await reply(moderator, thread, 'A lamp on a timer?');
    const region = watching.page.locator('#new-notice');
    await region.getByRole('link').waitFor({ timeout: 30_000 });
    assert.equal(await region.getAttribute('aria-live'), 'polite');
    await watching.follow(/new notification/, region);
    assert.equal(await watching.page.locator('.hr-row--unread', { hasText: 'A lamp on a timer?' }).count(), 1);
    for (const path of ['/notifications', '/notifications/settings']) {
      await watching.open(path);
      const wide = await watching.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(wide, 0, `${path} scrolls sideways`);
    }
    await watching.leave();
  });
});
