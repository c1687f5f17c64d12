// Contact sheets of every page, in e2e/out: at two widths, in light and dark,
// in three languages. One picture per five pages, made by the browser itself.
//
//   node e2e/shots.mjs [NAME...]       all pages, or those of these names
//   SHOTS_LANGS=en,cy node e2e/shots.mjs
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startBrowser, Visitor } from './lib/browser.mjs';
import { furnish, mainPages, visitors } from './lib/pages.mjs';
import { startScene } from './lib/scene.mjs';

const out = fileURLToPath(new URL('out', import.meta.url));
const languages = (process.env.SHOTS_LANGS ?? 'en,cy,gd').split(',');
const looks = ['light', 'dark'];
const widths = [390, 1280];
const shown = { 390: 150, 1280: 340 }; // how wide on the sheet
const tallest = 2600;
const perSheet = 5;

const wanted = process.argv.slice(2);
const endings = [];
const t = { after: (end) => endings.unshift(end) };
try {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const scene = await startScene(t);
  await furnish(scene);
  const browser = await startBrowser(t);
  const pages = mainPages(scene).filter(([name]) => wanted.length === 0 || wanted.includes(name));
  const shots = new Map(pages.map(([name]) => [name, []]));
  for (const lang of languages) {
    const who = await visitors(scene, (instance) => Visitor.arrive(browser, instance, { lang, axe: false }));
    for (const [name, path, visitor] of pages) {
      const { page } = who[visitor];
      for (const width of widths) {
        await page.setViewportSize({ width, height: 844 });
        await page.goto(path);
        for (const look of looks) {
          await page.emulateMedia({ colorScheme: look });
          const height = Math.min(tallest, await page.evaluate(() => document.documentElement.scrollHeight));
          const image = await page.screenshot({ type: 'jpeg', quality: 80, fullPage: true, clip: { x: 0, y: 0, width, height } });
          shots.get(name).push({ lang, look, width, image });
        }
      }
    }
    for (const visitor of Object.values(who)) await visitor.context.close();
  }
  const paper = await (await browser.newContext()).newPage();
  for (const [lang, list] of languages.map((code) => [code, pages])) {
    for (let at = 0; at < list.length; at += perSheet) {
      await sheet(paper, `${lang}-${String(at / perSheet + 1).padStart(2, '0')}`, list.slice(at, at + perSheet).map(([name]) => name),
        (name) => shots.get(name).filter((shot) => shot.lang === lang));
    }
  }
} finally {
  for (const end of endings) await end();
}

// sheet lays the pictures of some pages side by side: a column for each page's
// width and look, headed by its name.
async function sheet(paper, title, names, of) {
  const cells = names.map((name) => `<section><h2>${name}</h2><div>${of(name).map(({ width, image }) =>
    `<img src="data:image/jpeg;base64,${image.toString('base64')}" width="${shown[width]}">`).join('')}</div></section>`);
  await paper.setViewportSize({ width: 1100, height: 800 });
  await paper.setContent(`<style>body{margin:12px;background:#777;font:14px sans-serif;color:#fff}h2{margin:12px 0 4px;font-size:16px}
    div{display:flex;gap:10px;align-items:flex-start}img{display:block}</style>${cells.join('')}`);
  await paper.screenshot({ path: join(out, `${title}.png`), fullPage: true });
}
