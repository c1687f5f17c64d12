// What the checks have found goes into templates/accessibility.json, from which
// the accessibility statement is made: with RECORD=1, as `make deep` sets it.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../../templates/accessibility.json', import.meta.url);

/** Notes the outcome of a check, with today's date. */
export function record(name, facts) {
  if (process.env.RECORD !== '1') return;
  const all = JSON.parse(readFileSync(file, 'utf8'));
  all[name] = { date: new Date().toISOString().slice(0, 10), ...facts };
  writeFileSync(file, JSON.stringify(all, null, 2) + '\n');
}
