// Every page, with who looks at it: for axe-core, for geometry, for the
// pseudo-locale and for pictures. A route without a page fails.
//
// To add a page: a row in mainPages. What it needs to show is made in furnish
// (or a function of your own called there), which leaves addresses in
// scene.at.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join as joined } from 'node:path';
import { Client, linked, posts } from './client.mjs';
import { people } from './people.mjs';
import { until } from './program.mjs';
import { routeOf, routes } from './routes.mjs';
import { join, reply, start } from './scene.mjs';

/** GET routes that are no pages, with the reason. */
export const notPages = new Map([
  ['/events', 'a stream'], ['/files/{id}', 'a picture'], ['/static/*', 'files'], ['/theme.css', 'colours'],
  ['/app.webmanifest', 'the description of the app'], ['/sw.js', 'a script'], ['/icons/{name}', 'pictures'], ['/welcome.zip', 'an archive'],
  ['/application/sign-on/{id}/callback', 'leads to the application'],
  ['/posts/{id}', 'leads to the thread'], ['/threads/{id}/unread', 'leads to the thread'],
  ['/people/{id}/photograph', 'a picture'], ['/communities/{id}/mentions', 'a fragment'], ['/posts/{id}/quote', 'text for a reply'],
  ['/notifications/{id}', 'leads on'], ['/share', 'leads on to where to write'], ['/sign-in/code', 'stands behind a password; every sign-in of the tests passes it'],
  ['/appeals/{kind}/{id}', 'needs a decision about its reader; the form is that of post-report'],
  ['/communities/{id}/elsewhere', 'needs an instance that is open to other software; the style guide shows it'],
  ['/feed/{token}', 'no page: Atom or iCalendar, for programs'],
  ['/operator/safety/register.csv', 'a table, for programs'],
  ['/unsubscribe/{token}', 'stands in letters; see notifications.test.mjs'],
]);

/** Fills the scene, so that the pages have something to show. */
export async function furnish(scene) {
  const { moderator, her, scotland, thread, hers, demo } = scene;
  scene.at = {};
  await start(moderator, scotland, 'Mixed-age classes', 'How do you **plan** for them?\n\n- on a two-year cycle\n- by groups\n\n> We have tried both.');
  await reply(her, hers, 'We light candles, and we ring every family before nine.');
  await reply(moderator, thread, 'A good list of telephone numbers is half the work.');
  const him = new Client(demo.england);
  await him.signIn(people(demo.england, 'head')[0]);
  const asking = new Client(demo.england);
  await asking.signIn(people(demo.england, 'head')[1]);
  await join(scene, him, 'We have the same storms here.');
  const list = (await asking.get('/communities?nation=scotland')).body;
  const [, path] = new RegExp(`href="(/communities/\\d+)"[^>]*>${scene.name}<`).exec(list) ?? assert.fail('not in the directory');
  const asked = await asking.send(path + '/join', path + '/join', { reason: 'I lead a two-teacher school and would like to hear how others do it.' });
  assert.equal(asked.status, 303);
  const draft = await her.ask('POST', '/drafts', { place: 'community:' + /\d+/.exec(scene.wales)[0], title: 'Snow', body: 'When do you close?', lang: 'en' });
  assert.ok(draft.status < 300, `draft: ${draft.status}`);
  await find(scene);
}

// ask puts a question to the vote, and votes.
async function ask({ at, her, wales }) {
  const form = wales + '/polls/new';
  const asked = await her.send(form, form, { title: 'Which week for the sports day?', body: 'The field is free in both.', options: 'The first\nThe second', kind: 'ranked',
    ballots: 'open', results: 'open', closes: new Date(Date.now() + 10 * 864e5).toISOString().slice(0, 16), lang: 'en' });
  assert.equal(asked.status, 303, `poll: ${asked.status}`);
  at.poll = await until('the poll', async () => /action="(\/posts\/\d+)\/vote"/.exec((await her.get(asked.headers.location.split('?')[0])).body)?.[1]);
  const voted = await her.send(at.poll + '/vote', at.poll + '/vote', { 'rank-0': '2', 'rank-1': '1' });
  assert.equal(voted.status, 303, `vote: ${voted.status}`);
}

