// Asking to be admitted: from the front page to the first conversation, with a
// code through the school and a colleague who vouches; decided with one key.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startBrowser, Visitor } from './lib/browser.mjs';
import { Client } from './lib/client.mjs';
import { mailed } from './lib/pages.mjs';
import { people } from './lib/people.mjs';
import { folder, run, startDemo } from './lib/program.mjs';

const password = 'sample-password-7';
const biography = 'Head of a small sample school by the sea, and a teacher of mathematics before that.';
const register = `Seed Code,LA Name,Centre Type,School Name,Address Line1,Address Line2,Address Line3,Post Code,Email,Phone Number,Website Address,Primary Department,Secondary Department
9900001,Sample Highland Council,Local Authority,Sgoil Eisimpleir Àrd,Shore Road,Exampleness,,IV99 9ZZ,office@eisimpleir.example,01999 000001,,Yes,No
9900002,Sample Highland Council,Local Authority,Example High School,North Road,Exampleness,,IV99 9ZY,office@high.example,01999 000002,,No,Yes
9900003,Sample Highland Council,Local Authority,Westness Primary School,West Road,Exampleness,,IV99 9ZX,office@westness.example,01999 000003,,Yes,No
9900004,Sample Highland Council,Local Authority,Southness Primary School,South Road,Exampleness,,IV99 9ZW,office@southness.example,01999 000004,,Yes,No
`;

// Waits until somebody can have seen the page: before, one key admits nobody.
const seen = async (page) => {
  const shown = await page.evaluate(() => performance.now());
  await page.waitForFunction((from) => performance.now() - from > 900, shown);
};

