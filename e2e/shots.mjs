// Pictures of the main pages, in e2e/out: node e2e/shots.mjs [NAME...]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startBrowser, Visitor } from './lib/browser.mjs';
import { furnish, mainPages, visitors } from './lib/pages.mjs';
import { startScene } from './lib/scene.mjs';

const out = fileURLToPath(new URL('out', import.meta.url));
mkdirSync(out, { recursive: true });
const wanted = process.argv.slice(2);
const endings = [];
const t = { after: (end) => endings.unshift(end) };
try {
  const scene = await startScene(t);
  await furnish(scene);
  const browser = await startBrowser(t);
  for (const lang of ['en', 'cy']) {
    const who = await visitors(scene, (instance) => Visitor.arrive(browser, instance, { lang, axe: false }));
    for (const [name, path, visitor] of mainPages(scene)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      const { page } = who[visitor];
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(path);
        await page.screenshot({ path: join(out, `${name}-${lang}-${width}.png`), fullPage: true });
      }
    }
  }
} finally {
  for (const end of endings) await end();
}
