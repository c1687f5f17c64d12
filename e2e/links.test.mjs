// A link between communities of two servers: offered in Scotland, accepted in
// Wales, and a member of the one is let into the other by a moderator's rule.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBrowser, Visitor } from './lib/browser.mjs';
import { Client, heading, linked } from './lib/client.mjs';
import { people } from './lib/people.mjs';
import { startDemo, until } from './lib/program.mjs';

test('links', { timeout: 300_000 }, async (t) => {
  const demo = await startDemo(t);
  const { scotland, wales } = demo;
  const browser = await startBrowser(t);
  const group = scotland.communities.find(({ username }) => username === 'highlands-islands');
  const room = '/communities/' + /(\d+)$/.exec(group.actor)[1];
  const member = new Client(scotland);
  await member.signIn(people(scotland, 'facilitator')[0]);
  const name = heading((await member.get(room)).body);

  // Wales: a community of her own, which Scotland comes to know.
  const her = await Visitor.arrive(browser, wales);
  await her.enter(people(wales, 'head')[0]);
  const founder = new Client(wales);
  await founder.signIn(people(wales, 'head')[0]);
  await founder.secure(people(wales, 'head')[0]); // who founds a community moderates it
  const made = await founder.send('/communities/new', '/communities/new', { username: 'gogledd', name_en: 'North Wales', name_cy: 'Gogledd Cymru', name_gd: 'A’ Chuimrigh a Tuath',
    access: 'closed', joining: 'request', reach: 'peers', admits: 'heads' });
  assert.equal(made.status, 303, made.body.slice(0, 2000));

  const north = await Visitor.arrive(browser, scotland);
  await north.enter(scotland.operator);
  const { page, say } = north;
  await north.open('/operator/links');
  await north.awaits('the Welsh community in the list', () => page.getByRole('option', { name: /North Wales/ }).count());
  const id = (list, text) => page.locator(`select[name=${list}] option`, { hasText: text }).first().getAttribute('value');
  await page.locator('select[name=from]').selectOption(await id('from', name));
  await page.locator('select[name=to]').selectOption(await id('to', 'North Wales'));
  await page.getByLabel(say('link_effect.join'), { exact: true }).check();
  await north.press(say('links.submit'));
  await page.getByText(say('links.waiting')).waitFor();

  const south = await Visitor.arrive(browser, wales);
  await south.enter(wales.operator);
  await south.open('/operator/links');
  await south.awaits('the offer', () => south.page.getByText(south.say('link_state.received'), { exact: true }).count());
  await south.page.locator('.hr-row__title a').first().click();
  await south.press(south.say('links.accept'));
  await south.page.getByText(south.say('link_state.active'), { exact: true }).waitFor();
  await north.awaits('the answer', () => page.getByText(say('link_state.active'), { exact: true }).count());

  // Scotland's moderator makes the rule; she is let in at once.
  const moderator = await Visitor.arrive(browser, scotland);
  await moderator.enter(people(scotland, 'facilitator')[0]);
  await moderator.open(room);
  await moderator.page.getByText(moderator.say('linked.rule_off')).waitFor();
  await moderator.page.getByRole('button', { name: moderator.say('linked.rule_begin') }).click();
  await moderator.page.getByText(moderator.say('linked.rule_on')).waitFor();
  const path = await until('the Scottish community in Wales', async () => {
    for (const found of new Set(linked((await founder.get('/communities?nation=scotland')).body, 'communities'))) {
      if (heading((await founder.get('/communities/' + found)).body) === name) return '/communities/' + found;
    }
    return undefined;
  });
  await her.open(path + '/join');
  await her.fill('join.reason', 'We are linked.');
  await her.press(her.say('join.submit'));
  await her.open(path);
  await her.awaits('the open door', () => her.page.getByRole('link', { name: her.say('members.title') }).count());
});
