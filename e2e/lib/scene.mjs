// The place where many tests begin: a conversation in Scotland's closed
// community, and a Welsh head who has been let in. Made over plain HTTP, so
// that browser tests spend their time on what they are about.
import assert from 'node:assert/strict';
import { Client, heading, linked } from './client.mjs';
import { people } from './people.mjs';
import { startDemo, until } from './program.mjs';

const ok = (answer, what) => assert.equal(answer.status, 303, `${what}: ${answer.status} ${answer.body.slice(0, 2000)}`);

/** Starts the demo and gives the people, their clients, and the paths. */
export async function startScene(t, options) {
  const demo = await startDemo(t, options);
  const head = people(demo.wales, 'head')[0];
  const facilitator = people(demo.scotland, 'facilitator')[0];
  const moderator = new Client(demo.scotland);
  await moderator.signIn(facilitator);
  const her = new Client(demo.wales);
  await her.signIn(head);
  const group = demo.scotland.communities.find(({ username }) => username === 'highlands-islands');
  const scotland = '/communities/' + /(\d+)$/.exec(group.actor)[1];
  const name = heading((await moderator.get(scotland)).body);
  const scene = { demo, head, facilitator, moderator, her, name, scotland };
  scene.thread = await start(moderator, scotland, 'Power cuts', 'What do you do when the power fails?');
  scene.wales = await join(scene, her, 'Storms.');
  scene.hers = await thread(her, scene.wales, 'Power cuts');
  return scene;
}

/** Starts a conversation; gives its path. */
export async function start(client, community, title, body) {
  const answer = await client.send(community + '/new', community + '/new', { title, body, lang: 'en' });
  ok(answer, title);
  return /\/threads\/\d+/.exec(answer.headers.location)[0];
}

/** Asks to join Scotland's community and is let in; gives its path there. */
export async function join({ moderator, scotland, name }, client, reason) {
  const path = await until('the community in the directory', async () => {
    for (const id of new Set(linked((await client.get('/communities?nation=scotland')).body, 'communities'))) {
      const found = '/communities/' + id;
      if (heading((await client.get(found)).body) === name) return found;
    }
    return undefined;
  });
  ok(await client.send(path + '/join', path + '/join', { reason }), 'the request to join');
  await until('the request in the queue', async () => {
    const queue = (await moderator.get(scotland + '/queue')).body;
    const action = new RegExp(`${scotland}/queue/\\d+`).exec(queue)?.[0];
    return action && (await moderator.send(scotland + '/queue', action, { decision: 'accept' })).status === 303;
  });
  return path;
}

/** The path of a conversation, as soon as its title is on the page. */
export async function thread(client, community, title) {
  return until(`“${title}”`, async () => {
    const page = (await client.get(community)).body;
    const row = page.split('<li class="hr-row').find((part) => part.includes(`>${title}</a>`));
    return row && /\/threads\/\d+/.exec(row)?.[0];
  });
}

/** Replies; gives the answer. */
export async function reply(client, path, body) {
  const answer = await client.send(path, path + '/reply', { body, lang: 'en' });
  ok(answer, body);
  return answer;
}
