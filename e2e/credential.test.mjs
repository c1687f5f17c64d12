// Credentials and status lists between this program and implementations that
// share nothing with it: JavaScript libraries check what it issues, and it
// admits a head whom they have issued a credential to.
import assert from 'node:assert/strict';
import { createHash, sign } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as vc from '@digitalbazaar/vc';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import { createSignCryptosuite, createVerifyCryptosuite } from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import { checkStatus, createCredential, createList } from '@digitalbazaar/vc-bitstring-status-list';
import { Peer } from './lib/peer.mjs';
import { folder, freePorts, request, run, serve, until } from './lib/program.mjs';

const credentials = 'https://www.w3.org/ns/credentials/v2';
const types = ['HeadteacherCredential', 'AspiringHeadCredential', 'FacilitatorCredential'];
const context = [credentials, { hr: 'https://w3id.org/headroom/v1#', ...Object.fromEntries(types.map((type) => [type, 'hr:' + type])) }];
const moment = (at) => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
const day = 86_400_000;

/** One array for the document and its proof: the library compares by identity. */
function sameContext(document) {
  assert.deepEqual(document.proof['@context'], document['@context']);
  document.proof['@context'] = document['@context'];
  return document;
}

/** A server with one head, whose documents the libraries sign. */
class Home extends Peer {
  static async start(t, name) {
    const home = await super.start(t, name);
    home.received = [];
    home.lists = {};
    home.documents = {};
    home.person = home.url + '/u/1';
    const pair = await Ed25519Multikey.generate({ id: home.person + '#ed25519-1', controller: home.person });
    home.personKey = pair;
    home.issuerPair = await home.pair(home.keyID, home.issuer, home.key, home.multibase);
    const key = await pair.export({ publicKey: true, includeContext: false });
    home.documents['/u/1'] = { '@context': ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/data-integrity/v2', 'https://w3id.org/security/v1',
      'https://w3id.org/security/multikey/v1', { hr: 'https://w3id.org/headroom/v1#' }], id: home.person, type: 'Person', inbox: home.person + '/inbox',
      endpoints: { sharedInbox: home.url + '/inbox' }, 'hr:keys': home.person + '/keys', 'hr:credential': home.person + '/credential',
      assertionMethod: [key], authentication: [key] };
    home.documents['/u/1/keys'] = { '@context': home.activity({})['@context'], id: home.person + '/keys', type: 'Collection', items: [home.prove({
      '@context': home.activity({})['@context'], id: home.id('records'), type: 'hr:KeyRecord', attributedTo: home.issuer, 'hr:subject': home.person,
      'hr:key': key.id, publicKeyMultibase: key.publicKeyMultibase, startTime: moment(Date.now() - 60_000) })] };
    return home;
  }

  /** A key of node's as the library knows keys. */
  async pair(id, controller, key, publicKeyMultibase) {
    const pair = await Ed25519Multikey.from({ type: 'Multikey', id, controller, publicKeyMultibase });
    pair.signer = () => ({ algorithm: 'Ed25519', id, sign: async ({ data }) => new Uint8Array(sign(null, data, key)) });
    return pair;
  }

  answer(req, res) {
    if (req.method === 'POST') {
      const chunks = [];
      req.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
        this.received.push(JSON.parse(Buffer.concat(chunks).toString()));
        res.writeHead(202).end();
      });
      return;
    }
    const found = this.documents[req.url];
    if (!found) return super.answer(req, res);
    res.writeHead(200, { 'Content-Type': found.credentialSubject ? 'application/vc' : 'application/activity+json' }).end(JSON.stringify(found));
  }

  /** A GET that the issuer signs. */
  async get(url) {
    const u = new URL(url);
    const date = new Date().toUTCString();
    const text = `(request-target): get ${u.pathname}\nhost: ${u.host}\ndate: ${date}`;
    const answer = await request('GET', url, { headers: { Date: date, Accept: 'application/activity+json, application/vc',
      Signature: `keyId="${this.keyID}",algorithm="hs2019",headers="(request-target) host date",signature="${sign(null, Buffer.from(text), this.key).toString('base64')}"` } });
    assert.equal(answer.status, 200, url + answer.body);
    return JSON.parse(answer.body);
  }

  /** POST signed by the person. */
  async postAs(url, document) {
    const body = JSON.stringify(document);
    const u = new URL(url);
    const date = new Date().toUTCString();
    const digest = 'SHA-256=' + createHash('sha256').update(body).digest('base64');
    const text = `(request-target): post ${u.pathname}\nhost: ${u.host}\ndate: ${date}\ndigest: ${digest}`;
    const signature = Buffer.from(await this.personKey.signer().sign({ data: Buffer.from(text) })).toString('base64');
    return request('POST', url, { body, headers: { Date: date, Digest: digest, 'Content-Type': 'application/activity+json', 'Content-Length': Buffer.byteLength(body),
      Signature: `keyId="${this.personKey.id}",algorithm="hs2019",headers="(request-target) host date digest",signature="${signature}"` } });
  }
}

