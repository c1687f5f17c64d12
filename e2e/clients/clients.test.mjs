// Clients that nobody here wrote take part in a closed community, and one head with
// two of them for a day; nothing is said wider than the room it was said in.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { until } from '../lib/program.mjs';
import { startScene } from '../lib/scene.mjs';
import { browserOf, call, clients, knowsNothing, send, use } from './lib/person.mjs';

const room = 'highlands-islands';
const steps = ['sign in', 'home', 'post', 'reply', 'thread', 'favourite', 'notifications', 'search', 'media'];
const withStreams = [...steps, 'streaming', 'around'];
const streamless = ['toot']; // has no stream

/** What is asked for here and is not there, each with the reason. */
const missing = new Map([
  ['GET /api/v1/no_such_call', 'the test asks for it, so that the log is known to tell'],
]);

test('clients', { timeout: 240_000 }, async (t) => {
  const { demo, head } = await startScene(t, { ports: [443, 443, 443], args: ['--https', '--hosts', 'scot.example,cym.example,eng.example', '--log-level', 'info'] });
  const bundle = join(process.env.CLIENTS_WORK, 'bundle.pem');
  writeFileSync(bundle, readFileSync('/etc/ssl/certs/ca-certificates.crt', 'utf8') + readFileSync(demo.ca, 'utf8'));
  const { scotland, wales, england } = demo;
  const person = (instance, username) => instance.people.find((p) => p.username === username);
  const eilidh = person(scotland, 'eilidh');
  const browser = await browserOf(scotland, eilidh);
  const trial = { url: scotland.url, host: 'scot.example', me: 'eilidh', room, colleague: person(scotland, 'ruairidh') };

  for (const name of Object.keys(clients)) {
    await t.test(name, async () => {
      const word = `w${name.replaceAll(/[^a-z]/gi, '').toLowerCase()}${Date.now().toString(36)}`;
      const made = await use(name, browser, { ...trial, part: 'list', word }, bundle);
      const want = streamless.includes(name) ? steps : withStreams;
      assert.deepEqual([...made.keys()].sort(), [...want].sort());
      const ids = [...made.values()].filter(Boolean);
      assert.ok(ids.length >= 3);
      await knowsNothing(scotland, person(scotland, 'callum'), word, ids);
      await knowsNothing(scotland, undefined, word, ids);
      await knowsNothing(wales, person(wales, 'nia'), word, []);
    });
  }

  await t.test('one head, two clients, a day', async () => {
    const word = `wday${Date.now().toString(36)}`;
    const day = { ...trial, word, elsewhere: { url: wales.url, token: head.token } };
    const search = async (instance, who, text) => JSON.parse((await call(instance, who.token, `/api/v2/search?type=statuses&limit=40&q=${encodeURIComponent(text)}`)).body).statuses;
    const morning = await use('Mastodon.py', browser, { ...day, part: 'morning' }, bundle);
    assert.deepEqual([...morning.keys()], ['read', 'post', 'told', 'reply', 'keep', 'delete']);

    // At noon a head of another nation asks something, in the app's own way.
    const asked = await send(wales, head, '/api/v1/statuses', { status: `@${room}@scot.example Which day, ${word}?`, poll: { options: ['Monday', 'Tuesday'], expires_in: 86_400 }, visibility: 'public' });
    assert.equal(asked.visibility, 'private');
    await until('the poll at its home', async () => (await search(scotland, eilidh, word)).some(({ poll }) => poll));
    await until('the morning in Wales', async () => (await search(wales, head, word)).some(({ content }) => content.includes('reply of the morning')));

    const afternoon = await use('masto.js', browser, { ...day, part: 'afternoon' }, bundle);
    assert.deepEqual([...afternoon.keys()], ['read', 'edit', 'vote', 'told', 'reply', 'delete']);
    assert.equal(afternoon.get('read'), morning.get('post'), 'both apps name it alike');

    // In the evening: it is all with the member of the other nation, and nowhere else.
    const want = ['Edited after lunch', 'answer of the morning', 'reply of the morning', 'answer from elsewhere', 'reply of the afternoon', 'Which day'];
    await until('the day in Wales, without what was taken back', async () => {
      const found = (await search(wales, head, word)).map(({ content }) => content).join('\n');
      return want.every((text) => found.includes(text)) && !found.includes('said too soon');
    });
    // Other homes are told what a poll has come to once in a while.
    await until('the vote at its home', async () => (await search(scotland, trial.colleague, word)).find(({ poll }) => poll)?.poll.options[1].votes_count === 1);
    const ids = [...morning.values(), ...afternoon.values()].filter(Boolean);
    for (const [instance, username] of [[scotland, 'callum'], [wales, 'nia'], [wales, 'tomos'], [england, 'ruth'], [england, 'oliver']]) {
      await knowsNothing(instance, person(instance, username), word, instance === scotland ? ids : []);
    }
    for (const instance of demo.instances) await knowsNothing(instance, undefined, word, instance === scotland ? ids : []);
  });

  await t.test('what clients called is there', async () => {
    await call(scotland, eilidh.token, '/api/v1/no_such_call');
    const asked = () => [...demo.proc.output.matchAll(/msg="no such call".* request_method=(\S+) call=(\S+)/g)].map(([, method, path]) => `${method} ${path}`);
    await until('the log of that', () => asked().some((one) => one.endsWith('no_such_call')));
    assert.deepEqual([...new Set(asked())].sort(), [...missing.keys()].sort());
    const elsewhere = [...demo.proc.output.matchAll(/ method=(\S+) route=(\/oauth\S*|unmatched|\/\*) status=(404|405) /g)].map(([line]) => line);
    assert.deepEqual(elsewhere, []);
    assert.match(demo.proc.output, /route=\/api\/v1\/timelines\/home status=200/, 'the log says what was asked');
  });
});
