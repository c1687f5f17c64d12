// People at their browsers. A Visitor is one person with a browser of their
// own; it checks every page it is shown: axe-core finds nothing, nothing was
// asked of another host, no script failed.
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import { findings } from './axe.mjs';
import { nextCode } from './codes.mjs';
import { Client } from './client.mjs';
import { until } from './program.mjs';
import { words } from './words.mjs';

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

/** Debian's Chromium with a new profile; *.localhost is the loopback there. */
export async function startBrowser(t, more = []) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: [...flags, ...more] });
  t.after(() => browser.close());
  return browser;
}

export class Visitor {
  /**
   * Opens a browser window at an instance. Options: lang, script (false turns
   * JavaScript off), size, axe (false leaves it out).
   */
  static async arrive(browser, instance, { lang = 'en', script = true, size = { width: 1280, height: 900 }, axe: check = true } = {}) {
    const visitor = new Visitor();
    visitor.instance = instance;
    visitor.lang = lang;
    visitor.say = words(lang);
    visitor.checks = check && script;
    visitor.hosts = new Map();
    visitor.complaints = [];
    visitor.context = await browser.newContext({ locale: { cy: 'cy-GB', gd: 'gd-GB' }[lang] ?? 'en-GB', javaScriptEnabled: script,
      viewport: size, baseURL: instance.url, timezoneId: 'Europe/London' });
    visitor.context.setDefaultTimeout(30_000);
    visitor.context.on('request', (request) => {
      const host = new URL(request.url()).host;
      visitor.hosts.set(host, (visitor.hosts.get(host) ?? 0) + 1);
    });
    visitor.context.on('weberror', (event) => visitor.complaints.push(String(event.error())));
    visitor.context.on('console', (message) => {
      if (/Content Security Policy|Refused to/.test(message.text())) visitor.complaints.push(message.text());
    });
    visitor.page = await visitor.context.newPage();
    return visitor;
  }

  /** Closes the window, after the checks of all that it did. */
  async leave() {
    await this.context.close();
    const host = new URL(this.instance.url).host;
    assert.deepEqual([...this.hosts.keys()].filter((name) => name !== host && name !== ''), [], 'requests to other hosts');
    assert.deepEqual(this.complaints, [], 'errors in the browser');
  }

  /** Opens an address of the instance; gives the answer. */
  async open(path, status = 200) {
    const answer = await this.page.goto(path);
    assert.equal(answer.status(), status, `${this.instance.nation} ${path}`);
    await this.check();
    return answer;
  }

  /** What holds of every page. */
  async check() {
    const page = this.page;
    assert.equal(await page.locator('html').getAttribute('lang'), this.lang, `language of ${page.url()}`);
    assert.equal(await page.locator('h1').count(), 1, `one heading on ${page.url()}`);
    if (!this.checks) return;
    const found = await findings(page);
    assert.deepEqual(found, [], `axe-core on ${page.url()}`);
  }

  /** Follows a link, and checks the page behind it. */
  async follow(name, within = this.page) {
    const link = within.getByRole('link', typeof name === 'string' ? { name, exact: true } : { name }).first();
    await Promise.all([this.page.waitForNavigation({ waitUntil: 'load' }), link.click()]);
    await this.check();
  }

  /** Presses a button that sends a form; gives the answer. */
  async click(name, within = this.page) {
    const button = within.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name }).first();
    const [answer] = await Promise.all([this.page.waitForNavigation({ waitUntil: 'load' }), button.click()]);
    return answer;
  }

  /** Presses a button, and checks the page that comes. */
  async press(name, within = this.page) {
    const answer = await this.click(name, within);
    await this.check();
    return answer;
  }

  async fill(label, text, within = this.page) {
    await within.getByLabel(this.say(label), { exact: true }).fill(text);
  }

  async signIn(account) {
    await this.open('/sign-in');
    await this.fill('field.email', account.email);
    await this.fill('field.password', account.password);
    await this.click(this.say('signin.submit'));
    await this.code(account);
    await this.choose(this.lang);
    await this.check();
  }

  /** Types the code of somebody who is asked for one. */
  async code(account) {
    if (!await this.page.locator('form[action="/sign-in/code"]').count()) return;
    await this.page.locator('input[name=code]').fill(await nextCode(this.instance, account));
    await Promise.all([this.page.waitForNavigation({ waitUntil: 'load' }), this.page.locator('form[action="/sign-in/code"] button').click()]);
  }

  /** Comes signed in, in the visitor's language, without seeing the sign-in page. */
  async enter(account) {
    const client = new Client(this.instance);
    await client.signIn(account);
    await client.get('/about?lang=' + this.lang);
    await this.context.addCookies([...client.cookies].map(([name, value]) => ({ name, value, url: this.instance.url })));
  }

  /** Changes the language of the pages, unless it is the one. */
  async choose(lang) {
    const html = this.page.locator('html');
    if (await html.getAttribute('lang') === lang) return;
    await Promise.all([this.page.waitForNavigation({ waitUntil: 'load' }), this.page.getByRole('link', { name: words(lang)('language.self'), exact: true }).click()]);
    await this.page.locator(`html[lang=${lang}]`).waitFor();
    await this.page.waitForLoadState('load');
  }

  async heading() {
    return (await this.page.getByRole('heading', { level: 1 }).innerText()).trim();
  }

  /** The posts on the page that hold the text. */
  posts(text) {
    return this.page.locator('article.hr-post', { hasText: text });
  }

  /** Loads the page again until something is on it. */
  async awaits(what, probe, seconds = 30) {
    await until(what, async () => (await probe()) || (await this.page.reload(), probe()), seconds);
    await this.check();
  }

  /** The own profile, as it stands in the form. */
  async profile() {
    await this.open('/profile');
    const value = (key) => this.page.getByLabel(this.say(key), { exact: true }).inputValue();
    return { name: await value('field.name'), school: await value('field.school'), nation: await value('field.nation') };
  }

  /** An answer without leaving the page: status, body and headers. */
  async ask(path, { form } = {}) {
    const url = this.instance.url + path;
    return this.page.evaluate(async ({ url, form }) => {
      const answer = await fetch(url, form ? { method: 'POST', body: new URLSearchParams(form), redirect: 'follow' } : {});
      return { status: answer.status, url: answer.url, body: await answer.text(), headers: Object.fromEntries(answer.headers) };
    }, { url, form });
  }
}
