// A person at a plain HTTP client: cookies, forms as they stand on the pages,
// no browser. For tests that are about the servers.
import assert from 'node:assert/strict';
import { keep, nextCode } from './codes.mjs';
import { request } from './program.mjs';

export class Client {
  constructor(instance) {
    this.instance = instance;
    this.cookies = new Map();
  }

  async ask(method, path, form) {
    const headers = { Accept: 'text/html', 'Accept-Language': 'en', Cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
    let body;
    if (form) {
      body = new URLSearchParams(form).toString();
      headers['Content-Type'] = 'application/x-www-form-urlencoded';
      headers['Content-Length'] = Buffer.byteLength(body);
      headers.Origin = this.instance.url;
      headers['Sec-Fetch-Site'] = 'same-origin';
    }
    const answer = await request(method, this.instance.url + path, { headers, body });
    for (const cookie of answer.headers['set-cookie'] ?? []) {
      const [name, value] = cookie.split(';')[0].split('=');
      if (value) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
    return answer;
  }

  get(path) {
    return this.ask('GET', path);
  }

  /** Sends the form of a page: its hidden fields come along. */
  async send(page, action, fields) {
    const shown = await this.get(page);
    assert.equal(shown.status, 200, `${page}: ${shown.status}`);
    return this.ask('POST', action, { ...hidden(shown.body, action), ...fields });
  }

  async signIn(account) {
    const { email, password } = account;
    let answer = await this.send('/sign-in', '/sign-in', { email, password });
    if (answer.status === 200 && answer.body.includes('action="/sign-in/code"')) {
      answer = await this.ask('POST', '/sign-in/code', { ...hidden(answer.body, '/sign-in/code'), code: await nextCode(this.instance, account) });
    }
    assert.equal(answer.status, 303, `sign-in of ${email}: ${answer.status}`);
    if (answer.headers.location.startsWith('/security/app')) await this.secure(account);
    await this.get('/about?lang=en');
  }

  /** Sets up codes, which roles need. */
  async secure(account) {
    const shown = await this.get('/security/app');
    if (shown.status === 303) return; // has them
    keep(this.instance, account, /class="hr-key" data-user-content>([A-Z2-7 ]+)</.exec(shown.body)[1]);
    const answer = await this.send('/security/app', '/security/app', { code: await nextCode(this.instance, account) });
    assert.equal(answer.status, 200, answer.body.slice(0, 2000));
  }
}

// hidden gives the hidden fields of the form with that action.
function hidden(html, action) {
  const start = html.indexOf(`action="${action}"`);
  assert.ok(start >= 0, `no form for ${action}`);
  const form = html.slice(start, html.indexOf('</form>', start));
  const fields = {};
  for (const [tag] of form.matchAll(/<input type="hidden"[^>]*>/g)) {
    fields[/name="([^"]*)"/.exec(tag)[1]] = /value="([^"]*)"/.exec(tag)[1];
  }
  return fields;
}

/** The numbers of pages that a page links to: threads, communities and so on. */
export function linked(html, place) {
  return [...html.matchAll(new RegExp(`href="/${place}/(\\d+)`, 'g'))].map(([, id]) => id);
}

/** The posts of a thread's page: id and text. */
export function posts(html) {
  return [...html.matchAll(/<article class="hr-post[^"]*" id="post-(\d+)"[\s\S]*?<\/article>/g)].map(([text, id]) => ({ id, text }));
}

/** The heading of a page. */
export function heading(html) {
  return /<h1[^>]*>([^<]*)</.exec(html)?.[1];
}
