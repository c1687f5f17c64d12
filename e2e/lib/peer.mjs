// A peer that the tests hold in their own hands: an issuer with a key, whose
// server notes every connection. It signs what it is told to, right or wrong.
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { request } from './program.mjs';

const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

function base58(bytes) {
  let number = BigInt('0x' + Buffer.from(bytes).toString('hex'));
  let text = '';
  for (; number > 0n; number /= 58n) text = alphabet[Number(number % 58n)] + text;
  for (const byte of bytes) {
    if (byte !== 0) break;
    text = '1' + text;
  }
  return text;
}

// canonical writes JSON as RFC 8785 does, for the plain values used here.
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}

const sha256 = (text) => createHash('sha256').update(text).digest();

const context = ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/data-integrity/v2', { hr: 'https://w3id.org/headroom/v1#' }];

// moment is a time as documents write it.
const moment = (at) => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');

export class Peer {
  /** Starts a peer of that name on its own port of the loopback address. */
  static async start(t, name, port = 0) {
    const peer = new this();
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    peer.key = privateKey;
    const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
    peer.multibase = 'z' + base58(Buffer.concat([Buffer.from([0xed, 0x01]), raw]));
    peer.connections = 0;
    peer.asked = [];
    peer.server = createServer((req, res) => peer.answer(req, res)).on('connection', () => { peer.connections++; });
    peer.server.listen(port, '127.0.0.1');
    await once(peer.server, 'listening');
    t.after(() => { peer.server.closeAllConnections(); peer.server.close(); });
    peer.port = peer.server.address().port;
    peer.host = `${name}.localhost:${peer.port}`;
    peer.url = `http://${peer.host}`;
    peer.issuer = peer.url + '/issuer';
    peer.keyID = peer.issuer + '#ed25519-1';
    return peer;
  }

  answer(req, res) {
    this.asked.push(`${req.method} ${req.url}`);
    if (req.url !== '/issuer') {
      res.writeHead(404).end();
      return;
    }
    const key = { id: this.keyID, type: 'Multikey', controller: this.issuer, publicKeyMultibase: this.multibase };
    res.writeHead(200, { 'Content-Type': 'application/activity+json' }).end(JSON.stringify({
      '@context': ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/data-integrity/v2', 'https://w3id.org/security/v1',
        'https://w3id.org/security/multikey/v1', { hr: 'https://w3id.org/headroom/v1#' }],
      id: this.issuer, type: 'Application', name: 'Sample peer', inbox: this.url + '/inbox', outbox: this.url + '/outbox',
      endpoints: { sharedInbox: this.url + '/inbox' }, 'hr:nation': 'ENG', 'hr:keys': this.url + '/issuer/keys',
      'hr:communities': this.url + '/issuer/communities', assertionMethod: [key], authentication: [key],
    }));
  }

  /** An activity of the issuer. */
  activity(fields) {
    return { '@context': context, id: this.id('a'), actor: this.issuer, ...fields };
  }

  id(kind) {
    this.count = (this.count ?? 0) + 1;
    return `${this.url}/${kind}/${this.count}`;
  }

  /** The document with the issuer's proof (eddsa-jcs-2022). */
  prove(document) {
    const options = { '@context': document['@context'], type: 'DataIntegrityProof', cryptosuite: 'eddsa-jcs-2022', created: moment(Date.now()),
      verificationMethod: this.keyID, proofPurpose: 'assertionMethod' };
    const hash = Buffer.concat([sha256(canonical(options)), sha256(canonical(document))]);
    return { ...document, proof: { ...options, proofValue: 'z' + base58(sign(null, hash, this.key)) } };
  }

  /** A sound offer of an agreement to another issuer. */
  offer(issuer) {
    const agreement = this.prove({ '@context': context, id: this.id('agreements'), type: 'hr:Agreement', attributedTo: this.issuer,
      'hr:parties': [this.issuer, issuer], 'hr:trusts': ['HeadteacherCredential'], 'hr:shares': [],
      startTime: moment(Date.now() - 60_000), endTime: moment(Date.now() + 300 * 86_400_000) });
    return this.activity({ type: 'Offer', to: [issuer], object: agreement });
  }

  /** The headers of a signed POST; options make them wrong. */
  headers(url, body, { date = new Date().toUTCString(), keyID = this.keyID, signed = body, covered = '(request-target) host date digest' } = {}) {
    const u = new URL(url);
    const digest = 'SHA-256=' + createHash('sha256').update(signed).digest('base64');
    const values = { '(request-target)': 'post ' + u.pathname, host: u.host, date, digest };
    const text = covered.split(' ').map((name) => `${name}: ${values[name]}`).join('\n');
    const signature = sign(null, Buffer.from(text), this.key).toString('base64');
    return { Date: date, Digest: digest, 'Content-Type': 'application/activity+json', 'Content-Length': Buffer.byteLength(body),
      Signature: `keyId="${keyID}",algorithm="hs2019",headers="${covered}",signature="${signature}"` };
  }

  /** Sends a body to an inbox, signed. */
  post(url, body, options) {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return request('POST', url, { headers: this.headers(url, text, options), body: text });
  }
}
