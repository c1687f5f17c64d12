// Bad input at the inbox of the program itself: each case is answered with its
// status, nothing of it is stored, and no connection goes out because of it.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Peer } from './lib/peer.mjs';
import { folder, freePorts, get, request, run, serve } from './lib/program.mjs';

test('bad input at the inbox', { timeout: 300_000 }, async (t) => {
  const dir = await folder(t);
  const [port] = await freePorts(1);
  const peer = await Peer.start(t, 'peer');
  const stranger = await Peer.start(t, 'stranger');
  const instance = { url: `http://sample.localhost:${port}`, config: join(dir, 'headroom.toml') };
  mkdirSync(join(dir, 'data'));
  writeFileSync(instance.config, [
    `url = "${instance.url}"`, 'nation = "SCT"', `listen = "127.0.0.1:${port}"`, `database = "sqlite:${join(dir, 'headroom.db')}"`,
    `storage = "${join(dir, 'data')}"`, '[name]', 'en = "Sample"', '[federation]',
    `addresses = ["127.0.0.1:${peer.port}", "127.0.0.1:${stranger.port}"]`, ''].join('\n'));
  await serve(t, instance);
  const inbox = instance.url + '/inbox';
  const issuer = instance.url + '/issuer';

  const expected = await run('peer', 'expect', peer.host, '--config', instance.config, '--json');
  assert.equal(expected.code, 0, expected.stderr);
  assert.equal(expected.json.state, 'expected');
  assert.equal(expected.json.issuer, peer.issuer);

  // state is all that a request could have changed.
  const state = async () => {
    const [queue, audit, peers] = await Promise.all([['queue', 'list'], ['audit', 'verify'], ['peer', 'list']].map((command) =>
      run(...command, '--config', instance.config, '--json')));
    return { queue: queue.json, audit: audit.json, peers: peers.json };
  };
  const before = await state();
  const connections = [peer.connections, stranger.connections];

  const offer = () => peer.offer(issuer);
  const valid = JSON.stringify(offer());
  const plain = { 'Content-Type': 'application/activity+json' };
  const unsigned = (body, headers = plain) => () => request('POST', inbox, { headers: { ...headers, 'Content-Length': Buffer.byteLength(body) }, body });
  const signed = (body, options) => () => peer.post(inbox, body, options);
  const deep = (n) => valid.slice(0, -1) + ',"tag":' + '['.repeat(n) + ']'.repeat(n) + '}';

  const cases = [
    ['unsigned', 401, unsigned(valid)],
    ['unsigned and malformed', 401, unsigned('{"type":')],
    ['unsigned and empty', 401, unsigned('')],
    ['unsigned with a token', 401, unsigned(valid, { ...plain, Authorization: 'Bearer x' })],
    ['a signature that is none', 401, unsigned(valid, { ...plain, Signature: 'x' })],
    ['larger than 1 MiB', 413, signed(JSON.stringify(offer()).slice(0, -1) + ',"content":"' + 'x'.repeat(1 << 20) + '"}')],
    ['larger than 1 MiB, unsigned', 413, unsigned('x'.repeat((1 << 20) + 1))],
    ['malformed', 400, signed('{"type":')],
    ['empty', 400, signed('')],
    ['not an object', 400, signed('[]')],
    ['two values', 400, signed(valid + valid)],
    ['invalid UTF-8 escape', 400, signed(valid.replace('"Offer"', '"Offer\\ud800"'))],
    ['nested more than 64 deep', 400, signed(deep(65))],
    ['nested very deep', 400, signed(deep(100_000))],
    ['an array of more than 1,000', 400, signed(valid.slice(0, -1) + ',"tag":[' + '1,'.repeat(1001) + '1]}')],
    ['a key twice', 400, signed(valid.slice(0, -1) + ',"type":"Offer"}')],
    ['a key twice in another case', 400, signed(valid.slice(0, -1) + ',"Type":"Offer"}')],
    ['a key twice inside', 400, signed(valid.replace('"type":"hr:Agreement"', '"type":"hr:Agreement","type":"hr:Agreement"'))],
    ['a number that is no integer below 2^53', 400, signed(valid.slice(0, -1) + ',"hr:seq":9007199254740993}')],
    ['another media type', 400, async () => request('POST', inbox, { headers: { ...peer.headers(inbox, valid), 'Content-Type': 'text/plain' }, body: valid })],
    ['a body other than the signed one', 401, signed(valid, { signed: valid + ' ' })],
    ['a signature that leaves out the digest', 401, signed(valid, { covered: '(request-target) host date' })],
    ['a signature of ten minutes ago', 401, signed(valid, { date: new Date(Date.now() - 600_000).toUTCString() })],
    ['a signature of ten minutes hence', 401, signed(valid, { date: new Date(Date.now() + 600_000).toUTCString() })],
    ['a key that the peer does not have', 401, signed(valid, { keyID: peer.issuer + '#ed25519-2' })],
    ['a person of a peer that is not linked yet', 401, signed(valid, { keyID: peer.url + '/u/1#ed25519-1' })],
    ['signed for another address', 401, async () => request('POST', inbox, { headers: peer.headers(instance.url + '/u/1/inbox', valid), body: valid })],
    ['an unknown host', 401, () => stranger.post(inbox, stranger.offer(issuer))],
    ['an unknown host in a peer’s name', 401, () => stranger.post(inbox, valid, { keyID: peer.keyID })],
    ['an unknown host, at a group', 401, () => stranger.post(instance.url + '/g/1/inbox', stranger.activity({ type: 'Follow', object: instance.url + '/g/1' }))],
    ['an unknown host, malformed', 401, () => stranger.post(inbox, '{')],
    ['our own host', 401, signed(valid, { keyID: issuer + '#ed25519-1' })],
    ['the actor of somebody else', [401, 403], signed({ ...offer(), actor: stranger.issuer })],
    ['an id of somebody else', [400, 401, 403], signed({ ...offer(), id: stranger.url + '/a/1' })],
    ['an offer without an agreement', 400, signed(peer.activity({ type: 'Offer', to: [issuer], object: { type: 'hr:Agreement' } }))],
    ['an agreement that was changed after its proof', [400, 401, 403], signed(valid.replace('HeadteacherCredential', 'FacilitatorCredential'))],
    ['an activity before the link', [400, 401, 403, 404], signed(peer.activity({ type: 'Create', to: [issuer], object: { type: 'Note' } }))],
  ];
  for (const [name, status, send] of cases) {
    await t.test(name, async () => {
      const answer = await send();
      assert.ok([status].flat().includes(answer.status), `answered ${answer.status}, not ${status}: ${answer.body.slice(0, 200)}`);
      assert.ok(!/goroutine|\.go:|sql|panic/i.test(answer.body), 'no cause is shown');
    });
  }

  await t.test('401 is the same everywhere', async () => {
    const bodies = new Set();
    for (const path of ['/inbox', '/g/1/inbox', '/g/999/inbox', '/u/1/inbox']) {
      const answer = await stranger.post(instance.url + path, '{}');
      assert.equal(answer.status, 401, path);
      bodies.add(answer.body);
    }
    assert.equal(bodies.size, 1);
  });

  await t.test('nothing was stored and nobody was asked', async () => {
    assert.deepEqual(await state(), before);
    assert.deepEqual([peer.connections, stranger.connections], connections, 'connections out: ' + peer.asked.concat(stranger.asked));
  });

  await t.test('the same offer, unspoilt, is taken', async () => {
    const answer = await peer.post(inbox, valid);
    assert.equal(answer.status, 202, answer.body);
    assert.equal((await state()).peers[0].state, 'received');
    assert.equal((await get(instance.url + '/readyz')).status, 200);
  });
});
