// Evidence from a sign-on service, asked over OpenID Connect: a provider that
// shares nothing with this program runs beside it, and people go there in a
// browser and come back.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Provider from 'oidc-provider';
import { startBrowser, Visitor } from './lib/browser.mjs';
import { Client } from './lib/client.mjs';
import { mailed } from './lib/pages.mjs';
import { folder, freePorts, run, serve } from './lib/program.mjs';

const password = 'sample-password-7';
const register = `Seed Code,LA Name,Centre Type,School Name,Address Line1,Address Line2,Address Line3,Post Code,Email,Phone Number,Website Address,Primary Department,Secondary Department
9900001,Sample Highland Council,Local Authority,Sgoil Eisimpleir Àrd,Shore Road,Exampleness,,IV99 9ZZ,office@eisimpleir.example,01999 000001,,Yes,No
9900002,Sample Highland Council,Local Authority,Example High School,North Road,Exampleness,,IV99 9ZY,office@high.example,01999 000002,,No,Yes
`;

/** What the service knows of whom, by the name under which they sign in. */
const staff = {
  ann: { organisation: { seed: 9900001 }, role: ['Teacher', 'Headteacher'], email: 'ann@newydd.example', email_verified: true },
  deputy: { organisation: { seed: 9900001 }, role: 'Depute Headteacher' },
  elsewhere: { organisation: { seed: 9900002 }, role: 'Headteacher' },
  nowhere: { role: 'Headteacher' },
};