// find notes the addresses of single things.
async function find(scene) {
  const { at, her, moderator, demo, hers, thread, wales } = scene;
  const own = posts((await moderator.get(thread)).body).find(({ text }) => text.includes('good list')).id;
  const edit = `/posts/${own}/edit`;
  const changed = await moderator.send(edit, edit, { body: 'A good list of telephone numbers is more than half of the work.', lang: 'en' });
  assert.equal(changed.status, 303, `edit: ${changed.status}`);
  Object.assign(at, { own: `/posts/${own}` });
  at.hers = '/posts/' + posts((await her.get(hers)).body).find(({ text }) => text.includes('candles')).id;
  at.theirs = '/posts/' + posts((await her.get(hers)).body).find(({ text }) => text.includes('power fails')).id;
  await ask(scene);
  at.person = '/people/' + await until('somebody in the community', async () => linked((await her.get(scene.wales + '/people')).body, 'people')[0]);
  const follows = await her.send(at.person, at.person + '/follow', { on: 'yes' });
  assert.equal(follows.status, 303, `follow: ${follows.status}`);
  const made = await her.send('/lists', '/lists', { title: 'Island heads' });
  assert.equal(made.status, 303, `list: ${made.status}`);
  at.list = made.headers.location.split('?')[0];
  const put = await her.send(at.person + '/lists', at.person + '/lists', { list: /\d+/.exec(at.list)[0] });
  assert.equal(put.status, 303, `put in a list: ${put.status}`);
  const filter = await her.send('/filters', '/filters', { title: 'Brochures', words: 'glossy paper', contexts: 'home', filter_act: 'warn', after: 'week' });
  assert.equal(filter.status, 303, `filter: ${filter.status}`);
  at.filter = /\/filters\/\d+/.exec((await her.get('/filters')).body)[0];
  const later = await her.send(wales + '/new', wales + '/new', { title: 'Snow days', body: 'Who closes first?', lang: 'en', act: 'later',
    send_at: new Date(Date.now() + 10 * 864e5).toISOString().slice(0, 16) });
  assert.equal(later.status, 303, `schedule: ${later.status}`);
  at.scheduled = /\/scheduled\/\d+/.exec((await her.get('/scheduled')).body)[0];
  const me = /href="(\/people\/\d+)"/.exec((await her.get('/profile')).body)[1];
  [, at.school] = /href="(\/schools\/\d+)"/.exec((await her.get(me)).body) ?? assert.fail('no school of hers');
  for (const id of linked((await her.get('/communities')).body, 'communities')) {
    const path = '/communities/' + id;
    if ((await her.get(path)).body.includes(`${path}/join"`)) at.unjoined ??= path;
  }
  assert.ok(at.unjoined, 'a community to join');
  const to = /\d+/.exec(at.person)[0];
  const wrote = await her.send('/messages/new', '/messages/new', { title: to, body: 'May I ask **you** something, between the two of us?', lang: 'en' });
  assert.equal(wrote.status, 303, `message: ${wrote.status}`);
  at.talk = /\/messages\/\d+/.exec((await her.get('/messages')).body)[0];
  const operator = new Client(demo.wales);
  await operator.signIn(demo.wales.operator);
  const members = (await operator.get('/operator/members')).body;
  at.account = '/operator/members/' + /\/operator\/members\/(\d+)/.exec(members)[1];
  at.unverified = '/operator/members/' + /\/operator\/members\/(\d+)/.exec((await operator.get('/operator/members?filter=unverified')).body)[1];
  const told = await her.send(`${at.person}/report`, `${at.person}/report`, { text: 'A sample report, for the page of it.' });
  assert.equal(told.status, 303, `report: ${told.status}`);
  at.report = /\/operator\/reports\/\d+/.exec((await operator.get('/operator/reports')).body)[0];
  at.agreement = '/operator/peers/' + new URL(demo.scotland.url).host;
  at.peer = '/operator/peers/end?host=' + encodeURIComponent(new URL(demo.scotland.url).host);
  await linkCommunities(scene, operator);
  at.link = await passwordLink(scene, people(demo.wales, 'applicant')[0].email);
  at.wayIn = await wayIn(scene, people(demo.wales, 'applicant')[0].email);
  at.consent = await consent(demo.wales);
  await apply(scene, operator);
}

// consent registers an app, and gives the address with which it asks a member.
async function consent(instance) {
  const fields = { client_name: 'Sample App', redirect_uris: 'urn:ietf:wg:oauth:2.0:oob', scopes: 'read write follow push', website: 'https://app.example' };
  const made = await new Client(instance).ask('POST', '/api/v1/apps', fields);
  assert.equal(made.status, 200, `app: ${made.status} ${made.body}`);
  const asked = { response_type: 'code', client_id: JSON.parse(made.body).client_id, redirect_uri: fields.redirect_uris, scope: fields.scopes };
  return '/oauth/authorize?' + new URLSearchParams(asked);
}