/** What the library loads: keys, and controllers in the form that it reads as they are. */
function loader(home) {
  return async (url) => {
    const actor = await home.get(url.replace(/#.*/, ''));
    if (actor.proof) return { documentUrl: url, document: sameContext(actor) };
    const document = url.includes('#') ? actor.assertionMethod.find((key) => key.id === url) :
      { '@context': ['https://www.w3.org/ns/did/v1'], id: url, assertionMethod: actor.assertionMethod };
    return { documentUrl: url, document };
  };
}

const verifying = () => new DataIntegrityProof({ cryptosuite: createVerifyCryptosuite() });
const signing = (pair) => new DataIntegrityProof({ signer: pair.signer(), cryptosuite: createSignCryptosuite() });

test('credentials between implementations', { timeout: 300_000 }, async (t) => {
  const dir = await folder(t);
  const [port] = await freePorts(1);
  const home = await Home.start(t, 'peer');
  const instance = { url: `http://sample.localhost:${port}`, config: join(dir, 'headroom.toml') };
  mkdirSync(join(dir, 'data'));
  writeFileSync(instance.config, [`url = "${instance.url}"`, 'nation = "SCT"', `listen = "127.0.0.1:${port}"`, `database = "sqlite:${join(dir, 'headroom.db')}"`,
    `storage = "${join(dir, 'data')}"`, '[name]', 'en = "Sample"', '[federation]', `addresses = ["127.0.0.1:${home.port}"]`, ''].join('\n'));
  await serve(t, instance);
  const headroom = async (...args) => {
    const answer = await run(...args, '--config', instance.config, '--json');
    assert.equal(answer.code, 0, args.join(' ') + answer.stderr);
    return answer.json;
  };
  await headroom('peer', 'expect', home.host);
  assert.equal((await home.post(instance.url + '/inbox', home.offer(instance.url + '/issuer'))).status, 202);
  await headroom('peer', 'accept', home.host);
  const head = await headroom('member', 'add', '--email', 'morag@school.example', '--username', 'morag', '--name', 'Morag Sample');
  await headroom('member', 'verify', 'morag', '--kind', 'head', '--reason', 'telephone');
  const ours = sameContext(await home.get(head.actor + '/credential'));
  const documentLoader = loader(home);
  const check = (credential) => vc.verifyCredential({ credential, suite: verifying(), documentLoader, checkStatus });
  const bits = async () => (await check(ours)).statusResult.results.map((result) => result.status);

  await t.test('the libraries verify a credential and both status lists', async () => {
    const result = await check(ours);
    assert.ok(result.verified, String(result.error?.errors ?? result.error ?? result.statusResult?.error));
    assert.deepEqual(await bits(), [false, false]);
    assert.deepEqual(ours.type, ['VerifiableCredential', 'HeadteacherCredential']);
  });

  await t.test('the libraries refuse it when a word is changed', async () => {
    const forged = sameContext(structuredClone(ours));
    forged.credentialSubject.name = 'Somebody Else';
    assert.equal((await check(forged)).verified, false);
  });

  await t.test('the libraries see it suspended, lifted and revoked', async () => {
    await headroom('member', 'suspend', 'morag', '--reason', 'away');
    assert.deepEqual(await bits(), [false, true]);
    await headroom('member', 'restore', 'morag', '--reason', 'back');
    assert.deepEqual(await bits(), [false, false]);
    await headroom('member', 'revoke', 'morag', '--reason', 'left');
    assert.deepEqual((await bits())[0], true);
  });

  const list = async (purpose, revoked) => {
    const id = `${home.url}/status/${purpose}/1`;
    const bitstring = await createList({ length: 131_072 });
    bitstring.setStatus(94_567, revoked);
    const made = await createCredential({ id, list: bitstring, statusPurpose: purpose });
    const bare = { '@context': [credentials], id, type: ['VerifiableCredential', 'BitstringStatusListCredential'], issuer: home.issuer,
      validFrom: moment(Date.now() - 60_000), validUntil: moment(Date.now() + day),
      credentialSubject: { ...made.credentialSubject, id: id + '#list', ttl: 300_000 } };
    home.documents[`/status/${purpose}/1`] = await vc.issue({ credential: bare, suite: signing(home.issuerPair), documentLoader });
    const pushed = home.activity({ type: 'Update', to: [instance.url + '/issuer'], object: home.documents[`/status/${purpose}/1`] });
    assert.equal((await home.post(instance.url + '/inbox', pushed)).status, 202);
    await until('the list is taken', async () => (await headroom('queue', 'list')).every((lane) => !lane.lane.startsWith('receive:') || lane.waiting === 0), 20);
  };
  const issue = (changed = {}) => vc.issue({ suite: signing(home.issuerPair), documentLoader, credential: { '@context': context, id: home.id('credentials'),
    type: ['VerifiableCredential', 'HeadteacherCredential'], issuer: home.issuer, validFrom: moment(Date.now() - 60_000), validUntil: moment(Date.now() + 300 * day),
    credentialSubject: { id: home.person, name: 'Ruth Example', 'hr:office': 'head', 'hr:nation': 'ENG', 'hr:authority': 'E10000003', 'hr:phase': ['primary'] },
    credentialStatus: ['revocation', 'suspension'].map((statusPurpose) => ({ type: 'BitstringStatusListEntry', statusPurpose, statusListIndex: '94567',
      statusListCredential: `${home.url}/status/${statusPurpose}/1` })), ...changed } });
  await headroom('member', 'add', '--email', 'iain@school.example', '--username', 'iain', '--name', 'Iain Sample');
  await headroom('member', 'verify', 'iain', '--kind', 'head', '--reason', 'telephone');
  const room = await headroom('community', 'create', 'islands', '--name', 'en=Islands', '--moderator', 'iain', '--access', 'closed', '--reach', 'peers', '--joining', 'automatic');
  const follow = async (credential, challenge) => {
    const id = home.id('follows');
    const presentation = await vc.signPresentation({ suite: signing(home.personKey), challenge: challenge ?? id, domain: room.actor, documentLoader,
      presentation: { '@context': [credentials], type: ['VerifiablePresentation'], holder: home.person, verifiableCredential: [credential] } });
    const status = (await home.postAs(room.actor + '/inbox', { '@context': home.activity({})['@context'], id, type: 'Follow', actor: home.person, object: room.actor, to: [room.actor],
      content: 'We have an island too.', 'hr:presentation': presentation })).status;
    return { id, status };
  };
  const answered = (id) => until('an answer to ' + id, async () => home.received.find((activity) => activity.object === id), 20);

  await t.test('what the libraries sign is refused when it does not fit', async () => {
    await list('revocation', false);
    await list('suspension', false);
    const good = await issue();
    const forged = structuredClone(good);
    forged.credentialSubject.name = 'Somebody Else';
    for (const [what, credential, challenge] of [
      ['a word changed', forged],
      ['another challenge', good, home.id('follows')],
      ['over', await issue({ validFrom: moment(Date.now() - 300 * day), validUntil: moment(Date.now() - day) }).catch(() => null)],
      ['not begun', await issue({ validFrom: moment(Date.now() + day) }).catch(() => null)],
      ['of another person', await issue({ credentialSubject: { ...good.credentialSubject, id: home.url + '/u/2' } })],
      ['of another issuer', await issue({ issuer: 'http://else.localhost/issuer' })],
    ]) {
      if (credential) assert.equal((await follow(credential, challenge)).status, 404, what);
    }
  });

  await t.test('who is revoked or suspended by the libraries’ list is not let in', async () => {
    for (const [purpose, reason] of [['revocation', 'credential-revoked'], ['suspension', 'credential-suspended']]) {
      await list(purpose, true);
      const asked = await follow(await issue());
      assert.equal(asked.status, 202);
      const answer = await answered(asked.id);
      assert.equal(answer.type, 'Reject');
      assert.equal(answer['hr:reason'], reason);
      await list(purpose, false);
    }
  });

  await t.test('a head with a credential of the libraries’ is let in', async () => {
    const asked = await follow(await issue());
    assert.equal(asked.status, 202);
    const answer = await answered(asked.id);
    assert.equal(answer.type, 'Accept', JSON.stringify(answer));
    assert.equal(answer.result['hr:member'], home.person);
  });
});