/** A provider at sign-on.localhost; it takes any password. */
async function startProvider(t, port, instance) {
  const issuer = `http://sign-on.localhost:${port}`;
  const client = (id, more) => ({ client_id: id, redirect_uris: [`${instance.url}/application/sign-on/${id}/callback`], response_types: ['code'], grant_types: ['authorization_code'], ...more });
  const { warn } = console;
  console.warn = () => {}; // it says that its pages are for trials
  const provider = new Provider(issuer, {
    clients: [client('sample', { client_secret: 'a sample secret: & % +' }), client('bare', { token_endpoint_auth_method: 'none' }), client('wrong', { client_secret: 'another secret' })],
    pkce: { required: () => true },
    scopes: ['openid', 'school', 'email'],
    claims: { openid: ['sub'], school: ['organisation', 'role'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: true, // what is asked for by scope is at the UserInfo endpoint
    cookies: { keys: ['sample cookie key'] },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 600, IdToken: 60, Interaction: 600, Session: 600 },
    findAccount: (_, sub) => staff[sub] && { accountId: sub, claims: () => ({ sub, ...staff[sub] }) },
  });
  console.warn = warn;
  const service = { issuer, away: false, back: '' };
  provider.use(async (ctx, next) => {
    if (service.away && ctx.path === '/token') ctx.res.destroy(); // no answer
    else await next();
    const to = ctx.response.get('Location');
    if (to?.startsWith(instance.url)) service.back = to;
  });
  const server = provider.listen(port, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => new Promise((done) => { server.close(done); server.closeAllConnections(); }));
  return service;
}

const table = (id, issuer, more = []) => ['[[sign_on]]', `id = "${id}"`, `name = { en = "Sample ${id}", cy = "Enghraifft ${id}", gd = "Eisimpleir ${id}" }`, `issuer = "${issuer}"`,
  `client_id = "${id}"`, 'scopes = ["openid", "school", "email"]', 'school_claim = "organisation.seed"', 'email_claim = "email"', ...more, ''];
const roles = ['role_claim = "role"', 'head_roles = ["Headteacher"]'];

test('sign-on', { timeout: 240_000 }, async (t) => {
  const dir = await folder(t);
  const [port, providers, nobodys] = await freePorts(3);
  const instance = { nation: 'scotland', url: `http://sample.localhost:${port}`, config: join(dir, 'headroom.toml') };
  const secret = (name, text) => {
    writeFileSync(join(dir, name), text + '\n', { mode: 0o600 });
    return `client_secret_file = "${name}"`;
  };
  const provider = await startProvider(t, providers, instance);
  mkdirSync(join(dir, 'data'));
  writeFileSync(instance.config, [`url = "${instance.url}"`, 'nation = "SCT"', `listen = "127.0.0.1:${port}"`, `database = "sqlite:${join(dir, 'headroom.db')}"`,
    `storage = "${join(dir, 'data')}"`, 'languages = ["en", "cy", "gd"]', '[name]', 'en = "Sample"', '[federation]', `addresses = ["127.0.0.1:${providers}"]`,
    ...table('sample', provider.issuer, [...roles, secret('sample.secret', 'a sample secret: & % +')]),
    ...table('bare', provider.issuer),
    ...table('wrong', provider.issuer, [...roles, secret('wrong.secret', 'not the secret')]),
    ...table('silent', `http://silent.localhost:${nobodys}`, roles)].join('\n'));
  const headroom = async (...args) => {
    const answer = await run(...args, '--config', instance.config, '--json');
    assert.equal(answer.code, 0, args.join(' ') + answer.stderr);
    return answer.json;
  };
  await serve(t, instance);
  writeFileSync(join(dir, 'schools.csv'), register);
  await headroom('register', 'import', '--source', 'scotland', join(dir, 'schools.csv'));
  const browser = await startBrowser(t);

  // Somebody who has applied for the school, at a browser.
  const applicant = async (name, email, options = {}) => {
    const client = new Client(instance);
    const sent = await client.send('/apply', '/apply', { name, email, post: 'Head Teacher', manner: 'head', nation: 'scotland', school: 'eisimpleir',
      school_choice: '9900001', biography: 'Head of a small sample school by the sea, and a teacher of mathematics before that.' });
    assert.equal(sent.status, 303, `apply: ${sent.status}`);
    const link = await mailed({ data: dir }, email, /\/apply\/confirm\/[\w.~-]+/, '');
    assert.equal((await client.send(link, link, { password, again: password })).status, 303);
    const visitor = await Visitor.arrive(browser, instance, { size: { width: 390, height: 844 }, ...options });
    await visitor.context.route((url) => !url.hostname.endsWith('.localhost'), (route) => route.abort()); // the provider's pages ask for a font
    await visitor.enter({ email, password });
    await visitor.open('/application');
    return visitor;
  };
  // From the button to the service's page, which does not belong to this program.
  const goes = async (visitor, id) => {
    const { page, say } = visitor;
    const name = say('sign_on.show', { Service: { en: 'Sample ', cy: 'Enghraifft ', gd: 'Eisimpleir ' }[visitor.lang] + id });
    await page.getByRole('button', { name, exact: true }).click();
    await page.locator('input[name=login]').waitFor();
  };
  // Signs in there, consents, and is back.
  const signsIn = async (visitor, who) => {
    const { page } = visitor;
    await page.locator('input[name=login]').fill(who);
    await page.locator('input[name=password]').fill('anything');
    await page.locator('button[type=submit]').click();
    const consent = page.locator('input[name=prompt][value=consent]');
    await consent.or(page.locator('h1.govuk-heading-l')).first().waitFor({ state: 'attached' });
    if (await consent.count()) await page.locator('button[type=submit]').click();
    await page.waitForURL((url) => url.host === new URL(instance.url).host);
    await page.waitForLoadState('load');
    await visitor.context.clearCookies({ domain: 'sign-on.localhost' });
  };
  const says = async (visitor, key) => {
    assert.equal(await visitor.page.getByText(visitor.say(key), { exact: true }).count() > 0, true, `${key} on ${visitor.page.url()}:\n${await visitor.page.locator('main').innerText()}`);
    await visitor.check();
  };
  const leaves = async (visitor) => {
    for (const host of [`sign-on.localhost:${providers}`, 'fonts.googleapis.com']) visitor.hosts.delete(host); // the provider's pages are not ours
    await visitor.leave();
  };
  const shown = async (name) => {
    const { id } = (await headroom('application', 'list')).find((one) => one.name === name);
    return headroom('application', 'show', id);
  };

  let ann;
  await t.test('somebody goes there, and it counts', async () => {
    ann = await applicant('Ann Sampla', 'ann@newydd.example');
    await goes(ann, 'sample');
    assert.match(ann.page.url(), /^http:\/\/sign-on\.localhost/);
    await signsIn(ann, 'ann');
    assert.equal(ann.page.url(), instance.url + '/application?done=sign_on_fits#sign-on-sample');
    await says(ann, 'sign_on_result.fits');
    assert.equal(await ann.page.getByText(ann.say('application.points', { Count: 3, Max: 3 }).replace('{{.Count}}', 3).replace('{{.Max}}', 3)).count(), 1);
    const seen = await shown('Ann Sampla');
    assert.deepEqual([seen.points, seen.enough, seen.clean, seen.look], [3, true, true, []]);
    assert.deepEqual(seen.evidence.map(({ kind, named, ref }) => [kind, named, ref]), [['register', false, '9900001'], ['sign-on', true, 'sample']]);
    assert.deepEqual(seen.sign_ons.map(({ service: id, result, role, email }) => [id, result, role, email]), [['sample', 'fits', true, 'same']]);
  });

  await t.test('who goes back and does not sign in loses nothing', async () => {
    await goes(ann, 'bare');
    await ann.page.getByText('Cancel').click();
    await ann.page.waitForURL((url) => url.host === new URL(instance.url).host);
    await says(ann, 'sign_on_result.declined');
    assert.equal((await shown('Ann Sampla')).points, 3);
  });

  await t.test('a service without roles counts less, and the best counts', async () => {
    await goes(ann, 'bare');
    await signsIn(ann, 'ann');
    await says(ann, 'sign_on_result.fits');
    const seen = await shown('Ann Sampla');
    assert.deepEqual(seen.evidence.map(({ kind, named }) => [kind, named]), [['register', false], ['sign-on', true], ['sign-on', false]]);
    assert.equal(seen.points, 3);
  });

  let ben;
  await t.test('another role, another school, no school, and somebody else’s account count nothing', async () => {
    ben = await applicant('Ben Sampl', 'ben@newydd.example', { lang: 'cy', script: false });
    for (const [who, result] of [['deputy', 'role'], ['elsewhere', 'school'], ['nowhere', 'no-school'], ['ann', 'taken']]) {
      await goes(ben, 'sample');
      await signsIn(ben, who);
      assert.equal(ben.page.url(), instance.url + '/application#sign-on-sample');
      await says(ben, 'sign_on_result.' + result);
    }
    const seen = await shown('Ben Sampl');
    assert.deepEqual([seen.points, seen.clean], [1, false]);
    assert.deepEqual(seen.sign_ons.map(({ result }) => result), ['taken', 'no-school', 'school', 'role']);
    assert.ok(seen.look.includes('shared'), String(seen.look));
    assert.ok((await shown('Ann Sampla')).look.includes('shared'), 'the first is looked at, too');
  });

  await t.test('a secret that the service does not know', async () => {
    await goes(ben, 'wrong');
    await signsIn(ben, 'ann');
    await says(ben, 'sign_on_result.refused');
  });

  await t.test('what came back is good once, and in one browser', async () => {
    await goes(ann, 'wrong');
    await signsIn(ann, 'ann');
    const address = provider.back;
    assert.match(address, /callback\?code=[\w-]+&state=[\w-]+&iss=/);
    await ann.page.goto(address);
    await says(ann, 'error.sign_on_used');
    assert.equal(new URL(await ann.page.locator('.govuk-error-summary a').getAttribute('href'), instance.url).hash, '#sign-on-wrong');
    await ben.page.goto(address);
    await says(ben, 'error.sign_on_session');
    const stranger = new Client(instance);
    const answer = await stranger.get(address.slice(instance.url.length));
    assert.deepEqual([answer.status, answer.headers.location], [303, '/sign-in?next=%2Fapplication']);
  });

  await t.test('a service that is away', async () => {
    await ann.open('/application');
    const name = ann.say('sign_on.show', { Service: 'Sample silent' });
    const answer = await ann.press(name);
    assert.equal(answer.status(), 503);
    await says(ann, 'error.sign_on_away');
    await says(ann, 'sign_on_result.away');
    await goes(ann, 'wrong');
    provider.away = true; // before the code is exchanged
    await signsIn(ann, 'ann');
    await says(ann, 'sign_on_result.away');
    assert.deepEqual((await shown('Ann Sampla')).sign_ons.slice(0, 2).map(({ service: id, result }) => [id, result]), [['wrong', 'away'], ['silent', 'away']]);
    await leaves(ann);
    await leaves(ben);
  });

  await t.test('the operator reads it all in the record', async () => {
    const { id } = (await headroom('application', 'list')).find((one) => one.name === 'Ben Sampl');
    await headroom('operator', 'add', '--email', 'una@authority.example', '--name', 'Una Sample', '--lang', 'en');
    const una = await Visitor.arrive(browser, instance);
    await una.open(await mailed({ data: dir }, 'una@authority.example', /\/set-password\/[\w.~-]+/, ''));
    await una.fill('password.new', password);
    await una.fill('password.again', password);
    await una.press(una.say('password.submit'));
    await una.enter({ email: 'una@authority.example', password });
    await una.open('/operator/applications/' + id);
    const text = await una.page.locator('main').innerText();
    for (const key of ['sign_on_says.role', 'sign_on_says.school', 'sign_on_says.taken', 'sign_on_says.refused', 'application_conflict.shared', 'audit.application.sign-on', 'audit.application.sign-on-start']) {
      assert.ok(text.includes(una.say(key)), `${key} in:\n${text}`);
    }
    await una.leave();
  });
});