// linkCommunities has Wales's operator offer a link, and Scotland's link two of
// its own communities, so that what the moderator has begun can be shared.
async function linkCommunities({ at, moderator, scotland, demo }, operator) {
  const link = async (who, effects, to, from) => {
    const form = (await who.get('/operator/links')).body;
    const choices = (name) => [...new RegExp(`<select[^>]*name="${name}"[^>]*>(.*?)</select>`, 's').exec(form)[1].matchAll(/value="(\d+)"/g)].map(([, id]) => id);
    const ours = choices('from');
    const sent = await who.send('/operator/links', '/operator/links',
      { from: from ?? ours[0], to: to ?? choices('to').find((id) => !ours.includes(id)), kind: 'sister', effects });
    assert.equal(sent.status, 303, `link: ${sent.status} ${sent.body.slice(0, 2000)}`);
    return /\/operator\/links\/\d+/.exec(sent.headers.location)[0];
  };
  at.offered = await link(operator, 'share');
  const made = await moderator.send('/communities/new', '/communities/new', { username: 'sister-room', name_en: 'Sister room', name_cy: 'Chwaer ystafell',
    name_gd: 'Seòmar peathrachail', access: 'closed', joining: 'request', reach: 'instance', admits: 'heads' });
  assert.equal(made.status, 303, `community: ${made.status} ${made.body.slice(0, 2000)}`);
  const desk = new Client(demo.scotland);
  await desk.signIn(demo.scotland.operator);
  await link(desk, 'share', /\d+/.exec(made.headers.location)[0], /\d+/.exec(scotland)[0]);
}

// apply lets two people ask to be admitted: one has confirmed the address.
async function apply(scene, operator) {
  const { at, demo } = scene;
  const ask = async (name, email) => {
    const sent = await new Client(demo.wales).send('/apply', '/apply', { name, email, post: 'Headteacher', manner: 'head', nation: 'wales', school: 'Ysgol Sampl',
      authority: 'Gwynedd', from: '2024-09-02', biography: 'Head of a small sample school, and a teacher of Welsh before that.' });
    assert.equal(sent.status, 303, `apply: ${sent.status}`);
    return mailed(demo, email, /\/apply\/confirm\/[\w.~-]+/);
  };
  at.confirm = await ask('Non Sampl', 'non@newydd.example');
  const link = await ask('Nest Sampl', 'nest@newydd.example');
  scene.newcomer = { email: 'nest@newydd.example', password: 'sample-password-7' };
  const confirmed = await new Client(demo.wales).send(link, link, { password: scene.newcomer.password, again: scene.newcomer.password });
  assert.equal(confirmed.status, 303, `confirm: ${confirmed.status}`);
  [, at.case] = /href="(\/operator\/applications\/\d+)"/.exec((await operator.get('/operator/applications')).body) ?? assert.fail('no application');
  at.closed = await closes(demo, await ask('Gwen Sampl', 'gwen@newydd.example'));
}

// closes has somebody who has just come close the account again, and gives the path of
// the page about it.
async function closes(demo, link) {
  const gone = { email: 'gwen@newydd.example', password: 'sample-password-8' };
  const confirmed = await new Client(demo.wales).send(link, link, { password: gone.password, again: gone.password });
  assert.equal(confirmed.status, 303, `confirm: ${confirmed.status}`);
  const who = new Client(demo.wales);
  await who.signIn(gone);
  const closed = await who.send('/security/account', '/security/account/close', { posts: 'stay' });
  assert.equal(closed.headers.location, '/sign-in?done=account_closed', `close: ${closed.status} ${closed.headers.location}`);
  return mailed(demo, gone.email, /\/closed\/[\w.~-]+/);
}

/** Asks for a link that signs in, and gives its path. */
async function wayIn({ demo }, email) {
  const sent = await new Client(demo.wales).send('/sign-in/link', '/sign-in/link', { email });
  assert.equal(sent.status, 200, `sign-in link: ${sent.status}`);
  return mailed(demo, email, /\/sign-in\/link\/[\w.~-]+/);
}

