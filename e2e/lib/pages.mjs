// The main pages, with who looks at them: for geometry and for pictures.
import assert from 'node:assert/strict';
import { people } from './people.mjs';
import { join, reply, start } from './scene.mjs';
import { Client } from './client.mjs';

/** Fills the scene, so that the pages have something to show. */
export async function furnish(scene) {
  const { moderator, her, scotland, thread, hers, demo } = scene;
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
}

/** Name, address and visitor of each page. The visitors are keys of who. */
export function mainPages({ scotland, wales, hers, thread }) {
  return [
    ['landing', '/', 'nobody'], ['sign-in', '/sign-in', 'nobody'], ['reset', '/reset', 'nobody'], ['about', '/about', 'nobody'],
    ['privacy', '/privacy', 'nobody'], ['accessibility', '/accessibility', 'nobody'],
    ['home', '/', 'her'], ['communities', '/communities', 'her'], ['community', wales, 'her'], ['community-people', wales + '/people', 'her'],
    ['thread', hers, 'her'], ['compose', wales + '/new', 'her'], ['drafts', '/drafts', 'her'], ['people', '/people', 'her'],
    ['profile', '/profile', 'her'], ['not-found', '/threads/1', 'her'],
    ['community-host', scotland, 'moderator'], ['queue', scotland + '/queue', 'moderator'], ['community-edit', scotland + '/edit', 'moderator'],
    ['thread-host', thread, 'moderator'], ['home-moderator', '/', 'moderator'],
    ['home-applicant', '/', 'applicant'],
    ['operator', '/operator', 'operator'], ['operator-members', '/operator/members', 'operator'], ['operator-peers', '/operator/peers', 'operator'],
    ['operator-queue', '/operator/queue', 'operator'], ['operator-audit', '/operator/audit', 'operator'],
  ];
}

/** Opens a window for each kind of visitor. */
export async function visitors(scene, arrive) {
  const { demo } = scene;
  const who = { nobody: await arrive(demo.wales), her: await arrive(demo.wales), moderator: await arrive(demo.scotland),
    applicant: await arrive(demo.wales), operator: await arrive(demo.wales) };
  await who.her.signIn(scene.head);
  await who.moderator.signIn(scene.facilitator);
  await who.applicant.signIn(people(demo.wales, 'applicant')[0]);
  await who.operator.signIn(demo.wales.operator);
  return who;
}
