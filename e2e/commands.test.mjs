// Every command of the command line, through the program itself: exit codes
// and the shape of what --json writes.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Client } from './lib/client.mjs';
import { Ended, folder, freePorts, get, Process, run, startDemo, until } from './lib/program.mjs';

const host = (instance) => new URL(instance.url).host;
const keys = (value) => Object.keys(value).sort();

test('commands', { timeout: 300_000 }, async (t) => {
  const demo = await startDemo(t);
  const { scotland, wales } = demo;
  const at = (instance) => async (...args) => run(...args, '--config', instance.config, '--json');
  const [inScotland, inWales] = [at(scotland), at(wales)];
  const done = async (answer) => {
    const result = await answer;
    assert.equal(result.code, 0, `${result.args.join(' ')}: ${result.stderr}`);
    assert.equal(result.stderr, '');
    return result.json;
  };
  const fails = async (code, kind, answer) => {
    const result = await answer;
    assert.equal(result.code, code, `${result.args.join(' ')}: ${result.stdout}${result.stderr}`);
    assert.equal(result.stdout, '');
    assert.deepEqual(keys(result.json), ['error']);
    assert.deepEqual(keys(result.json.error), ['kind', 'message']);
    assert.equal(result.json.error.kind, kind, result.json.error.message);
    assert.match(result.json.error.message, /\w/);
    return result.json.error;
  };

  await t.test('version', async () => {
    assert.deepEqual(keys(await done(run('version', '--json'))), ['version']);
    const plain = await run('version');
    assert.equal(plain.code, 0);
    assert.match(plain.stdout, /^headroom \S+\n$/);
  });

  await t.test('usage', async () => {
    await fails(2, 'usage', run('nonsense', '--json'));
    await fails(2, 'usage', run('peer', 'expect', '--json'));
    await fails(2, 'usage', run('--json', 'member', 'verify', 'x'));
    assert.equal((await run('--help')).code, 0);
    assert.equal((await run('peer', '--help')).code, 0);
  });

  await t.test('config check', async () => {
    await done(inScotland('config', 'check'));
    const dir = await folder(t);
    const path = join(dir, 'bad.toml');
    writeFileSync(path, 'url = "https://heads.example"\nnation = "SCT"\nnonsense = 1\n[name]\nen = "Sample"\n');
    const error = await fails(1, 'invalid', run('config', 'check', '--config', path, '--json'));
    assert.match(error.message, /3.*nonsense/, 'unknown keys are refused with their line');
    await fails(1, 'invalid', run('config', 'check', '--config', join(dir, 'none.toml'), '--json'));
    const reference = await run('config', 'reference');
    assert.equal(reference.code, 0);
    for (const key of ['database', 'listen', 'smtp.host', 'HEADROOM_SMTP_HOST', 'storage']) assert.ok(reference.stdout.includes(key), key);
  });

  await t.test('member', async () => {
    const list = await done(inWales('member', 'list'));
    assert.ok(list.length >= wales.people.length);
    for (const row of list) {
      assert.deepEqual(keys(row), ['actor', 'disabled', 'email', 'id', 'name', 'school', 'standing', 'username']);
      assert.match(row.id, /^\d+$/);
    }
    const added = await done(inWales('member', 'add', '--email', 'gwen@sample.example', '--username', 'gwen-sample', '--name', 'Gwen Sample', '--school', 'Ysgol Sample'));
    assert.equal(added.standing, 'unverified');
    assert.ok(added.actor.startsWith(wales.url + '/u/'));
    await fails(1, 'invalid', inWales('member', 'add', '--email', 'gwen2@sample.example', '--username', 'Not Valid', '--name', 'Gwen'));
    const twice = await inWales('member', 'add', '--email', 'gwen@sample.example', '--username', 'gwen-again', '--name', 'Gwen Again');
    assert.equal(twice.code, 1, 'an address has one account');
    await fails(2, 'usage', inWales('member', 'verify', 'gwen-sample', '--kind', 'inspector', '--reason', 'x'));
    await fails(1, 'not_found', inWales('member', 'verify', 'nobody-here', '--kind', 'head', '--reason', 'sample'));
    const credential = await done(inWales('member', 'verify', 'gwen-sample', '--kind', 'head', '--reason', 'sample: telephone call'));
    assert.deepEqual(keys(credential), ['actor', 'credential', 'from', 'type', 'until', 'username']);
    assert.equal(credential.type, 'HeadteacherCredential');
    assert.ok(new Date(credential.until) - new Date(credential.from) <= 366 * 86_400_000, 'at most twelve months');
    assert.equal((await done(inWales('member', 'list'))).find(({ username }) => username === 'gwen-sample').standing, 'verified');
    const revoked = await done(inWales('member', 'revoke', added.actor, '--reason', 'sample: moved away'));
    assert.deepEqual(revoked, { actor: added.actor, username: 'gwen-sample' });
    assert.equal((await done(inWales('member', 'list'))).find(({ username }) => username === 'gwen-sample').standing, 'revoked');
    await fails(1, 'conflict', inWales('member', 'revoke', 'gwen@sample.example', '--reason', 'again'));
  });

  await t.test('community', async () => {
    const head = scotland.people.find(({ role }) => role === 'facilitator');
    const made = await done(inScotland('community', 'create', 'sample-room', '--name', 'en=Sample room', '--access', 'closed', '--reach', 'peers', '--moderator', head.username));
    assert.deepEqual(keys(made), ['access', 'actor', 'id', 'joining', 'name', 'reach', 'username']);
    assert.equal(made.access, 'closed');
    assert.ok((await done(inScotland('community', 'list'))).some(({ actor }) => actor === made.actor));
    const again = await inScotland('community', 'create', 'sample-room', '--name', 'en=Again', '--moderator', head.username);
    assert.equal(again.code, 1, 'a short name is given once');
    await fails(2, 'usage', inScotland('community', 'create', 'x', '--name', 'en=X', '--access', 'secret', '--moderator', head.username));
    await fails(1, 'not_found', inScotland('community', 'create', 'sample-hall', '--name', 'en=Hall', '--moderator', 'nobody-here'));
  });

  await t.test('queue', async () => {
    for (const lane of await done(inScotland('queue', 'list'))) {
      assert.equal(typeof lane.lane, 'string');
      assert.equal(typeof lane.waiting, 'number');
      assert.equal(typeof lane.parked, 'number');
    }
    assert.deepEqual(keys(await done(inScotland('queue', 'retry'))), ['jobs', 'lane']);
  });

  await t.test('peer', async () => {
    const list = await done(inScotland('peer', 'list'));
    assert.deepEqual(list.map((peer) => peer.state), ['active', 'active']);
    for (const peer of list) {
      for (const key of ['fingerprint', 'host', 'issuer', 'name', 'nation', 'state']) assert.ok(peer[key], key);
    }
    const shown = await done(inScotland('peer', 'show', host(wales)));
    assert.equal(shown.state, 'active');
    assert.equal(shown.compared, false, 'the demonstration compares nothing');
    assert.match(shown.ours.fingerprint, /^([0-9a-f]{4} ){7}[0-9a-f]{4}$/);
    for (const half of [shown.terms, shown.ours.terms]) assert.ok(half.trusts.includes('HeadteacherCredential') && half.from < half.until, JSON.stringify(half));
    assert.equal(shown.ends, [shown.terms.until, shown.ours.terms.until].sort()[0]);
    assert.deepEqual(shown.history.map((row) => row.what).filter((what) => what === 'peer.expect').length, 1);
    assert.ok(shown.communities.every((room) => room.name && room.people > 0 && ['here', 'there', 'elsewhere'].includes(room.where)), JSON.stringify(shown.communities));
    const plain = await run('peer', 'show', host(wales), '--config', scotland.config);
    assert.ok(plain.code === 0 && plain.stdout.includes(shown.fingerprint) && plain.stdout.includes('The agreement ends:'), plain.stdout + plain.stderr);
    const holdings = await done(inScotland('peer', 'holdings', host(wales)));
    assert.deepEqual([holdings.host, holdings.state, holdings.missing], [host(wales), 'active', 0]);
    for (const held of holdings.communities) assert.ok(['reads', 'asked', 'returned'].includes(held.state) && held.posts >= 0, JSON.stringify(held));
    assert.equal((await run('peer', 'holdings', host(wales), '--config', scotland.config)).code, 0);
    await fails(1, 'not_found', inScotland('peer', 'show', 'nobody.example'));
    await fails(1, 'not_found', inScotland('peer', 'holdings', 'nobody.example'));
    await fails(1, 'invalid', inScotland('peer', 'show', 'not a host'));
    await fails(2, 'usage', inScotland('peer', 'show'));
    // Renewed while in force: offered by one, declined and then accepted by the other.
    assert.equal((await done(inWales('peer', 'renew', host(scotland)))).state, 'active');
    await until('the renewal in Scotland', async () => (await done(inScotland('peer', 'show', host(wales)))).renewal === 'received');
    assert.equal((await done(inScotland('peer', 'reject', host(wales)))).state, 'active');
    await until('the refusal in Wales', async () => (await done(inWales('peer', 'show', host(scotland)))).renewal === undefined);
    await done(inWales('peer', 'renew', host(scotland)));
    await until('the second in Scotland', async () => (await done(inScotland('peer', 'show', host(wales)))).renewal === 'received');
    assert.equal((await done(inScotland('peer', 'accept', host(wales)))).state, 'active');
    await until('the answer in Wales', async () => (await done(inWales('peer', 'show', host(scotland)))).ends > shown.ends);
    assert.ok((await done(inScotland('peer', 'show', host(wales)))).ends > shown.ends);
    assert.equal((await done(inScotland('peer', 'pause', host(wales)))).state, 'paused');
    await fails(1, 'conflict', inScotland('peer', 'accept', host(wales)));
    assert.equal((await done(inScotland('peer', 'resume', host(wales)))).state, 'active');
    await fails(1, 'not_found', inScotland('peer', 'pause', 'nobody.example'));
    await fails(1, 'invalid', inScotland('peer', 'expect', 'not a host'));
    // Ended, the agreement is made again by the same steps.
    assert.equal((await done(inScotland('peer', 'end', host(wales)))).state, 'ended');
    await until('the end in Wales', async () => (await done(inWales('peer', 'list'))).find((peer) => peer.host === host(scotland)).state === 'ended');
    assert.equal((await done(inScotland('peer', 'expect', host(wales)))).state, 'expected');
    assert.equal((await done(inWales('peer', 'expect', host(scotland)))).state, 'expected');
    assert.equal((await done(inScotland('peer', 'offer', host(wales)))).state, 'offered');
    await until('the offer in Wales', async () => (await done(inWales('peer', 'list'))).find((peer) => peer.host === host(scotland)).state === 'received');
    assert.equal((await done(inWales('peer', 'reject', host(scotland)))).state, 'rejected');
    await until('the refusal in Scotland', async () => (await done(inScotland('peer', 'list'))).find((peer) => peer.host === host(wales)).state === 'rejected');
    assert.equal((await done(inScotland('peer', 'expect', host(wales)))).state, 'expected');
    assert.equal((await done(inWales('peer', 'expect', host(scotland)))).state, 'expected');
    assert.equal((await done(inScotland('peer', 'offer', host(wales)))).state, 'offered');
    await until('the offer in Wales', async () => (await done(inWales('peer', 'list'))).find((peer) => peer.host === host(scotland)).state === 'received');
    assert.equal((await done(inWales('peer', 'accept', host(scotland)))).state, 'active');
    await until('the agreement in Scotland', async () => (await done(inScotland('peer', 'list'))).find((peer) => peer.host === host(wales)).state === 'active');
  });

  await t.test('audit verify', async () => {
    const audit = await done(inScotland('audit', 'verify'));
    assert.deepEqual(keys(audit), ['broken', 'rows', 'whole']);
    assert.equal(audit.whole, true);
    assert.ok(audit.rows > 5, 'what was done above has been recorded');
  });

  await t.test('while no server runs: reading goes on, changing does not', async () => {
    assert.equal((await demo.proc.stop()).code, 0);
    assert.ok((await done(inScotland('peer', 'list'))).length >= 2);
    assert.equal((await done(inScotland('audit', 'verify'))).whole, true);
    await fails(3, 'unavailable', inScotland('peer', 'pause', host(wales)));
    await fails(3, 'unavailable', inScotland('member', 'revoke', 'nobody', '--reason', 'x'));
  });

  await t.test('a second start of the demo continues', async (t) => {
    const again = await startDemo(t, { data: demo.data, ports: demo.ports });
    assert.deepEqual(again.instances.map(({ issuer }) => issuer), demo.instances.map(({ issuer }) => issuer));
    const tokens = (instance) => instance.people.map(({ token }) => token);
    const others = (instance) => instance.people.map(({ token, ...person }) => person);
    assert.deepEqual(others(again.scotland), others(scotland));
    assert.equal(new Set([...tokens(again.scotland), ...tokens(scotland)]).size, 2 * scotland.people.length, 'a start gives tokens of its own');
    assert.ok((await done(inScotland('community', 'list'))).some(({ username }) => username === 'sample-room'), 'what was made is there');
    await again.proc.stop();
    const fresh = await startDemo(t, { data: demo.data, ports: demo.ports, args: ['--fresh'] });
    assert.ok(!(await done(run('community', 'list', '--config', fresh.scotland.config, '--json'))).some(({ username }) => username === 'sample-room'), 'it began anew');
    await fresh.proc.stop();
  });
});