/** Asks for a new password and gives the path of the link that is mailed. */
export async function passwordLink({ demo }, email) {
  const anyone = new Client(demo.wales);
  const sent = await anyone.send('/reset', '/reset', { email });
  assert.equal(sent.status, 200, `reset: ${sent.status}`);
  return mailed(demo, email, /\/set-password\/[\w.~-]+/);
}

/** Waits for a letter to an address, and gives what the pattern finds in the newest. */
export function mailed(demo, email, pattern, nation = 'wales') {
  return until('the mail with the link', () => {
    for (const folder of readdirSync(joined(demo.data, nation), { recursive: true }).filter((name) => /(^|\/)mail$/.test(name))) {
      for (const name of readdirSync(joined(demo.data, nation, folder)).filter((file) => file.endsWith('.eml')).sort().reverse()) {
        const text = readFileSync(joined(demo.data, nation, folder, name), 'utf8').replace(/=\r?\n/g, '').replace(/=3D/g, '=');
        const found = text.includes(email) && pattern.exec(text);
        if (found) return found[0];
      }
    }
    return undefined;
  });
}

/** Name, address, visitor and status of each page. The visitors are keys of who. */
export function mainPages({ scotland, wales, hers, thread, at }) {
  return [
    ['landing', '/', 'nobody'], ['sign-in', '/sign-in', 'nobody'], ['sign-in-next', '/sign-in?next=%2Fpeople', 'nobody'], ['reset', '/reset', 'nobody'],
    ['sign-in-link', '/sign-in/link', 'nobody'], ['sign-in-by-link', at.wayIn, 'nobody'],
    ['security', '/security', 'moderator'], ['security-app', '/security/app', 'her'], ['security-passkey', '/security/passkeys', 'her'], ['security-prove', '/security/prove', 'her'], ['security-account', '/security/account', 'her'], ['app-consent', at.consent, 'her'],
    ['about', '/about', 'nobody'], ['privacy', '/privacy', 'nobody'], ['accessibility', '/accessibility', 'nobody'],
    ['apply', '/apply', 'nobody'], ['apply-sent', '/apply/sent', 'nobody'], ['apply-confirm', at.confirm, 'nobody'],
    ['application', '/application', 'newcomer'], ['apply-again', '/application/new', 'applicant'], ['vouches', '/vouches', 'her'],
    ['operator-applications', '/operator/applications', 'operator'], ['operator-registers', '/operator/registers', 'operator'], ['operator-terms', '/operator/terms', 'operator'], ['operator-application', at.case, 'operator'],
    ['set-password', at.link, 'nobody'], ['account-closed', at.closed, 'nobody'], ['lost', '/no/such/page', 'nobody', 404],

    ['home', '/', 'her'], ['communities', '/communities', 'her'], ['communities-of', '/communities?nation=scotland', 'her'],
    ['community', wales, 'her'], ['community-people', wales + '/people', 'her'], ['community-about', at.unjoined, 'her'], ['join', at.unjoined + '/join', 'her'],
    ['thread', hers, 'her'], ['reply-to', `${hers}?parent=${at.hers.split('/')[2]}`, 'her'], ['branch', `${hers}/branch/${at.hers.split('/')[2]}`, 'her'], ['compose', wales + '/new', 'her'], ['where', '/compose', 'her'], ['drafts', '/drafts', 'her'],
    ['people', '/people', 'her'], ['people-none', '/people?q=zzzz', 'her'], ['person', at.person, 'her'], ['profile', '/profile', 'her'], ['accounts', '/profile/accounts', 'her'], ['not-found', '/threads/1', 'her', 404],

    ['people-narrowed', '/people?phase=primary&contact=yes&q=a', 'her'], ['school', at.school, 'her'],
    ['search', '/search?q=power', 'her'], ['search-none', '/search?q=zzzz&order=newest', 'her'],

    ['community-host', scotland, 'moderator'], ['members-host', scotland + '/people', 'moderator'], ['queue', scotland + '/queue', 'moderator'],
    ['community-edit', scotland + '/edit', 'moderator'], ['community-new', '/communities/new', 'moderator'], ['thread-host', thread, 'moderator'], ['guests', thread + '/guest', 'moderator'], ['thread-share', thread + '/share', 'moderator'], ['team', '/facilitators', 'moderator'], ['desk', '/desk', 'her', 404], ['reads', scotland + '/reads', 'moderator'], ['modlog', scotland + '/modlog', 'moderator'], ['conduct', scotland + '/conduct', 'moderator'], ['appeals', scotland + '/appeals', 'moderator'], ['copies', scotland + '/copies', 'moderator'],
    ['post-edit', at.own + '/edit', 'moderator'], ['post-delete', at.own + '/delete', 'moderator'], ['post-history', at.own + '/history', 'moderator'], ['post-report', at.theirs + '/report', 'her'], ['poll-new', wales + '/polls/new', 'her'], ['poll', at.poll + '/vote', 'her'],
    ['home-moderator', '/', 'moderator'], ['notifications', '/notifications', 'moderator'], ['notification-settings', '/notifications/settings', 'her'],
    ['scheduled', '/scheduled', 'her'], ['scheduled-edit', at.scheduled, 'her'],
    ['filters', '/filters', 'her'], ['feeds', '/feeds', 'her'], ['filter', at.filter, 'her'],
    ['following', '/following', 'her'], ['following-people', '/following/people', 'her'], ['lists', '/lists', 'her'], ['list', at.list, 'her'], ['list-edit', at.list + '/edit', 'her'], ['in-lists', at.person + '/lists', 'her'],
    ['bookmarks', '/bookmarks', 'her'], ['circle', '/communities/circle', 'her'], ['stance', at.person + '/mine', 'her'], ['stances', '/profile/people', 'her'],
    ['messages', '/messages', 'her'], ['message-new', '/messages/new', 'her'], ['message-talk', at.talk, 'her'],
    ['notifications-applicant', '/notifications', 'applicant'],

    ['help', '/help', 'nobody'], ['help-topic', '/help/writing', 'nobody'], ['glossary', '/help/glossary', 'nobody'],
    ['offline', '/offline', 'nobody'], ['welcome', '/welcome', 'her'],

    ['home-applicant', '/', 'applicant'], ['profile-applicant', '/profile', 'applicant'], ['communities-applicant', '/communities', 'applicant'],

    ['operator', '/operator', 'operator'], ['operator-members', '/operator/members', 'operator'], ['operator-member', at.account, 'operator'],
    ['operator-unverified', at.unverified, 'operator'], ['operator-peers', '/operator/peers', 'operator'], ['operator-peer-end', at.peer, 'operator'], ['operator-peer', at.agreement, 'operator'], ['operator-links', '/operator/links', 'operator'], ['operator-link', at.offered, 'operator'], ['operator-incidents', '/operator/incidents', 'operator'], ['operator-safety', '/operator/safety', 'operator'], ['terms-of-use', '/terms', 'nobody'], ['servers', '/servers', 'nobody'], ['admission', '/about/admission', 'nobody'], ['report', at.person + '/report', 'her'], ['operator-reports', '/operator/reports', 'operator'], ['operator-report', at.report, 'operator'],
    ['operator-queue', '/operator/queue', 'operator'], ['operator-audit', '/operator/audit', 'operator'],
    ['styleguide', '/styleguide', 'operator'],
  ];
}

