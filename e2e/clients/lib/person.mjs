// The member at the browser, and everybody who may not know.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client } from '../../lib/client.mjs';
import { request } from '../../lib/program.mjs';

const here = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const work = process.env.CLIENTS_WORK;

/** How each client is started. The steps are those of lib/client.mjs. */
export const clients = {
  'go-mastodon': [`${work}/go-mastodon`],
  'masto.js': [process.execPath, here('masto.mjs')],
  megalodon: [process.execPath, here('megalodon.mjs')],
  'Mastodon.py': ['/usr/bin/python3', here('mastodonpy.py')],
  toot: [process.execPath, here('toot.mjs')],
};

/** A member whose browser agrees to every app that their clients ask for. */
export async function browserOf(instance, account) {
  const browser = new Client(instance);
  await browser.signIn(account);
  return browser;
}

/** The code that the page of consent sends to the app. */
async function agree(browser, address) {
  const u = new URL(address);
  const answer = await browser.send(u.pathname + u.search, '/oauth/authorize', { answer: 'yes' });
  assert.equal(answer.status, 303, answer.body);
  const code = /[?&]code=([^&]+)/.exec(answer.headers.location);
  assert.ok(code, answer.headers.location);
  return code[1];
}

/** Runs a client to its end, and gives the ids of what each step made. */
export async function use(name, browser, trial, bundle) {
  const [command, ...args] = clients[name];
  const trusting = { REQUESTS_CA_BUNDLE: bundle, SSL_CERT_FILE: bundle, NODE_EXTRA_CA_CERTS: bundle };
  const child = spawn(command, args, { env: { ...process.env, ...trusting, TRIAL: JSON.stringify(trial) }, stdio: ['pipe', 'pipe', 'pipe'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), 60_000);
  let errors = '';
  child.stderr.on('data', (chunk) => { errors += chunk; });
  const ended = new Promise((done) => { child.on('close', done); });
  const steps = new Map();
  let code;
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const { authorize, did, id } = JSON.parse(line);
      if (authorize) child.stdin.write(`${await agree(browser, authorize)}\n`);
      else steps.set(did, id);
    }
    code = await ended;
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
  }
  assert.equal(code, 0, `${name} ended with ${code} after ${[...steps.keys()].join(', ')}\n${errors}`);
  return steps;
}

/** A call of the client API with a token, or with none. */
export async function call(instance, token, path) {
  const answer = await request('GET', instance.url + path, { headers: token ? { Authorization: `Bearer ${token}` } : {} });
  return { status: answer.status, body: answer.body };
}

/** Sends JSON to a call for somebody, and gives the entity. */
export async function send(instance, person, path, value) {
  const body = JSON.stringify(value);
  const headers = { Authorization: `Bearer ${person.token}`, 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
  const answer = await request('POST', instance.url + path, { headers, body });
  assert.equal(answer.status, 200, answer.body);
  return JSON.parse(answer.body);
}

/**
 * Asks as somebody who may not know for everything that a client made, and for the
 * word wherever words are to be had.
 */
export async function knowsNothing(instance, person, word, ids) {
  const places = ['/api/v1/timelines/home', '/api/v1/timelines/public', '/api/v1/notifications', `/api/v2/search?q=${word}`, '/api/v1/conversations'];
  for (const path of person ? places : ['/api/v1/timelines/public', '/']) {
    const { body } = await call(instance, person?.token, path);
    assert.ok(!body.replaceAll(`?q=${word}`, '').includes(word), `${person?.username ?? 'nobody'} reads it at ${instance.url}${path}`);
  }
  for (const id of ids) {
    for (const path of [`/api/v1/statuses/${id}`, `/api/v1/statuses/${id}/context`, `/posts/${id}`]) {
      const { status, body } = await call(instance, person?.token, path);
      assert.ok(!body.includes(word) && status !== 200, `${person?.username ?? 'nobody'} is given ${instance.url}${path}: ${status}`);
    }
  }
}
