// The keyboard alone: sign in, find a community, join, read, reply.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBrowser, Visitor } from './lib/browser.mjs';
import { people } from './lib/people.mjs';
import { until } from './lib/program.mjs';
import { startScene } from './lib/scene.mjs';

test('the keyboard alone', { timeout: 180_000 }, async (t) => {
  const scene = await startScene(t);
  const browser = await startBrowser(t);
  const england = scene.demo.england;
  const him = await Visitor.arrive(browser, england, { lang: 'en' });
  const { page, say } = him;
  const head = people(england, 'head')[1];

  // focused tells what has the focus: its role's name as a person hears it.
  const focused = () => page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return '';
    const label = element.labels?.[0]?.textContent;
    return (label ?? element.textContent ?? '').trim().replace(/\s+/g, ' ');
  });
  // tabTo goes on to the next stop of that name, and never round.
  const tabTo = async (name) => {
    const met = [];
    for (let i = 0; i < 200; i++) {
      await page.keyboard.press('Tab');
      const here = await focused();
      if (here === name || (name instanceof RegExp && name.test(here))) return;
      met.push(here);
    }
    assert.fail(`never came to “${name}”: ${met.join(' | ')}`);
  };
  const enter = async () => {
    const arrived = page.waitForNavigation({ waitUntil: 'load' });
    await page.keyboard.press('Enter');
    await arrived;
    await him.check();
  };

  await t.test('the first stop skips to the content', async () => {
    await him.open('/');
    await page.keyboard.press('Tab');
    assert.equal(await focused(), say('page.skip'));
    const box = await page.locator('.govuk-skip-link').boundingBox();
    assert.ok(box && box.width > 24 && box.y >= 0, 'it can be seen');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'main');
  });

  await t.test('sign in', async () => {
    await tabTo(say('signin.title'));
    await enter();
    await tabTo(say('field.email'));
    await page.keyboard.type(head.email);
    await tabTo(say('field.password'));
    await page.keyboard.type('wrong');
    await enter(); // from within the field
    assert.equal(await page.evaluate(() => document.activeElement?.classList.contains('govuk-error-summary')), true, 'the summary of errors has the focus');
    await tabTo(say('field.password'));
    await page.keyboard.type(head.password);
    await page.keyboard.press('Tab');
    await enter();
    assert.equal(await him.heading(), say('home.heading'));
  });

  await t.test('find the community and ask to join', async () => {
    await tabTo(say('nav.communities'));
    await enter();
    await him.awaits('the community', () => page.getByRole('link', { name: scene.name, exact: true }).count());
    await tabTo(say('nation.scotland'));
    await enter();
    await tabTo(scene.name);
    await enter();
    await tabTo(say('join.ask'));
    await enter();
    await tabTo(say('join.reason'));
    await page.keyboard.type('We share a supply teacher.');
    await tabTo(say('join.submit'));
    await enter();
    assert.ok(await page.getByText(say('flash.join_asked')).count());
  });

  await t.test('once let in, read and reply', async () => {
    await until('the request in the queue', () => admitFirst(scene));
    await him.awaits('being let in', () => page.getByRole('link', { name: 'Power cuts', exact: true }).count());
    await tabTo('Power cuts');
    await enter();
    assert.equal(await him.posts('when the power fails').count(), 1);
    await tabTo(say('compose.body'));
    await page.keyboard.type('We go home early.');
    await tabTo(say('compose.send'));
    await enter();
    assert.equal(await him.posts('We go home early.').count(), 1);
  });

  await t.test('delete it again', async () => {
    await page.reload();
    await tabTo(say('post.delete'));
    await page.keyboard.press('Enter');
    await tabTo(say('post.delete'));
    await enter();
    assert.equal(await page.getByText('We go home early.').count(), 0);
    assert.ok(await page.getByText(say('post.gone_author')).count(), 'a mark stays');
  });

  await him.leave();
});

async function admitFirst({ moderator, scotland }) {
  const queue = (await moderator.get(scotland + '/queue')).body;
  const action = new RegExp(`${scotland}/queue/\\d+`).exec(queue)?.[0];
  return action && (await moderator.send(scotland + '/queue', action, { decision: 'accept' })).status === 303;
}
