// Starts and stops the program under test, and runs its commands.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, watch } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reach, trust } from './network.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const binary = resolve(root, process.env.HEADROOM_BIN ?? 'bin/headroom');

/** A new directory that is removed when the test (file) ends. */
export async function folder(t) {
  const dir = await mkdtemp(join(tmpdir(), 'headroom-e2e-'));
  t.after(() => rm(dir, { recursive: true, force: true, maxRetries: 5 }));
  return dir;
}

/** n ports of the loopback address that were free a moment ago. */
export async function freePorts(n) {
  const servers = await Promise.all(Array.from({ length: n }, async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server;
  }));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

/** A process of the program; what it writes is kept for messages. */
export class Process {
  constructor(args, options = {}) {
    this.args = args;
    this.output = '';
    // A group of its own, so that a killed demo leaves nothing behind.
    this.child = spawn(binary, args, { cwd: options.cwd ?? root, env: { ...process.env, ...options.env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    this.child.stdout.on('data', (chunk) => { this.output += chunk; });
    this.child.stderr.on('data', (chunk) => { this.output += chunk; });
    this.ended = new Promise((done) => {
      this.child.on('error', (error) => { this.output += error; done({ code: -1, signal: null }); });
      this.child.on('close', (code, signal) => done({ code, signal }));
    });
    this.over = false;
    this.ended.then(() => { this.over = true; });
  }

  signal(name) {
    try { process.kill(-this.child.pid, name); } catch (error) { if (error.code !== 'ESRCH') throw error; }
  }

  /** Ends it as an operator does, and by force when it takes too long. */
  async stop(seconds = 20) {
    if (this.over) return this.ended;
    this.signal('SIGTERM');
    const timer = setTimeout(() => this.signal('SIGKILL'), seconds * 1000);
    const end = await this.ended;
    clearTimeout(timer);
    return end;
  }

  /** Ends it as a power cut does. */
  async kill() {
    this.signal('SIGKILL');
    return this.ended;
  }
}

/** Waits for a file to appear, or for the process to end before. */
async function appears(dir, name, proc, seconds) {
  const path = join(dir, name);
  let watcher;
  let timer;
  const there = new Promise((done, fail) => {
    timer = setTimeout(() => fail(new Error(`not ready after ${seconds} s:\n${proc.output}`)), seconds * 1000);
    watcher = watch(dir, () => { if (existsSync(path)) done(); });
    proc.ended.then(({ code, signal }) => fail(new Error(`ended (${code ?? signal}) before it was ready:\n${proc.output}`)));
    if (existsSync(path)) done();
  });
  try {
    await there;
  } finally {
    clearTimeout(timer);
    watcher.close();
  }
  return JSON.parse(readFileSync(path, 'utf8'));
}

/**
 * Three linked instances on free ports with fresh data. Gives them by nation,
 * and stops them when the test ends.
 */
export async function startDemo(t, options = {}) {
  const data = options.data ?? await folder(t);
  const ready = await folder(t);
  const ports = options.ports ?? await freePorts(3);
  const proc = new Process(['demo', '--data', data, '--ports', ports.join(','), '--ready-file', join(ready, 'ready.json'), ...(options.args ?? [])]);
  t.after(() => proc.stop());
  const { instances, ca } = await appears(ready, 'ready.json', proc, 120);
  if (ca) trust(ca);
  const demo = { proc, data, ports, instances, ca };
  for (const instance of instances) demo[instance.nation] = instance;
  return demo;
}

/** The program has ended; there is nothing more to wait for. */
export class Ended extends Error {}

/** Waits until probe gives something true; for what only another process knows. */
export async function until(what, probe, seconds = 60) {
  const end = Date.now() + seconds * 1000;
  let last;
  for (;;) {
    try {
      const value = await probe();
      if (value) return value;
      last = undefined;
    } catch (error) {
      if (error instanceof Ended) throw error;
      last = error;
    }
    if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}`, { cause: last });
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** One instance from its configuration file, ready to answer. */
export async function serve(t, instance) {
  const proc = new Process(['serve', '--config', instance.config]);
  t.after(() => proc.stop());
  await until(`${instance.url} to answer`, async () => {
    if (proc.over) throw new Ended(proc.output);
    return (await get(instance.url + '/readyz')).status === 200;
  }, 60);
  return proc;
}

/** Runs a command to its end. With --json among args, gives the value too. */
export async function run(...args) {
  const child = spawn(binary, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => { stdout += chunk; });
  child.stderr.on('data', (chunk) => { stderr += chunk; });
  const [code] = await once(child, 'close');
  const result = { code, stdout, stderr, args };
  if (args.includes('--json')) {
    const text = code === 0 ? stdout : stderr;
    try {
      result.json = JSON.parse(text);
    } catch {
      throw new Error(`headroom ${args.join(' ')}: not one JSON value (exit ${code}):\n${stdout}\n${stderr}`);
    }
  }
  return result;
}

/**
 * A request of our own: node does not resolve *.localhost, so the
 * connection goes to the loopback address and the name into Host.
 */
export async function get(url, options = {}) {
  return request('GET', url, options);
}

export async function request(method, url, { headers = {}, body } = {}) {
  const u = new URL(url);
  const { request: send } = await import(u.protocol === 'https:' ? 'node:https' : 'node:http');
  return new Promise((done, fail) => {
    const req = send({ host: '127.0.0.1', ...reach(u), path: u.pathname + u.search, method, agent: false, headers: { Host: u.host, ...headers } }, (res) => {
      const chunks = [];
      res.on('data', (chunk) => chunks.push(chunk));
      res.on('end', () => done({ status: res.statusCode, headers: res.headers, body: Buffer.concat(chunks).toString() }));
      res.on('error', fail);
    });
    req.on('error', fail);
    if (body !== undefined) req.write(body);
    req.end();
  });
}
