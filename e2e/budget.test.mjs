// What a first visit costs: at most 100 kB over the wire, from one host.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBrowser, Visitor } from './lib/browser.mjs';
import { furnish } from './lib/pages.mjs';
import { startScene } from './lib/scene.mjs';

const budget = 100_000;

test('a first visit', { timeout: 120_000 }, async (t) => {
  const scene = await startScene(t);
  await furnish(scene);
  const browser = await startBrowser(t);
  const known = await Visitor.arrive(browser, scene.demo.wales, { lang: 'cy', axe: false });
  await known.signIn(scene.head);
  const cookies = await known.context.cookies();
  await known.leave();

  for (const [name, path, session] of [['the landing page', '/', []], ['sign-in', '/sign-in', []], ['home', '/', cookies], ['a conversation', scene.hers, cookies]]) {
    await t.test(name, async (t) => {
      const visitor = await Visitor.arrive(browser, scene.demo.wales, { lang: 'cy', axe: false });
      await visitor.context.addCookies(session);
      const devtools = await visitor.context.newCDPSession(visitor.page);
      await devtools.send('Network.enable');
      const urls = new Map();
      const costs = [];
      devtools.on('Network.requestWillBeSent', ({ requestId, request }) => urls.set(requestId, request.url));
      devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => costs.push([encodedDataLength, urls.get(requestId)]));
      await visitor.page.goto(path, { waitUntil: 'load' });
      await visitor.page.evaluate(() => document.fonts.ready);
      const total = costs.reduce((sum, [cost]) => sum + cost, 0);
      const list = costs.sort(([a], [b]) => b - a).map(([cost, url]) => `${cost} ${new URL(url).pathname}`).join(', ');
      t.diagnostic(`${total} bytes: ${list}`);
      assert.ok(costs.length >= 3, 'the page and what it loads were counted');
      assert.ok(total <= budget, `${total} bytes: ${list}`);
      assert.deepEqual([...visitor.hosts.keys()], [new URL(scene.demo.wales.url).host], 'one host only');
      await visitor.leave();
    });
  }

  await t.test('a second page loads nothing again but itself', async () => {
    const visitor = await Visitor.arrive(browser, scene.demo.wales, { lang: 'cy', axe: false });
    await visitor.open('/');
    const asked = [];
    visitor.page.on('response', async (response) => { if (!response.fromServiceWorker() && response.status() !== 304) asked.push(response); });
    await visitor.open('/about');
    const sizes = await Promise.all(asked.map(async (response) => [new URL(response.url()).pathname, (await response.request().sizes()).responseHeadersSize]));
    assert.deepEqual(sizes.filter(([path, size]) => path.startsWith('/static/') && size > 0).map(([path]) => path), [], 'static files come from the cache');
    await visitor.leave();
  });
});
