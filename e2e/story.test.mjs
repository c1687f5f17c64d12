// The main story, once in Welsh and once in English: a Welsh head joins a
// closed community that Scotland hosts, reads it and replies; an English head
// sees the reply; who is not a verified head gets nowhere; and revoked by her
// operator she is out on all three instances, while her words stay.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBrowser, Visitor } from './lib/browser.mjs';
import { people } from './lib/people.mjs';
import { startDemo } from './lib/program.mjs';
import { admit, askToJoin, findCommunity, homePath, openThread, reply, revoke, startThread } from './lib/steps.mjs';

const texts = {
  cy: {
    title: 'Ysgolion bach', question: 'Sut ydych chi’n trefnu dosbarthiadau oedran cymysg?',
    reason: 'Rwy’n arwain ysgol fach wledig ac yn chwilio am gydweithwyr.',
    answer: 'Rydym yn cynllunio ar gylch o ddwy flynedd.', thanks: 'Diolch, mae hynny o gymorth mawr.',
  },
  en: {
    title: 'Small schools', question: 'How do you arrange mixed-age classes?',
    reason: 'I lead a small rural school and look for colleagues.',
    answer: 'We plan on a two-year cycle.', thanks: 'Thank you, that helps a great deal.',
  },
};

for (const [index, lang] of ['cy', 'en'].entries()) {
  test(`three nations in ${lang}`, { timeout: 300_000 }, async (t) => {
    const demo = await startDemo(t);
    const browser = await startBrowser(t);
    const arrive = (instance) => Visitor.arrive(browser, instance, { lang });
    const text = texts[lang];
    const [eira, english] = [people(demo.wales, 'head')[index], people(demo.england, 'head')[index]];
    const moderator = await arrive(demo.scotland);
    const her = await arrive(demo.wales);
    const him = await arrive(demo.england);
    const place = {};
    let name;
    let school;

    await t.test('a Scottish facilitator starts a conversation', async () => {
      await moderator.signIn(people(demo.scotland, 'facilitator')[0]);
      place.scotland = await homePath(moderator, 'highlands-islands');
      await moderator.open(place.scotland);
      name = await moderator.heading();
      place.thread = await startThread(moderator, place.scotland, text.title, text.question);
    });

    await t.test('a Welsh head signs in', async () => {
      await her.signIn(eira);
      assert.equal(await her.heading(), her.say('home.heading'));
      school = (await her.profile()).school;
      assert.ok(school, 'her school is known');
    });

    await t.test('she finds Scotland’s closed community and asks to join', async () => {
      place.wales = await findCommunity(her, 'scotland', name);
      assert.equal(await her.page.getByText(text.title).count(), 0, 'nothing of it is shown before');
      await askToJoin(her, text.reason);
    });

    await t.test('an English head asks too', async () => {
      await him.signIn(english);
      place.england = await findCommunity(him, 'scotland', name);
      await askToJoin(him, text.reason);
    });

    await t.test('the facilitator sees both in the queue and lets them in', async () => {
      await admit(moderator, place.scotland, eira.name, text.reason);
      await admit(moderator, place.scotland, english.name, text.reason);
    });

    await t.test('she reads what was written before she came', async () => {
      await her.open(place.wales);
      await her.awaits('being let in', () => her.page.getByRole('link', { name: her.say('community.start') }).count());
      place.hers = await openThread(her, place.wales, text.title);
      assert.equal(await her.posts(text.question).count(), 1);
    });

    await t.test('her reply reaches open pages in Scotland and England by itself, once', async () => {
      await him.open(place.england);
      await him.awaits('being let in', () => him.page.getByRole('link', { name: him.say('community.start') }).count());
      place.his = await openThread(him, place.england, text.title);
      await moderator.open(place.thread);
      for (const reader of [him, moderator]) await reader.page.evaluate(() => { globalThis.opened = 'before'; });
      await reply(her, text.answer);
      for (const reader of [him, moderator]) {
        await reader.posts(text.answer).waitFor();
        assert.equal(await reader.page.evaluate(() => globalThis.opened), 'before', 'the page was not loaded again');
        await reader.check();
        const byline = await reader.posts(text.answer).locator('header').innerText();
        for (const part of [eira.name, school, reader.say('nation.wales')]) assert.ok(byline.includes(part), `“${part}” in “${byline}”`);
        await reader.page.reload();
        assert.equal(await reader.posts(text.answer).count(), 1, 'exactly once');
      }
    });

    await t.test('his thanks reach her page', async () => {
      await her.open(place.hers);
      await reply(him, text.thanks);
      await her.posts(text.thanks).waitFor();
      await her.page.reload();
      assert.equal(await her.posts(text.thanks).count(), 1, 'exactly once');
      assert.equal(await her.page.getByText(her.say('post.unconfirmed')).count(), 0, 'Scotland has confirmed everything');
    });

    await t.test('who is in here names everyone and every server', async () => {
      await moderator.open(place.scotland + '/people');
      const page = await moderator.page.locator('main').innerText();
      for (const part of [eira.name, english.name, ...demo.instances.map(({ url }) => new URL(url).host)]) {
        assert.ok(page.includes(part), `“${part}” in who is in here`);
      }
    });

    await t.test('who is not a verified head gets nowhere', async () => {
      await outsiders(demo, arrive, place, [text.title, text.question, text.answer, name]);
    });

    await t.test('revoked by her operator she is out on all three', async () => {
      const operator = await arrive(demo.wales);
      await operator.signIn(demo.wales.operator);
      await revoke(operator, eira, 'sample: has left the post');
      await operator.leave();

      // Her session: the page that is open is of no use any more.
      const refused = await her.ask(place.hers + '/reply', { form: { body: 'too late', lang } });
      assert.equal(refused.status, 401);
      await her.open('/');
      assert.equal(await her.page.getByRole('button', { name: her.say('nav.sign_out') }).count(), 0, 'she is signed out');

      // With a new session, if she gets one, there is nothing to read or do.
      await her.signIn(eira);
      for (const path of [place.wales, place.wales + '/new', place.wales + '/people', place.hers]) {
        assert.match((await her.ask(path)).url + ' ' + (await her.ask(path)).status, /\/sign-in| 404$/, path);
      }
      const late = await her.ask(place.hers + '/reply', { form: { body: 'too late', lang } });
      assert.ok([401, 403, 404].includes(late.status), `a reply is refused: ${late.status}`);

      // Scotland has ended her membership; her words stay, here and in England.
      await moderator.open(place.scotland + '/people');
      await moderator.awaits('her leaving the list in Scotland', async () => !(await moderator.page.getByText(eira.name).count()), 60);
      await him.open(place.england + '/people');
      await him.awaits('her leaving the list in England', async () => !(await him.page.getByText(eira.name).count()), 60);
      for (const [reader, path] of [[moderator, place.thread], [him, place.his]]) {
        await reader.open(path);
        assert.equal(await reader.posts(text.answer).count(), 1, 'her words stay');
        assert.ok((await reader.posts(text.answer).innerText()).includes(eira.name), 'with her name');
        assert.equal(await reader.page.getByText('too late').count(), 0);
      }
    });

    for (const visitor of [moderator, her, him]) await visitor.leave();
  });
}