test('the ready file', { timeout: 300_000 }, async (t) => {
  const demo = await startDemo(t);
  assert.deepEqual(demo.instances.map(({ nation }) => nation), ['scotland', 'wales', 'england']);
  for (const [index, instance] of demo.instances.entries()) {
    assert.deepEqual(keys(instance), ['communities', 'config', 'issuer', 'name', 'nation', 'operator', 'people', 'url']);
    assert.equal(instance.url, `http://${instance.nation}.localhost:${demo.ports[index]}`);
    assert.deepEqual(keys(instance.operator), ['email', 'password', 'totp_secret']);
    const roles = instance.people.map(({ role }) => role).sort();
    assert.deepEqual(roles, ['applicant', 'facilitator', 'head', 'head', 'head']);
    for (const person of instance.people) {
      const codes = 'totp_secret' in person; // who moderates needs them
      assert.deepEqual(keys(person), ['actor', 'email', 'name', 'password', 'role', 'token', ...(codes ? ['totp_secret'] : []), 'username', 'verified']);
      assert.ok(codes || person.role !== 'facilitator', 'a facilitator signs in with a code');
      assert.equal(person.verified, person.role !== 'applicant');
    }
    for (const community of instance.communities) assert.deepEqual(keys(community), ['access', 'actor', 'username']);
    for (const path of ['/healthz', '/readyz']) assert.equal((await get(instance.url + path)).status, 200);
  }
  const access = (instance, name) => instance.communities.find(({ username }) => username === name)?.access;
  assert.equal(access(demo.scotland, 'highlands-islands'), 'closed');
  assert.equal(access(demo.scotland, 'success-stories'), 'open');
  assert.equal(access(demo.wales, 'dysgu'), 'closed');
  assert.equal(access(demo.england, 'small-schools'), 'closed');
  for (const instance of demo.instances) assert.equal(instance.communities.filter(({ access }) => access === 'private').length, 1);
});

