// Without a connection: a page that says what to do, one's own words kept, and
// nothing that anybody else wrote on the device. Installed as an app.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBrowser, Visitor } from './lib/browser.mjs';
import { furnish } from './lib/pages.mjs';
import { people } from './lib/people.mjs';
import { until } from './lib/program.mjs';
import { startScene } from './lib/scene.mjs';

// worker waits until the page is under the service worker: also one that was on
// its way while the worker began.
const worker = (page) => page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');

// caches gives the address and text of all that the browser's caches hold.
const cached = (page) => page.evaluate(async () => {
  const list = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) list.push({ path: new URL(request.url).pathname, text: await (await cache.match(request)).text() });
  }
  return list;
});

// online gives the connection back, and waits until the service worker has it
// too: it is told a little later than the page.
const online = async (her, path) => {
  await her.context.setOffline(false);
  await until('the connection', async () => {
    await her.page.goto(path);
    return (await her.heading()) !== her.say('offline.title');
  });
};

const keptHere = (page) => page.evaluate(() => Object.entries(localStorage).filter(([key]) => key.startsWith('hr-draft:')));

for (const lang of ['en', 'cy']) {
  test(`without a connection, in ${lang}`, { timeout: 300_000 }, async (t) => {
    const scene = await startScene(t);
    await furnish(scene);
    const { wales, hers } = scene;
    const browser = await startBrowser(t);
    const her = await Visitor.arrive(browser, scene.demo.wales, { lang });
    const { page, say, context } = her;
    const form = page.locator('#reply');
    const body = form.locator('textarea[name=body]');
    await her.signIn(scene.head);
    await her.open('/');
    await worker(page);

    await t.test('no closed content is in a cache', async () => {
      const shown = [];
      for (const path of ['/', '/communities', wales, wales + '/people', hers, wales + '/new', '/people', '/profile', '/drafts', '/help', '/help/readers', '/privacy']) {
        const answer = await her.open(path);
        if (!path.startsWith('/help') && path !== '/privacy') assert.match(answer.headers()['cache-control'], /no-store/, path);
        shown.push(await page.content());
      }
      const closed = ['Power cuts', 'We light candles', scene.head.name, scene.facilitator.name, scene.name, scene.head.email];
      for (const text of closed.slice(0, 4)) assert.ok(shown.some((html) => html.includes(text)), `${text} was seen`);
      // The pages that are kept are in the language that is read.
      await page.waitForFunction(async (lang) => {
        const [name] = await caches.keys();
        const pages = (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname);
        return (await (await caches.match('/offline'))?.text() ?? '').includes(`<html lang="${lang}"`) && pages.includes('/help/readers') && pages.length > 15;
      }, lang);
      const list = await cached(page);
      assert.ok(list.some(({ path }) => path === '/offline') && list.some(({ path }) => path === '/help/readers') && list.length > 15, 'public pages and files are kept');
      for (const { path, text } of list) {
        assert.match(path, /^\/(offline|help(\/[a-z-]+)?|theme\.css|static\/.*)$/, 'only what is public');
        for (const word of closed) assert.ok(!text.includes(word), `${path} holds ${word}`);
        assert.ok(!text.includes('data-me='), `${path} was asked for as a member`);
      }
      assert.deepEqual(await keptHere(page), []);
    });

    await t.test('a page that cannot be fetched', async () => {
      await context.setOffline(true);
      await page.goto('/communities');
      assert.equal(await her.heading(), say('offline.title'));
      assert.ok(await page.getByText(say('offline.drafts')).count());
      await her.check();
      await page.goto('/help/readers');
      assert.ok(await page.locator('.hr-help h2').count() > 2, 'help is here');
      await context.setOffline(false);
    });

    await t.test('what is typed is kept on the device, and sent', async () => {
      await her.open(hers);
      await context.setOffline(true);
      await body.fill('Typed on the ferry.');
      await form.getByText(say('drafts.on_device')).waitFor();
      assert.equal((await keptHere(page)).length, 1);
      await page.goto('/communities');
      await online(her, '/communities');
      await until('the server to have it', async () => (await keptHere(page)).length === 0);
      await her.open('/drafts');
      assert.ok(await page.getByText('Typed on the ferry.').count());
      await her.open(hers);
      assert.equal(await body.inputValue(), 'Typed on the ferry.');
    });

    await t.test('a newer draft wins, and the older one is shown', async () => {
      await her.open(hers);
      await context.setOffline(true);
      await body.fill('Kept on the telephone.');
      await form.getByText(say('drafts.on_device')).waitFor();
      const id = /\d+$/.exec(hers)[0];
      assert.equal((await scene.her.ask('POST', '/drafts', { place: 'thread:' + id, body: 'Typed at the desk.', lang: 'en' })).status, 204);
      await online(her, hers);
      assert.equal(await body.inputValue(), 'Typed at the desk.');
      const other = page.locator('.hr-older');
      assert.match(await other.innerText(), /Kept on the telephone\./);
      await her.check();
      await other.getByRole('button', { name: say('drafts.use') }).click();
      assert.equal(await body.inputValue(), 'Kept on the telephone.');
      await form.getByText(say('composer.saved', { Clock: '' }).trim()).waitFor();
      assert.deepEqual(await keptHere(page), []);
    });

    await t.test('what is sent without a connection comes back', async () => {
      await her.open(hers);
      await context.setOffline(true);
      await body.fill('Sent into the storm.');
      await form.getByRole('button', { name: say('compose.send'), exact: true }).click();
      await page.getByRole('heading', { level: 1, name: say('offline.title') }).waitFor();
      // Another conversation first: what arrives there says nothing of this one.
      await online(her, wales + '/new');
      await her.fill('compose.heading', 'Of something else');
      await her.fill('compose.body', 'Said in between.');
      await her.press(say('compose.send'), page.locator('form[data-draft^="community:"]'));
      assert.equal(await her.posts('Said in between.').count(), 1);
      await her.open(hers);
      assert.equal(await body.inputValue(), 'Sent into the storm.');
      await her.press(say('compose.send'), form);
      assert.equal(await her.posts('Sent into the storm.').count(), 1);
      assert.deepEqual(await keptHere(page), [], 'and is kept no longer');
      await her.open(hers);
      assert.equal(await body.inputValue(), '');
    });

    await t.test('signing out leaves nothing', async () => {
      await her.open(hers);
      await context.setOffline(true);
      await body.fill('Not for the next user of this device.');
      await form.getByText(say('drafts.on_device')).waitFor();
      assert.equal((await keptHere(page)).length, 1);
      // No page is loaded in between: it would send the text.
      await context.setOffline(false);
      await page.evaluate(() => { window.addEventListener('online', (event) => event.stopImmediatePropagation(), true); });
      await page.locator('form[action="/sign-out"] button').first().evaluate((button) => button.form.requestSubmit());
      await page.waitForURL(/sign-in/);
      assert.deepEqual(await keptHere(page), []);
      const next = people(scene.demo.wales, 'head')[1];
      await her.signIn(next);
      for (const { text } of await cached(page)) assert.ok(!text.includes(scene.head.name) && !text.includes(next.name));
    });
    await her.leave();
  });
}

test('an app that can be installed', { timeout: 300_000 }, async (t) => {
  const scene = await startScene(t);
  const browser = await startBrowser(t);
  const nobody = await Visitor.arrive(browser, scene.demo.wales);
  const { page, context } = nobody;
  await nobody.open('/');
  assert.ok(await page.locator('meta[name=theme-color]').getAttribute('content'));
  const devtools = await context.newCDPSession(page);
  const { data, errors } = await devtools.send('Page.getAppManifest');
  assert.deepEqual(errors, []);
  const manifest = JSON.parse(data);
  assert.equal(manifest.display, 'standalone');
  for (const { src, sizes } of manifest.icons) {
    const size = await page.evaluate(async (address) => { const image = new Image(); image.src = address; await image.decode(); return `${image.naturalWidth}x${image.naturalHeight}`; }, src);
    assert.equal(size, sizes, src);
  }
  assert.equal(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0, 'strangers get no worker');
  await nobody.leave();
});
