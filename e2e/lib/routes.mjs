// The addresses that the program answers in a browser, read from its source:
// tests over "every page" begin here, so that none can be forgotten.
import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../web/', import.meta.url);

/** The patterns of all GET routes of package web, such as /threads/{id}. */
export function routes() {
  const found = new Set();
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.go') && !file.endsWith('_test.go'))) {
    const source = readFileSync(new URL(name, folder), 'utf8');
    for (const [, pattern] of source.matchAll(/\.(?:Get\(|Method\(http\.MethodGet, )"(\/[^"]*)"/g)) found.add(pattern);
  }
  return [...found].sort();
}

/** Whether an address belongs to a route; of several routes the one without parameters is meant. */
export function routeOf(path, patterns = routes()) {
  const { pathname } = new URL(path, 'http://x');
  const fits = patterns.filter((pattern) => new RegExp('^' + pattern.replace(/\{[^}]+\}/g, '[^/]+').replace(/\*/g, '.*') + '$').test(pathname));
  return fits.sort((a, b) => (a.match(/\{/g) ?? []).length - (b.match(/\{/g) ?? []).length)[0];
}
