// Whom the ready file names, and the numbers in addresses.
import assert from 'node:assert/strict';

/** The people of an instance by role. */
export function people(instance, role) {
  return instance.people.filter((person) => person.role === role);
}

/** The number at the end of the page's address: of a community or thread. */
export function numberIn(url, place) {
  const found = new RegExp(`/${place}/(\\d+)`).exec(url);
  assert.ok(found, `no ${place} in ${url}`);
  return found[1];
}
