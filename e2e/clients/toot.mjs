// toot, the command line client of Debian: its commands, and what they print.
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { check, did, grey, pause, run, trial, wordsOf } from './lib/client.mjs';

const { url, host, room, colleague } = trial;
const home = await mkdtemp(join(process.env.CLIENTS_WORK, 'toot-'));
const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home };

async function toot(...args) {
  const { stdout, stderr } = await promisify(execFile)('/usr/bin/toot', [...args, '--no-color'], { env });
  check(!stderr, args.join(' '), stderr);
  return stdout;
}

/** Its sign-in asks for the code that the member's browser is shown. */
async function signIn() {
  const child = spawn('/usr/bin/toot', ['login', '-i', host, '--no-color'], { env: { ...env, PYTHONUNBUFFERED: '1' }, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((done) => { child.on('close', done); });
  let said = '';
  for await (const line of createInterface({ input: child.stdout })) {
    said += `${line}\n`;
    if (line.startsWith(`${url}/oauth/authorize`)) child.stdin.end(`n\n${await pause({ authorize: line.trim() })}\n`);
  }
  check(await ended === 0, 'signs in', said);
}

const idOf = (printed) => {
  const found = /https:\S+\/(\d+)\s*$/.exec(printed.trim());
  check(found, 'prints the address of the post', printed);
  return found[1];
};

async function list() {
  await signIn();
  check((await toot('whoami')).includes(`@${trial.me}`), 'signs in as the member');
  did('sign in');
  const shown = await toot('timeline', '--once', '--count', '20');
  check(shown.includes(`@${room} reblogged`) || shown.includes(room), 'home has the post of the community', shown);
  did('home');

  const posted = idOf(await toot('post', `@${room} ${wordsOf('post')}`, '--visibility', 'public'));
  did('post', posted);
  const api = { Authorization: `Bearer ${colleague.token}`, 'Content-Type': 'application/json' };
  const seen = await (await fetch(`${url}/api/v1/statuses/${posted}`, { headers: api })).json();
  check(seen.visibility === 'private', 'the server holds to the community', seen);
  const answer = await (await fetch(`${url}/api/v1/statuses`, { method: 'POST', headers: api, body: JSON.stringify({ status: `@${trial.me} ${wordsOf('answer')}`, in_reply_to_id: posted }) })).json();
  const reply = idOf(await toot('post', wordsOf('reply'), '--reply-to', answer.id));
  did('reply', reply);
  const thread = await toot('thread', answer.id);
  check(['post', 'answer', 'reply'].every((what) => thread.includes(wordsOf(what))), 'the thread is whole', thread);
  did('thread');
  await toot('favourite', answer.id);
  const liked = await (await fetch(`${url}/api/v1/statuses/${answer.id}`, { headers: api })).json();
  check(liked.favourites_count === 1, 'the favourite counts', liked.favourites_count);
  did('favourite');

  // Notifications are made after the answer to the post; toot has no stream to wait on.
  for (let left = 50; !(await toot('notifications', '--mentions')).includes(wordsOf('answer')); left--) {
    check(left > 0, 'the notification is listed');
    await new Promise((done) => { setTimeout(done, 200); });
  }
  did('notifications');
  check((await toot('search', room.slice(0, 6))).includes(`@${room}`), 'the community is found');
  did('search');
  const picture = join(home, 'grey.png');
  await writeFile(picture, grey());
  await toot('upload', picture, '--description', 'A grey square');
  const withPicture = idOf(await toot('post', `@${room} ${wordsOf('picture')}`, '--media', picture, '--description', 'A grey square', '--visibility', 'public'));
  const media = (await (await fetch(`${url}/api/v1/statuses/${withPicture}`, { headers: api })).json()).media_attachments;
  check(media[0]?.description === 'A grey square', 'the picture is shown', media);
  did('media', withPicture);
}

await run({ list });
