// The welcome pack: unpacked on a disk, opened in a browser without a network.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { findings } from './lib/axe.mjs';
import { startBrowser } from './lib/browser.mjs';
import { folder, startDemo } from './lib/program.mjs';
import { words } from './lib/words.mjs';

test('the welcome pack opens from a disk', { timeout: 300_000 }, async (t) => {
  const demo = await startDemo(t);
  const dir = await folder(t);
  const browser = await startBrowser(t);
  const fetching = await browser.newContext({ baseURL: demo.wales.url });
  const opener = await fetching.newPage();
  await opener.goto('/help');
  const bytes = await opener.evaluate(async () => [...new Uint8Array(await (await fetch('/welcome.zip')).arrayBuffer())]);
  await fetching.close();
  writeFileSync(join(dir, 'welcome.zip'), Buffer.from(bytes));
  execFileSync('python3', ['-m', 'zipfile', '-e', 'welcome.zip', '.'], { cwd: dir });
  const root = join(dir, 'welcome');

  for (const [width, colorScheme] of [[1280, 'light'], [390, 'dark']]) {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
    // Files are let through, every other request is refused and counted: a
    // browser that is told to be offline refuses files too.
    const asked = [];
    await context.route(/^(?!file:)/, (route) => { asked.push(route.request().url()); return route.abort(); });
    // axe-core tries to read the stylesheets by script, which files do not allow.
    const failed = [];
    context.on('requestfailed', (request) => { if (request.resourceType() !== 'xhr') failed.push(request.url()); });
    const page = await context.newPage();
    const names = ['index.html', ...['en', 'cy', 'gd'].flatMap((lang) => readdirSync(join(root, lang)).map((name) => `${lang}/${name}`))];
    assert.ok(names.length > 40, `${names.length} pages`);
    for (const [nth, name] of names.entries()) {
      await page.goto(pathToFileURL(join(root, name)).href);
      assert.equal(await page.locator('h1').count(), 1, name);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${name} scrolls sideways`);
      assert.ok(await page.evaluate(() => document.fonts.ready.then(() => [...document.fonts].some((face) => face.status === 'loaded'))), `${name} with its typeface`);
      // The same templates in three languages: all of them in the first, and a third of the others.
      const read = name.startsWith('en/') || nth % 3 === 0;
      if (width === 1280 ? read : name.endsWith('/print.html')) assert.deepEqual(await findings(page), [], name);
    }
    await page.goto(pathToFileURL(join(root, 'cy/index.html')).href);
    await page.getByRole('link', { name: words('cy')('glossary.title') }).click();
    assert.equal(await page.locator('h1').innerText(), words('cy')('glossary.title'));
    assert.deepEqual(asked, [], 'nothing is asked of anybody');
    assert.deepEqual(failed, []);
    await context.close();
  }
});