// outsiders tries every path with people who are no verified heads: signed in
// or not, what is hidden answers byte for byte like what does not exist.
async function outsiders(demo, arrive, place, secrets) {
  const places = { scotland: place.scotland, wales: place.wales, england: place.england };
  const threads = { scotland: place.thread, wales: place.hers, england: place.his };
  for (const instance of demo.instances) {
    const community = places[instance.nation];
    const thread = threads[instance.nation];
    const pages = ['', '/join', '/new', '/people', '/queue', '/edit'].map((page) => community + page).concat(thread, thread + '?parent=1');
    const forms = [[community + '/join', { reason: 'let me in' }], [community + '/new', { title: 'x', body: 'x', lang: 'en' }],
      [thread + '/reply', { body: 'x', lang: 'en' }], [thread + '/lock', { locked: 'true' }], [community + '/leave', {}]];

    for (const person of [people(instance, 'applicant')[0], instance.operator]) {
      const visitor = await arrive(instance);
      await visitor.signIn(person);
      if (person !== instance.operator) {
        await visitor.open('/communities');
        assert.equal(await visitor.page.getByText(secrets.at(-1)).count(), 0, 'closed communities are not listed');
      }
      for (const path of pages) {
        const answer = await visitor.ask(path);
        const nothing = await visitor.ask(path.replace(/\d+/, '999999999'));
        assert.equal(answer.status, 404, `${person.email} ${instance.nation} ${path}`);
        assert.equal(answer.body, nothing.body, `${instance.nation} ${path} differs from what does not exist`);
      }
      for (const [path, form] of forms) {
        const answer = await visitor.ask(path, { form });
        const nothing = await visitor.ask(path.replace(/\d+/, '999999999'), { form });
        assert.ok([403, 404].includes(answer.status), `${person.email} ${instance.nation} POST ${path}: ${answer.status}`);
        assert.equal(answer.status, nothing.status, `${instance.nation} POST ${path} differs from what does not exist`);
        for (const secret of secrets) assert.ok(!answer.body.includes(secret), `POST ${path} tells “${secret}”`);
      }
      await visitor.leave();
    }

    const stranger = await arrive(instance);
    await stranger.open('/');
    for (const path of pages) {
      const answer = await stranger.ask(path);
      const nothing = await stranger.ask(path.replace(/\d+/, '999999999'));
      const plain = (body, id) => body.replaceAll(id, 'N');
      assert.equal(answer.status, nothing.status, path);
      for (const secret of secrets) assert.ok(!answer.body.includes(secret), `${path} tells “${secret}”`);
      assert.equal(new URL(answer.url).pathname, new URL(nothing.url).pathname);
      assert.equal(withoutKeys(plain(answer.body, /\d+/.exec(path)[0])), withoutKeys(plain(nothing.body, '999999999')), path);
    }
    await stranger.leave();
  }
}

// withoutKeys takes the form keys out, which are new on each page.
function withoutKeys(body) {
  return body.replace(/name="idempotency_key" value="[^"]*"/g, '');
}
