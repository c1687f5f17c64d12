// The sentences of the pages, read from the catalogues that the program uses:
// tests look for what people read, in every language, and never for a text of
// their own.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../../templates/locales/', import.meta.url);
const catalogues = new Map();

// parse reads the part of TOML that the catalogues use: one key a line, with a
// text or with an inline table of plural forms.
function parse(text) {
  const entries = new Map();
  for (const line of text.split('\n')) {
    const found = /^"([^"]+)"\s*=\s*(.+)$/.exec(line.trim());
    if (!found) continue;
    const [, key, value] = found;
    if (value.startsWith('{')) {
      const forms = {};
      for (const [, form, quoted] of value.matchAll(/(\w+)\s*=\s*("(?:[^"\\]|\\.)*")/g)) forms[form] = JSON.parse(quoted);
      entries.set(key, forms);
    } else {
      entries.set(key, JSON.parse(value));
    }
  }
  return entries;
}

/** The words of one language: say(key, {Name: …, Count: …}). */
export function words(lang) {
  if (!catalogues.has(lang)) {
    const dir = new URL(lang + '/', folder);
    const parts = readdirSync(dir).map((name) => readFileSync(fileURLToPath(new URL(name, dir)), 'utf8'));
    catalogues.set(lang, parse(parts.join('\n')));
  }
  const catalogue = catalogues.get(lang);
  return (key, args = {}) => {
    let text = catalogue.get(key);
    if (text === undefined) throw new Error(`no sentence ${key} in ${lang}`);
    if (typeof text === 'object') text = text[new Intl.PluralRules(lang).select(args.Count)] ?? text.other;
    return text.replace(/\{\{\.(\w+)\}\}/g, (_, name) => String(args[name]));
  };
}