test('application', { timeout: 300_000 }, async (t) => {
  const demo = await startDemo(t);
  const { scotland } = demo;
  const browser = await startBrowser(t);
  const file = join(await folder(t), 'schools.csv');
  writeFileSync(file, register);
  const imported = await run('register', 'import', '--source', 'scotland', '--config', scotland.config, '--json', file);
  assert.equal(imported.json.added, 4, imported.stderr);
  const headroom = (...args) => run(...args, '--config', scotland.config, '--json');
  const command = (...args) => headroom('application', ...args);

  const apply = async (who, name, email, school) => {
    const { page, say } = who;
    await who.open('/');
    await who.follow(say('apply.link'));
    await who.fill('field.name', name);
    await who.fill('field.email', email);
    await who.fill('field.post', 'Head Teacher');
    await page.getByLabel(say('manner.head'), { exact: true }).check();
    await who.fill('field.school', school);
    await who.fill('field.biography', biography);
    await who.press(say('apply.submit'));
    assert.equal(await page.locator('.govuk-error-summary a').innerText(), say('error.school_choice'), 'the school is to be chosen');
    await page.locator('input[name=school_choice][value="9900001"]').check();
    await who.press(say('apply.submit'));
    assert.equal(await who.heading(), say('apply.sent_title'));
    await who.open(await mailed(demo, email, /\/apply\/confirm\/[\w.~-]+/, 'scotland'));
    await who.fill('password.new', password);
    await who.fill('password.again', password);
    await who.press(say('apply.confirm_submit'));
    assert.equal(await who.heading(), say('application.title'));
  };

  const her = await Visitor.arrive(browser, scotland, { size: { width: 390, height: 844 } });
  const him = await Visitor.arrive(browser, scotland, { script: false, lang: 'cy', size: { width: 390, height: 844 } });
  const operator = await Visitor.arrive(browser, scotland);
  await operator.enter(scotland.operator);

  await t.test('with script, and a code through the school', async () => {
    await apply(her, 'Ann Sampla', 'ann@newydd.example', 'ard eisimpleir');
    const { page, say } = her;
    await her.press(say('application.code_send'));
    const code = await mailed(demo, 'office@eisimpleir.example', /\b[BCDFGHJKLMNPQRSTVWXZ2-9]{4}-[BCDFGHJKLMNPQRSTVWXZ2-9]{4}\b/, 'scotland');
    await page.reload();
    await her.fill('application.code', code.toLowerCase().replace('-', ' '));
    await her.press(say('application.code_enter'));
    assert.ok((await page.getByText(say('evidence.mailbox')).count()) > 0, 'the code counts');
    await her.open('/');
    assert.match(page.url(), /\/application$/, 'there is nothing else for her yet');
  });

  await t.test('without script, in Welsh', () => apply(him, 'Ben Sampl', 'ben@newydd.example', 'eisimpleir'));

  await t.test('a colleague vouches', async () => {
    const colleague = people(scotland, 'head').find(({ email }) => email.startsWith('morag'));
    await her.open('/application');
    await her.fill('application.vouch_emails', `${colleague.email}, nobody@nowhere.example`);
    await her.press(her.say('application.vouch_ask'));
    const morag = await Visitor.arrive(browser, scotland);
    await morag.enter(colleague);
    await morag.open('/vouches');
    await morag.press(morag.say('vouch.yes'));
    assert.equal(await morag.page.locator('.govuk-error-summary a').innerText(), morag.say('error.vouch_answers'));
    await morag.page.getByLabel(morag.say('vouch.answers'), { exact: true }).check();
    await morag.press(morag.say('vouch.yes'));
    await morag.leave();
  });

  await t.test('decided with one key', async () => {
    let listed = await command('list');
    const number = listed.json.find(({ name }) => name === 'Ann Sampla').id;
    const { page, say } = operator;
    await operator.open('/operator/applications/' + number);
    assert.deepEqual(listed.json.map(({ name, points, enough }) => [name, points, enough]), [['Ann Sampla', 3, true], ['Ben Sampl', 1, false]]);
    // Ben has applied for the same school: there is something to look at.
    await seen(page);
    await page.keyboard.press('a');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'reason', 'a reason is needed');
    await page.keyboard.type('The other application is looked at next');
    await operator.press(say('case.admit'));
    listed = await command('list', '--state', 'admitted');
    assert.deepEqual(listed.json.map(({ name }) => name), ['Ann Sampla']);
    await her.open('/people');
    await her.leave();
  });

  await t.test('refused with a reason, in the language of who asked', async () => {
    const { page, say } = operator;
    await operator.open('/operator/applications');
    await operator.follow('Ben Sampl');
    await page.keyboard.press('r');
    await page.keyboard.type('The school does not know you.');
    await operator.press(say('case.refuse'));
    await operator.leave();
    assert.ok(await mailed(demo, 'ben@newydd.example', /Content-Language: cy[\s\S]*The school does not know you/, 'scotland'));
    await him.open('/application');
    await him.fill('application.appeal', 'The secretary is new.');
    await him.press(him.say('application.appeal_send'));
    await him.leave();
    const [ben] = (await command('list', '--state', 'appealed')).json;
    const alone = await command('admit', ben.id, '--reason', 'Well then');
    assert.equal(alone.code, 1, 'the command line is nobody in particular');
  });

  const una = { email: 'una@authority.example', password };
  const vic = { email: 'vic@authority.example', password };
  let second;
  const third = new Client(scotland);

  await t.test('more operators come by command and letter', async () => {
    const last = await headroom('operator', 'end', scotland.operator.email, '--reason', 'leaves');
    assert.deepEqual([last.code, last.json.error.kind], [1, 'conflict'], 'the last operator stays');
    for (const [{ email }, name] of [[una, 'Una Sample'], [vic, 'Vic Sample']]) {
      const added = await headroom('operator', 'add', '--email', email, '--name', name, '--lang', 'en');
      assert.equal(added.json.state, 'invited', added.stderr);
    }
    second = await Visitor.arrive(browser, scotland);
    await second.open(await mailed(demo, una.email, /\/set-password\/[\w.~-]+/, 'scotland'));
    await second.fill('password.new', password);
    await second.fill('password.again', password);
    await second.press(second.say('password.submit'));
    await second.enter(una);
    await second.open('/operator');
    const link = await mailed(demo, vic.email, /\/set-password\/[\w.~-]+/, 'scotland');
    assert.equal((await third.send(link, link, { password, again: password })).status, 303);
    await third.signIn(vic);
    assert.deepEqual((await headroom('operator', 'list')).json.map(({ state }) => state), ['active', 'active', 'active']);
  });

  const finds = async (client, id) => {
    const at = '/operator/applications/' + id;
    assert.equal((await client.send(at, at + '/evidence', { kind: 'facilitator', note: 'Spoke with them' })).status, 303, 'a finding');
  };

  await t.test('the second decides the appeal, which the first cannot, and not on what they alone found', async () => {
    const [ben] = (await command('list', '--state', 'appealed')).json;
    const first = await Visitor.arrive(browser, scotland);
    await first.enter(scotland.operator);
    await first.open('/operator/applications/' + ben.id);
    assert.ok((await first.page.getByText(first.say('case.second')).count()) > 0, 'it is for somebody else');
    await first.leave();
    const { page, say } = second;
    await second.open('/operator/applications/' + ben.id);
    await page.getByLabel(say('evidence.facilitator'), { exact: true }).check();
    await second.fill('case.finding_note', 'Spoke with him and the authority, 2 September');
    await second.press(say('case.finding_add'));
    assert.equal(await page.getByRole('button', { name: say('case.admit'), exact: true }).count(), 0);
    assert.ok((await page.getByText(say('case.own')).count()) > 0, 'somebody else looks too');
    await finds(third, ben.id);
    await second.open('/operator/applications/' + ben.id);
    await second.fill('case.reason', 'The two share the post');
    await second.press(say('case.admit'));
    const decided = (await command('show', ben.id)).json;
    assert.deepEqual([decided.state, decided.decided_by], ['admitted', una.email]);
  });

  // They apply at a plain client: what they see was looked at above.
  const asks = async (name, email, school) => {
    const client = new Client(scotland);
    const sent = await client.send('/apply', '/apply', { name, email, post: 'Head Teacher', manner: 'head', nation: 'scotland', school: 'ness primary',
      school_choice: school, from: '2024-08-19', biography });
    assert.equal(sent.status, 303, `apply: ${sent.status}`);
    const link = await mailed(demo, email, /\/apply\/confirm\/[\w.~-]+/, 'scotland');
    assert.equal((await client.send(link, link, { password, again: password })).status, 303);
  };
  const states = async (...names) => {
    const all = [...(await command('list')).json, ...(await command('list', '--state', 'admitted')).json];
    return names.map((name) => all.find((one) => one.name === name).state);
  };

  await t.test('an exception is asked for by one and made by the other', async () => {
    await asks('Cat Sampla', 'cat@newydd.example', '9900002');
    const { id } = (await command('list')).json.find(({ name }) => name === 'Cat Sampla');
    const { page, say } = second;
    await second.open('/operator/applications/' + id);
    await second.fill('case.except_reason', 'The school has no mailbox of its own');
    await second.press(say('case.except'));
    assert.equal(await page.getByRole('button', { name: say('case.agree'), exact: true }).count(), 0, 'not by who asked');
    assert.equal((await command('admit', id, '--reason', 'Well then')).code, 1, 'nor by the command line');
    const first = await Visitor.arrive(browser, scotland);
    await first.enter(scotland.operator);
    await first.open('/operator/applications/' + id);
    await first.fill('case.reason', 'Known to the authority');
    await first.press(first.say('case.agree'));
    await first.leave();
    const decided = (await command('show', id)).json;
    assert.deepEqual([decided.state, decided.proposed_by, decided.decided_by], ['admitted', una.email, scotland.operator.email]);
  });

  await t.test('a key that is held admits one', async () => {
    await asks('Dorcas Example', 'dorcas@newydd.example', '9900003');
    await asks('Ewan Specimen', 'ewan@newydd.example', '9900004');
    for (const { id } of (await command('list')).json) await finds(third, id);
    const listed = (await command('list')).json;
    // The command line is nobody in particular: it may be whoever found it out.
    assert.deepEqual(listed.map(({ name, clean, look }) => [name, clean, look]), [['Dorcas Example', false, []], ['Ewan Specimen', false, []]]);
    const [{ id }] = listed;
    const { page } = second;
    await second.open('/operator/applications/' + id);
    await seen(page);
    const next = page.waitForNavigation({ waitUntil: 'load' });
    await page.keyboard.down('a');
    await next;
    assert.equal(await second.heading(), 'Ewan Specimen', 'the next that waits');
    await seen(page);
    await page.keyboard.down('a');
    assert.deepEqual(await states('Dorcas Example', 'Ewan Specimen'), ['admitted', 'waiting'], 'held');
    await page.keyboard.up('a');
    // The clock of the page stands: it has only just been shown.
    await page.addInitScript(() => { performance.now = () => Number(document.documentElement.dataset.now ?? 1); });
    await page.reload({ waitUntil: 'load' });
    await page.keyboard.press('a');
    assert.deepEqual(await states('Ewan Specimen'), ['waiting'], 'too soon');
    assert.equal(await second.heading(), 'Ewan Specimen');
    await page.evaluate(() => { document.documentElement.dataset.now = '900'; });
    const after = page.waitForNavigation({ waitUntil: 'load' });
    await page.keyboard.press('a');
    await after;
    assert.deepEqual(await states('Ewan Specimen'), ['admitted']);
  });

  await t.test('an operator who is ended is signed out', async () => {
    const ended = await headroom('operator', 'end', una.email, '--reason', 'has left the authority');
    assert.equal(ended.json.state, 'ended', ended.stderr);
    await second.open('/operator');
    assert.match(second.page.url(), /\/sign-in/);
    await second.leave();
  });
});
