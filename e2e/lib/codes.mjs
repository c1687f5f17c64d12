// The second factor of sample people, as an app would make it (RFC 6238).
import { createHmac } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The code of a base32 key in a step of thirty seconds. */
export function codeAt(key, step) {
  const bits = [...key.replaceAll(' ', '')].map((c) => letters.indexOf(c).toString(2).padStart(5, '0')).join('');
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const at = mac.at(-1) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

const secrets = new Map(); // what tests have set up by themselves
const used = new Map(); // the newest step of which a code was typed

const name = (instance, { email }) => `${instance.url} ${email}`;

/** Remembers a key that a test has set up for somebody. */
export function keep(instance, account, key) {
  secrets.set(name(instance, account), key);
}

/**
 * A code that is taken: each counts once, so a third or fourth sign-in in a row
 * waits. The code of the step before is about to end with this one: near its end
 * it would come too late.
 */
export async function nextCode(instance, account) {
  const who = name(instance, account);
  const key = secrets.get(who) ?? account.totp_secret;
  if (!key) throw new Error(`nobody knows the key of ${who}`);
  for (;;) {
    const now = Math.floor(Date.now() / 30_000);
    const first = Date.now() % 30_000 < 15_000 ? now - 1 : now;
    const step = Math.max(first, (used.get(who) ?? 0) + 1);
    if (step <= now + 1) {
      used.set(who, step);
      return codeAt(key, step);
    }
    await setTimeout(500);
  }
}
