// The eight main tasks with the keyboard alone, once in English from England
// and once wholly in Welsh from Wales: sign in, find a community, join, read,
// reply, start a conversation, change notifications, find a colleague.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBrowser, Visitor } from './lib/browser.mjs';
import { Keyboard } from './lib/keyboard.mjs';
import { heading } from './lib/client.mjs';
import { nextCode } from './lib/codes.mjs';
import { people } from './lib/people.mjs';
import { until } from './lib/program.mjs';
import { record } from './lib/record.mjs';
import { startScene } from './lib/scene.mjs';

const walks = [['england', 'en', 'We go home early.'], ['wales', 'cy', 'Awn adref yn gynnar.']];

test('the keyboard alone', { timeout: 600_000 }, async (t) => {
  const scene = await startScene(t);
  const browser = await startBrowser(t);
  let tasks = 0;
  for (const [nation, lang, words] of walks) {
    tasks = 0;
    const instance = scene.demo[nation];
    const visitor = await Visitor.arrive(browser, instance, { lang });
    const keys = new Keyboard(visitor);
    const { page, say } = visitor;
    const head = people(instance, 'head')[1];
    const name = heading((await scene.moderator.get(`${scene.scotland}?lang=${lang}`)).body).replaceAll('&#39;', "'"); // in this language
    const task = async (name, walk) => {
      await t.test(`${name}, in ${lang}`, walk);
      tasks++;
    };

    await t.test(`the first stop skips to the content, in ${lang}`, async () => {
      await visitor.open('/');
      await keys.press('Tab');
      const first = await keys.here();
      assert.equal(first.name, say('page.skip'));
      assert.ok(first.seen, 'it can be seen');
      await keys.press('Enter');
      assert.equal((await keys.here()).id, 'main');
    });

    await task('sign in', async () => {
      await keys.follow(say('signin.title'));
      await keys.to(say('field.email'));
      await keys.type(head.email);
      await keys.to(say('field.password'));
      await keys.type('wrong');
      await keys.go(); // from within the field
      assert.equal(await page.evaluate(() => document.activeElement?.classList.contains('govuk-error-summary')), true, 'the summary of errors has the focus');
      await keys.to(({ href }) => href === '#email');
      await keys.press('Enter');
      assert.equal((await keys.here()).id, 'email', 'the summary leads to the field');
      assert.equal(await page.inputValue('#email'), head.email, 'what was typed is kept');
      await keys.to(say('field.password'));
      await keys.type(head.password);
      await keys.press('Tab');
      await keys.go();
      if (head.totp_secret) {
        await keys.to(({ id }) => id === 'code');
        await keys.type(await nextCode(instance, head));
        await keys.go();
      }
      assert.equal(await visitor.heading(), say('home.heading'));
    });

    await task('find a community', async () => {
      await keys.follow(({ href }) => href === '/communities');
      await visitor.awaits('the community', () => page.getByRole('link', { name, exact: true }).count());
      await keys.follow(({ href }) => href?.includes('nation=scotland'));
      await keys.follow(name);
      assert.equal(await visitor.heading(), name);
    });

    await task('join it', async () => {
      await keys.follow(say('join.ask'));
      await keys.to(say('join.reason'));
      await keys.type(words);
      await keys.follow(say('join.submit'));
      assert.ok(await page.getByText(say('flash.join_asked')).count());
    });
    const community = new URL(page.url()).pathname;

    await task('read', async () => {
      await until('the request in the queue', () => admitFirst(scene));
      await visitor.awaits('being let in', () => page.getByRole('link', { name: 'Power cuts', exact: true }).count());
      await keys.follow('Power cuts');
      assert.equal(await visitor.posts('when the power fails').count(), 1);
    });

    await task('reply', async () => {
      await keys.to(say('compose.body'));
      await keys.type(words);
      await keys.follow(say('compose.send'));
      assert.equal(await visitor.posts(words).count(), 1);
      assert.ok(await inView(page), 'the page is where the post is');
    });

    await task('start a conversation', async () => {
      await page.goto(community);
      await keys.follow(say('community.start'));
      await keys.to(say('compose.heading'));
      await keys.follow(say('compose.send')); // forgetting to write
      assert.equal(await page.evaluate(() => document.activeElement?.classList.contains('govuk-error-summary')), true);
      await keys.to(({ href }) => href === '#title');
      await keys.press('Enter');
      await keys.type(words);
      await keys.to(say('compose.body'));
      await keys.type(`${words} ${words}`);
      await keys.follow(say('compose.send'));
      assert.equal(await visitor.heading(), words);
    });

    await task('delete a post again', async () => {
      await keys.follow(say('post.delete'));
      if (page.url().endsWith('/delete')) await keys.follow(say('post.delete')); // the page asks
      assert.equal(await visitor.posts(`${words} ${words}`).count(), 0);
    });
    tasks--; // not one of the eight

    await task('change notifications', async () => {
      await keys.follow(({ href }) => href === '/notifications');
      await keys.follow(({ href }) => href === '/notifications/settings');
      const first = await keys.to(({ type }) => type === 'radio');
      await keys.press('ArrowDown');
      const chosen = await keys.here();
      assert.equal(chosen.group, first.group, 'the arrows stay in the group');
      assert.notEqual(chosen.id, first.id);
      await keys.follow(say('form.save'));
      await visitor.open('/notifications/settings');
      assert.ok(await page.locator('#' + chosen.id).isChecked(), 'it is kept');
    });

    await task('find a colleague', async () => {
      const colleague = people(instance, 'head')[0];
      await keys.follow(({ href }) => href === '/people');
      await keys.to(say('people.search'));
      await keys.type(colleague.name.split(' ')[0]);
      await keys.go();
      await keys.follow(colleague.name);
      assert.equal(await visitor.heading(), colleague.name);
    });
    await visitor.leave();
  }
  assert.equal(tasks, 8);
  record('keyboard', { tasks, languages: walks.map(([, lang]) => lang) });
});

// inView tells whether what the address leads to can be seen.
function inView(page) {
  return page.evaluate(async () => {
    const target = document.getElementById(location.hash.slice(1));
    if (!target) return false;
    const shown = () => { const box = target.getBoundingClientRect(); return box.bottom > 0 && box.top < innerHeight; };
    for (let frame = 0; frame < 120 && !shown(); frame++) await new Promise(requestAnimationFrame);
    return shown();
  });
}

async function admitFirst({ moderator, scotland }) {
  const queue = (await moderator.get(scotland + '/queue')).body;
  const action = new RegExp(`${scotland}/queue/\\d+`).exec(queue)?.[0];
  return action && (await moderator.send(scotland + '/queue', action, { decision: 'accept' })).status === 303;
}
