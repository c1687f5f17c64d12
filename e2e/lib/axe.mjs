// axe-core over one page, and what a page looks like in each theme.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The rules that pages are held to: WCAG 2.2 AA and what axe calls best practice. */
export const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** How each theme is asked for. */
export const themes = {
  light: { colorScheme: 'light', contrast: 'no-preference', forcedColors: 'none' },
  dark: { colorScheme: 'dark', contrast: 'no-preference', forcedColors: 'none' },
  contrast: { colorScheme: 'light', contrast: 'more', forcedColors: 'none' },
  'contrast-dark': { colorScheme: 'dark', contrast: 'more', forcedColors: 'none' },
};

/** Dresses the page in a theme. */
export async function dress(page, theme) {
  await page.emulateMedia(themes[theme]);
}

/** What axe-core finds on the page: rule, help and where. */
export async function findings(page) {
  if (!await page.evaluate(() => 'axe' in globalThis)) await page.evaluate(source);
  return page.evaluate(async (values) => {
    const { violations } = await globalThis.axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] });
    return violations.map((violation) => ({ rule: violation.id, help: violation.help, at: violation.nodes.map((node) => node.html.slice(0, 200)) }));
  }, rules);
}
