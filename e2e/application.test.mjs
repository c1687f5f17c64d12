// Asking to be admitted: from the front page to the first conversation, with a
// code through the school and a colleague who vouches; decided with one key.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startBrowser, Visitor } from './lib/browser.mjs';
import { mailed } from './lib/pages.mjs';
import { people } from './lib/people.mjs';
import { folder, run, startDemo } from './lib/program.mjs';

const password = 'sample-password-7';
const biography = 'Head of a small sample school by the sea, and a teacher of mathematics before that.';
const register = `Seed Code,LA Name,Centre Type,School Name,Address Line1,Address Line2,Address Line3,Post Code,Email,Phone Number,Website Address,Primary Department,Secondary Department
9900001,Sample Highland Council,Local Authority,Sgoil Eisimpleir Àrd,Shore Road,Exampleness,,IV99 9ZZ,office@eisimpleir.example,01999 000001,,Yes,No
9900002,Sample Highland Council,Local Authority,Example High School,North Road,Exampleness,,IV99 9ZY,office@high.example,01999 000002,,No,Yes
`;

test('application', { timeout: 240_000 }, async (t) => {
  const demo = await startDemo(t);
  const { scotland } = demo;
  const browser = await startBrowser(t);
  const file = join(await folder(t), 'schools.csv');
  writeFileSync(file, register);
  const imported = await run('register', 'import', '--source', 'scotland', '--config', scotland.config, '--json', file);
  assert.equal(imported.json.added, 2, imported.stderr);
  const command = (...args) => run('application', ...args, '--config', scotland.config, '--json');

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
});
