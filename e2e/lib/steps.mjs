// What people do in several tests.
import assert from 'node:assert/strict';
import { numberIn } from './people.mjs';

/** The address path of a community on its own instance, by its short name. */
export async function homePath(visitor, username) {
  const { actor } = visitor.instance.communities.find((community) => community.username === username);
  return '/communities/' + /(\d+)$/.exec(actor)[1];
}

/** Finds a community of another nation by its name in the directory. */
export async function findCommunity(visitor, nation, name) {
  const { say, page } = visitor;
  await visitor.follow(say('nav.communities'));
  await visitor.awaits(`${name} in the directory`, () => page.getByRole('link', { name, exact: true }).count());
  await visitor.follow(say('nation.' + nation));
  await visitor.follow(name);
  return '/communities/' + numberIn(page.url(), 'communities');
}

/** Asks to join the community whose page is open. */
export async function askToJoin(visitor, reason) {
  const { say, page } = visitor;
  await visitor.follow(say('join.ask'));
  await visitor.fill('join.reason', reason);
  await visitor.press(say('join.submit'));
  assert.equal(await page.getByText(say('flash.join_asked')).count(), 1);
  assert.equal(await page.getByText(say('community.waiting')).count(), 1);
}

/** Lets somebody in from the queue of a community. */
export async function admit(moderator, path, name, reason) {
  const { say, page } = moderator;
  await moderator.open(path + '/queue');
  const request = page.locator('article.hr-request', { has: page.getByRole('heading', { name }) });
  await moderator.awaits(`the request of ${name}`, () => request.count());
  if (reason) assert.ok((await request.innerText()).includes(reason), 'the reason stands in the queue');
  await moderator.press(`${say('queue.accept')} ${name}`, request);
  assert.equal(await request.count(), 0, 'the request has gone');
}

/** Starts a conversation; gives the path of its page. */
export async function startThread(visitor, path, title, text, more = async () => {}) {
  const { say, page } = visitor;
  await visitor.open(path);
  await visitor.follow(say('community.start'));
  await visitor.fill('compose.heading', title);
  await visitor.fill('compose.body', text);
  await more();
  await visitor.press(say('compose.send'));
  assert.equal(await visitor.posts(text).count(), 1);
  return '/threads/' + numberIn(page.url(), 'threads');
}

/** Opens a conversation from its community's page. */
export async function openThread(visitor, path, title) {
  await visitor.open(path);
  await visitor.awaits(`“${title}”`, () => visitor.page.getByRole('link', { name: title, exact: true }).count());
  await visitor.follow(title);
  return '/threads/' + numberIn(visitor.page.url(), 'threads');
}

/** Replies in the conversation that is open. */
export async function reply(visitor, text) {
  const { say } = visitor;
  const form = visitor.page.locator('#reply');
  await visitor.fill('compose.body', text, form);
  await visitor.press(say('compose.send'), form);
  assert.equal(await visitor.posts(text).count(), 1);
}

/** Ends a person's verification from the operator's pages. */
export async function revoke(operator, person, reason) {
  const { say } = operator;
  await operator.open('/operator/members');
  await operator.follow(person.name);
  await operator.fill('revoke.reason', reason);
  await operator.press(say('revoke.submit'));
  assert.ok(await operator.page.getByText(say('account.revoked'), { exact: true }).count());
}
