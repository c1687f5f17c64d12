// What a first visit costs: at most 100 kB over the wire, from one host.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBrowser, Visitor } from './lib/browser.mjs';
import { furnish } from './lib/pages.mjs';
import { startScene } from './lib/scene.mjs';

const budget = 100_000;

test('a first visit', { timeout: 300_000 }, async (t) => {
  const scene = await startScene(t);
  await furnish(scene);
  const browser = await startBrowser(t);
  const known = await Visitor.arrive(browser, scene.demo.wales, { lang: 'cy', axe: false });
  await known.signIn(scene.head);
  const cookies = await known.context.cookies();
  await known.leave();

  // costs opens an address and gives what came over the wire, dearest first.
  const costs = async (visitor, path) => {
    const devtools = await visitor.context.newCDPSession(visitor.page);
    await devtools.send('Network.enable');
    const paths = new Map();
    const list = [];
    devtools.on('Network.requestWillBeSent', ({ requestId, request }) => paths.set(requestId, new URL(request.url).pathname));
    devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => list.push({ bytes: encodedDataLength, path: paths.get(requestId) }));
    await visitor.page.goto(path, { waitUntil: 'load' });
    await visitor.page.evaluate(() => document.fonts.ready);
    await devtools.detach();
    return list.sort((a, b) => b.bytes - a.bytes);
  };
  const told = (list) => list.map(({ bytes, path }) => `${bytes} ${path}`).join(', ');

  for (const [name, path, session] of [['the landing page', '/', []], ['sign-in', '/sign-in', []], ['home', '/', cookies], ['a conversation', scene.hers, cookies]]) {
    await t.test(name, async (t) => {
      const visitor = await Visitor.arrive(browser, scene.demo.wales, { lang: 'cy', axe: false });
      await visitor.context.addCookies(session);
      const list = await costs(visitor, path);
      const total = list.reduce((sum, { bytes }) => sum + bytes, 0);
      t.diagnostic(`${total} bytes: ${told(list)}`);
      assert.ok(list.length >= 3, 'the page and what it loads were counted');
      assert.ok(total <= budget, `${total} bytes: ${told(list)}`);
      assert.deepEqual([...visitor.hosts.keys()], [new URL(scene.demo.wales.url).host], 'one host only');
      await visitor.leave();
    });
  }

  // Nothing that is still to come stands between a reader and the text: at most
  // two files hold up the first picture of the page, and without scripts and
  // without fonts the heading and the first post are there.
  for (const [name, path, session, first] of [['the landing page', '/', []], ['sign-in', '/sign-in', []], ['home', '/', cookies], ['a conversation', scene.hers, cookies, 'What do you do when the power fails?']]) {
    await t.test(`${name} can be read at once`, async () => {
      const scripted = await Visitor.arrive(browser, scene.demo.wales, { lang: 'cy', axe: false });
      await scripted.context.addCookies(session);
      await scripted.page.goto(path);
      const blocking = await scripted.page.evaluate(() => performance.getEntriesByType('resource')
        .filter((entry) => entry.renderBlockingStatus === 'blocking').map((entry) => new URL(entry.name).pathname));
      assert.ok(blocking.length > 0 && blocking.length <= 2, `held up by ${blocking}`);
      await scripted.leave();
      const plain = await Visitor.arrive(browser, scene.demo.wales, { lang: 'cy', axe: false, script: false });
      await plain.context.addCookies(session);
      await plain.context.route(/\.(woff2|js)$/, (route) => route.abort());
      await plain.page.goto(path, { waitUntil: 'domcontentloaded' });
      assert.ok(await plain.page.getByRole('heading', { level: 1 }).isVisible());
      if (first) assert.ok(await plain.posts(first).first().isVisible(), 'the first post');
      await plain.leave();
    });
  }

  await t.test('a page travels packed', async () => {
    const visitor = await Visitor.arrive(browser, scene.demo.wales, { lang: 'cy', axe: false });
    await visitor.context.addCookies(cookies);
    const answer = await visitor.page.goto(scene.hers);
    const { responseBodySize } = await answer.request().sizes();
    const plain = Buffer.byteLength(await answer.text());
    assert.ok(responseBodySize * 2 < plain, `${responseBodySize} of ${plain} bytes`);
    await visitor.leave();
  });

  await t.test('a second page loads little but itself', async () => {
    const visitor = await Visitor.arrive(browser, scene.demo.wales, { lang: 'cy', axe: false });
    await costs(visitor, '/');
    await visitor.page.waitForLoadState('networkidle'); // what comes after the page: its icon
    const again = (await costs(visitor, '/about')).filter(({ bytes, path }) => bytes > 0 && path !== '/about');
    assert.deepEqual(again, [], `static files come from the cache, and not ${told(again)}`);
    await visitor.leave();
  });
});
