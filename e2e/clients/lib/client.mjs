// What a program around a client has in common with the test that runs it. The
// test gives it a trial (TRIAL, JSON), answers what it asks for, one line of JSON
// each way, and is told each step that came off.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { crc32, deflateSync } from 'node:zlib';

/** Whom it is for: url, host, me, word, room, colleague {username, token}. */
export const trial = JSON.parse(process.env.TRIAL);

const lines = createInterface({ input: process.stdin });

/** Asks the test for something and gives its answer. */
export async function pause(question) {
  console.log(JSON.stringify(question));
  const [answer] = await once(lines, 'line');
  return answer;
}

/** A step came off, with what it made. */
export function did(step, id) {
  console.log(JSON.stringify({ did: step, id }));
}

export function check(good, what, seen) {
  if (!good) throw new Error(`${what}: ${JSON.stringify(seen)}`);
}

/** Text with the word that tells this trial from all others. */
export const wordsOf = (what) => `Sample ${what} ${trial.word}`;

/** The text of a status without its tags. */
export const plain = (status) => status.content.replaceAll(/<[^>]*>/g, ' ');

/** What came over a stream: `keep` takes an event, `told` waits for one that matches and gives its payload. */
export function stream() {
  const events = [];
  const waiting = new Set();
  const keep = (event) => {
    events.push(event);
    for (const look of waiting) look();
  };
  const told = (what, matches) => new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`not told of ${what}: ${JSON.stringify(events.map(({ event }) => event))}`)), 20_000);
    const look = () => {
      const found = events.find(matches);
      if (!found) return;
      clearTimeout(timer);
      waiting.delete(look);
      done(found.payload);
    };
    waiting.add(look);
    look();
  });
  return { keep, told };
}

/** A grey square of eight by eight points, as a PNG. */
export function grey() {
  const chunk = (kind, data) => {
    const body = Buffer.concat([Buffer.from(kind), data]);
    const head = Buffer.alloc(4);
    const foot = Buffer.alloc(4);
    head.writeUInt32BE(data.length);
    foot.writeUInt32BE(crc32(body));
    return Buffer.concat([head, body, foot]);
  };
  const header = Buffer.from([0, 0, 0, 8, 0, 0, 0, 8, 8, 2, 0, 0, 0]);
  const rows = Buffer.concat(Array.from({ length: 8 }, () => Buffer.concat([Buffer.from([0]), Buffer.alloc(24, 128)])));
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

/** Runs the part that the test asks for. */
export async function run(parts) {
  try {
    await parts[trial.part]();
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
  process.exit(0);
}
