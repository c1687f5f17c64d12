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
    // One step rests on the one before; after a failure the rest says nothing.
    let broken = false;
    const step = (name, act) => broken || t.test(name, async () => {
      broken = true;
      await act();
      broken = false;
    });

    await step('a Scottish facilitator starts a conversation', async () => {
      await moderator.signIn(people(demo.scotland, 'facilitator')[0]);
      place.scotland = await homePath(moderator, 'highlands-islands');
      await moderator.open(place.scotland);
      name = await moderator.heading();
      place.thread = await startThread(moderator, place.scotland, text.title, text.question);
    });

    await step('a Welsh head signs in', async () => {
      await her.signIn(eira);
      assert.equal(await her.heading(), her.say('home.heading'));
      school = (await her.profile()).school;
      assert.ok(school, 'her school is known');
    });

    await step('she finds Scotland’s closed community and asks to join', async () => {
      place.wales = await findCommunity(her, 'scotland', name);
      assert.equal(await her.page.getByText(text.title).count(), 0, 'nothing of it is shown before');
      await askToJoin(her, text.reason);
    });

    await step('an English head asks too', async () => {
      await him.signIn(english);
      place.england = await findCommunity(him, 'scotland', name);
      await askToJoin(him, text.reason);
    });

    await step('the facilitator sees both in the queue and lets them in', async () => {
      await admit(moderator, place.scotland, eira.name, text.reason);
      await admit(moderator, place.scotland, english.name, text.reason);
    });

    await step('she reads what was written before she came', async () => {
      await her.open(place.wales);
      await her.awaits('being let in', () => her.page.getByRole('link', { name: her.say('community.start') }).count());
      place.hers = await openThread(her, place.wales, text.title);
      assert.equal(await her.posts(text.question).count(), 1);
    });

    await step('her reply reaches open pages in Scotland and England by itself, once', async () => {
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

    await step('his thanks reach her page', async () => {
      await her.open(place.hers);
      await reply(him, text.thanks);
      await her.posts(text.thanks).waitFor();
      await her.page.reload();
      assert.equal(await her.posts(text.thanks).count(), 1, 'exactly once');
      assert.equal(await her.page.getByText(her.say('post.unconfirmed')).count(), 0, 'Scotland has confirmed everything');
    });

    await step('who is in here names everyone and every server', async () => {
      await moderator.open(place.scotland + '/people');
      const page = await moderator.page.locator('main').innerText();
      for (const part of [eira.name, english.name, ...demo.instances.map(({ url }) => new URL(url).host)]) {
        assert.ok(page.includes(part), `“${part}” in who is in here`);
      }
    });

    await step('who is not a verified head gets nowhere', async () => {
      await outsiders(demo, arrive, place, name, [text.title, text.question, text.answer]);
    });

    await step('revoked by her operator she is out on all three', async () => {
      const operator = await arrive(demo.wales);
      await operator.signIn(demo.wales.operator);
      await revoke(operator, eira, 'sample: has left the post');
      await operator.leave();

      // Her session: the page that is open is of no use any more.
      const refused = await her.ask(place.hers + '/reply', { form: { body: 'too late', lang } });
      assert.equal(refused.status, 401);
      await her.open('/');
      assert.equal(await her.page.locator('form[action="/sign-out"]').count(), 0, 'she is signed out');

      // With a new session, if she gets one, there is nothing to read or do.
      await her.signIn(eira);
      for (const path of [place.wales, place.wales + '/new', place.wales + '/people', place.hers]) {
        assert.match((await her.ask(path)).url + ' ' + (await her.ask(path)).status, /\/sign-in| 404$/, path);
      }
      // What she writes all the same goes nowhere, and is not lost: it is a draft.
      const late = await her.ask(place.hers + '/reply', { form: { body: 'too late', lang } });
      assert.match(`${late.url} ${late.status}`, /\/drafts(\?.*)? 200$/, 'a reply is refused and kept as a draft');
      assert.match(late.body, /too late/);

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
async function outsiders(demo, arrive, place, name, secrets) {
  const places = { scotland: place.scotland, wales: place.wales, england: place.england };
  const threads = { scotland: place.thread, wales: place.hers, england: place.his };
  for (const instance of demo.instances) {
    const community = places[instance.nation];
    const thread = threads[instance.nation];
    const pages = ['', '/join', '/new', '/people', '/queue', '/edit'].map((page) => community + page).concat(thread, thread + '?parent=1');
    const forms = [[community + '/join', { reason: 'let me in' }], [community + '/new', { title: 'x', body: 'x', lang: 'en' }],
      [thread + '/reply', { body: 'x', lang: 'en' }], [thread + '/lock', { locked: 'true' }], [community + '/leave', {}]];

    const applicant = await arrive(instance);
    await applicant.signIn(people(instance, 'applicant')[0]);
    await applicant.open('/communities');
    assert.equal(await applicant.page.getByText(name).count(), 0, 'closed communities are not listed');
    for (const path of pages) {
      const answer = await applicant.ask(path);
      const nothing = await applicant.ask(elsewhere(path));
      assert.equal(answer.status, 404, `${instance.nation} ${path}`);
      assert.equal(answer.body, nothing.body, `${instance.nation} ${path} differs from what does not exist`);
    }
    for (const [path, form] of forms) {
      const answer = await applicant.ask(path, { form });
      const nothing = await applicant.ask(elsewhere(path), { form });
      assert.equal(answer.status, 404, `${instance.nation} POST ${path}`);
      assert.equal(withoutKeys(answer.body), withoutKeys(nothing.body), `${instance.nation} POST ${path} differs from what does not exist`);
    }
    await applicant.leave();

    // Operators may know what there is, and read nothing of it.
    const operator = await arrive(instance);
    await operator.signIn(instance.operator);
    for (const path of pages) {
      const answer = await operator.ask(path);
      for (const secret of secrets) assert.ok(!answer.body.includes(secret), `${instance.nation} ${path} tells operators “${secret}”`);
      if (path !== community && path !== community + '/join') assert.ok([403, 404].includes(answer.status), `${instance.nation} ${path}: ${answer.status} for operators`);
    }
    for (const [path, form] of forms) {
      const answer = await operator.ask(path, { form });
      assert.ok([403, 404].includes(answer.status), `${instance.nation} POST ${path}: ${answer.status} for operators`);
    }
    await operator.leave();

    const stranger = await arrive(instance);
    await stranger.open('/');
    for (const path of pages) {
      const answer = await stranger.ask(path);
      const nothing = await stranger.ask(elsewhere(path));
      assert.equal(new URL(answer.url).pathname, new URL(nothing.url).pathname, path);
      assert.equal(answer.status, nothing.status, path);
      const number = /\d+/.exec(path)[0];
      assert.equal(withoutKeys(answer.body).replaceAll(number, nowhere), withoutKeys(nothing.body), `${path} differs from what does not exist`);
    }
    await stranger.leave();
  }
}

// nowhere is the number of nothing.
const nowhere = '999999999';
const elsewhere = (path) => path.replace(/\d+/, nowhere);

// withoutKeys takes the form keys out, which are new on each page.
function withoutKeys(body) {
  return body.replace(/name="idempotency_key" value="[^"]*"/g, '');
}