test('serve: the first start gives the operator a link that works once', { timeout: 60_000 }, async (t) => {
  const dir = await folder(t);
  const [port, metrics] = await freePorts(2);
  const url = `http://sample.localhost:${port}`;
  const config = join(dir, 'headroom.toml');
  mkdirSync(join(dir, 'data'));
  writeFileSync(config, [`url = "${url}"`, 'nation = "ENG"', `listen = "127.0.0.1:${port}"`, `database = "sqlite:${join(dir, 'headroom.db')}"`,
    `storage = "${join(dir, 'data')}"`, '[name]', 'en = "Sample"', '[metrics]', `listen = "127.0.0.1:${metrics}"`, ''].join('\n'));
  const proc = new Process(['serve', '--config', config]);
  t.after(() => proc.stop());
  const link = await until('the link', () => {
    if (proc.over) throw new Ended(proc.output);
    return /https?:\S+\/set-password\/\S+/.exec(proc.output)?.[0];
  });
  const path = new URL(link).pathname;
  const operator = new Client({ url });
  const email = /Sign in as (\S+@\S+)/.exec(proc.output)[1];
  const answer = await operator.send(path, path, { password: 'a sample password', again: 'a sample password' });
  assert.equal(answer.status, 303, answer.body);
  assert.notEqual((await operator.get(path)).status, 200, 'the link has been used');
  await operator.signIn({ email, password: 'a sample password' });
  assert.equal((await operator.get('/operator')).status, 200);
  assert.equal((await get(`http://127.0.0.1:${metrics}/metrics`)).status, 200);
  assert.equal((await get(url + '/metrics')).status, 404, 'measurements are on their own listener');
  const second = new Process(['serve', '--config', config]);
  assert.equal((await second.ended).code, 3, second.output);
  assert.equal((await proc.stop()).code, 0, 'SIGTERM ends it cleanly');
});
