// Nothing that was typed is lost: when the conversation was locked or its
// author removed meanwhile, and when the language is changed in the middle.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBrowser, Visitor } from './lib/browser.mjs';
import { run, serve, until } from './lib/program.mjs';
import { reply, start, startScene, thread } from './lib/scene.mjs';

for (const lang of ['en', 'cy']) {
  test(`what was typed stays, in ${lang}`, { timeout: 300_000 }, async (t) => {
    const scene = await startScene(t);
    const { moderator, wales, scotland, hers } = scene;
    const browser = await startBrowser(t);
    const her = await Visitor.arrive(browser, scene.demo.wales, { lang });
    const { page, say } = her;
    const form = page.locator('#reply');
    const body = form.getByLabel(say('compose.body'), { exact: true });
    await her.signIn(scene.head);

    await t.test('the language switch keeps page and text', async () => {
      const other = lang === 'en' ? 'cy' : 'en';
      const typed = lang === 'en' ? 'Half a sentence' : 'Hanner brawddeg';
      await her.open(hers);
      await body.fill(typed);
      await her.choose(other);
      assert.equal(new URL(page.url()).pathname, hers, 'the same page');
      assert.equal(await form.locator('textarea[name=body]').inputValue(), typed, 'with what was typed');
      await her.choose(lang);
      assert.equal(await body.inputValue(), typed);
      await her.open(wales + '/new');
      await her.fill('compose.heading', 'A title');
      await her.fill('compose.body', typed);
      await her.choose(other);
      assert.equal(await page.locator('input[name=title]').inputValue(), 'A title');
      assert.equal(await page.locator('textarea[name=body]').inputValue(), typed);
      await her.choose(lang);
      await her.open('/profile');
      const biography = page.locator('textarea[name=biography]');
      const written = await biography.inputValue();
      await biography.fill(written + ' ' + typed);
      await her.choose(other);
      assert.equal(await biography.inputValue(), written + ' ' + typed, 'of the profile too');
      await her.choose(lang);
      await her.check();
      await her.open('/profile');
      assert.equal(await biography.inputValue(), written, 'for that one page only');
    });

    await t.test('a draft is kept as one writes', async () => {
      await her.open(hers);
      await body.fill('I shall finish this tomorrow.');
      await page.getByText(say('composer.saved', { Clock: '' }).trim()).waitFor();
      await page.goto('/drafts');
      assert.ok(await page.getByText('I shall finish this tomorrow.').count());
      await her.open(hers);
      assert.equal(await body.inputValue(), 'I shall finish this tomorrow.');
    });

    await t.test('the conversation was locked meanwhile', async () => {
      await her.open(hers);
      await body.fill('My careful answer.');
      assert.equal((await moderator.send(scene.thread, scene.thread + '/lock', { locked: 'true' })).status, 303);
      await until('the lock in Wales', async () => !(await scene.her.get(hers)).body.includes(`action="${hers}/reply"`));
      await her.press(say('compose.send'), form);
      assert.ok(await page.getByText(say('reason.locked')).count(), 'the reason is shown');
      await her.open('/drafts');
      assert.ok(await page.getByText('My careful answer.').count(), 'the text is in the drafts');
      const row = page.locator('li.hr-row', { hasText: 'My careful answer.' });
      assert.ok((await row.innerText()).includes(say('drafts.refused')), 'with the reason');
      assert.equal((await moderator.send(scene.thread, scene.thread + '/lock', { locked: 'false' })).status, 303);
      await until('the thread to be open in Wales', async () => (await scene.her.get(hers)).body.includes(`action="${hers}/reply"`));
    });

    await t.test('its author was removed meanwhile', async () => {
      await start(moderator, scotland, 'Last words', 'Say on.');
      const last = await thread(scene.her, wales, 'Last words');
      await her.open(last);
      await body.fill('What I still wanted to say.');
      const list = (await moderator.get(scotland + '/people')).body;
      const row = list.split('<li class="hr-row">').find((part) => part.includes(scene.head.name));
      const action = /action="([^"]+\/remove)"/.exec(row)[1];
      assert.equal((await moderator.send(scotland + '/people', action, { reason: 'sample: asked to go' })).status, 303);
      await until('the end of the membership in Wales', async () => (await scene.her.get(last)).status !== 200);
      await her.press(say('compose.send'), form);
      assert.equal(new URL(page.url()).pathname, '/drafts', await page.locator('main').innerText());
      const kept = page.locator('li.hr-row', { hasText: 'What I still wanted to say.' });
      assert.equal(await kept.count(), 1, 'the text is in the drafts');
      assert.ok((await kept.innerText()).includes(say('drafts.refused')), 'with the reason');
    });

    await her.leave();
  });
}

test('the host refuses a post that the home has taken', { timeout: 300_000 }, async (t) => {
  const scene = await startScene(t);
  const { demo, moderator, her, hers } = scene;
  await demo.proc.stop();
  // Scotland locks while Wales is away; Wales posts while Scotland is away.
  const scotland = await serve(t, demo.scotland);
  assert.equal((await moderator.send(scene.thread, scene.thread + '/lock', { locked: 'true' })).status, 303);
  await scotland.stop();
  await serve(t, demo.wales);
  await reply(her, hers, 'Too late, as it turns out.');
  await serve(t, demo.scotland);
  await run('queue', 'retry', '--config', demo.wales.config, '--json');
  await run('queue', 'retry', '--config', demo.scotland.config, '--json');
  await until('the draft with its reason', async () => {
    const page = (await her.get('/drafts')).body;
    return page.includes('Too late, as it turns out.') && page.includes('Not sent.');
  }, 60);
  assert.ok(!(await moderator.get(scene.thread)).body.includes('Too late'), 'Scotland never shows it');
});