/** The routes that no page of the list shows. */
export function missingPages(list) {
  const patterns = routes();
  const shown = new Set(list.map(([, path]) => routeOf(path, patterns)));
  return patterns.filter((pattern) => !notPages.has(pattern) && !shown.has(pattern));
}

/**
 * A digest of which pages there are, for the accessibility statement: their
 * names and visitors, as they stand in this file.
 */
export function listDigest() {
  const source = readFileSync(new URL(import.meta.url), 'utf8');
  const rows = [...source.matchAll(/\['([a-z-]+)', [^\]]*?'(nobody|her|moderator|applicant|newcomer|operator)'/g)].map(([, name, visitor]) => `${name} ${visitor}\n`);
  return createHash('sha256').update(rows.sort().join('')).digest('hex');
}

/** Who looks at pages: where, and with which sign-in. */
export function roles({ demo, head, facilitator, newcomer }) {
  return { nobody: [demo.wales], her: [demo.wales, head], moderator: [demo.scotland, facilitator],
    applicant: [demo.wales, people(demo.wales, 'applicant')[0]], newcomer: [demo.wales, newcomer], operator: [demo.wales, demo.wales.operator] };
}

/** Opens a window for each kind of visitor. arrive(instance) opens one. */
export async function visitors(scene, arrive) {
  const who = {};
  for (const [role, [instance, account]] of Object.entries(roles(scene))) {
    who[role] = await arrive(instance);
    if (account) await who[role].enter(account);
  }
  return who;
}
