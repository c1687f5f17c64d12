// masto.js, as Phanpy and Elk use it. See lib/client.mjs for what is asked of it.
import { createOAuthAPIClient, createRestAPIClient, createStreamingAPIClient } from 'masto';
import { check, did, grey, pause, plain, stream, trial, wordsOf, run } from './lib/client.mjs';

const { url, room, colleague } = trial;

async function signIn() {
  const scopes = 'read write follow push';
  const redirect = 'https://app.example/api/scot.example/oauth/https%3A%2F%2Fapp.example'; // as Elk registers it
  const visitor = createRestAPIClient({ url });
  const app = await visitor.v1.apps.create({ clientName: 'masto', redirectUris: redirect, scopes });
  const code = await pause({ authorize: `${url}/oauth/authorize?${new URLSearchParams({ client_id: app.clientId, redirect_uri: redirect, response_type: 'code', scope: scopes })}` });
  const token = await createOAuthAPIClient({ url }).token.create({ grantType: 'authorization_code', clientId: app.clientId, clientSecret: app.clientSecret, redirectUri: redirect, code, scope: scopes });
  return token.accessToken;
}

/** A client for a token, and its stream of what concerns the member. */
export async function open(accessToken) {
  const rest = createRestAPIClient({ url, accessToken });
  const instance = await rest.v2.instance.fetch();
  const streaming = createStreamingAPIClient({ streamingApiUrl: instance.configuration.urls.streaming, accessToken });
  const { keep, told } = stream();
  const user = streaming.user.subscribe();
  (async () => {
    for await (const event of user) keep(event);
  })();
  await streaming.prepare?.();
  return { rest, told, close: () => { user.unsubscribe(); streaming.close(); } };
}

async function list() {
  const token = await signIn();
  const { rest, told, close } = await open(token);
  const other = createRestAPIClient({ url, accessToken: colleague.token });
  const me = await rest.v1.accounts.verifyCredentials();
  check(me.username === trial.me, 'signs in as the member', me.username);
  did('sign in');

  const home = await rest.v1.timelines.home.list({ limit: 20 });
  const boost = home.find((status) => status.account.acct === room && status.reblog);
  check(boost?.account.group && boost.visibility === 'private' && boost.reblogsCount === 0, 'home has the post of the community', home.map((s) => s.account.acct));
  did('home');

  const posted = await rest.v1.statuses.create({ status: `@${room} ${wordsOf('post')}`, visibility: 'public' });
  check(posted.visibility === 'private' && posted.content.includes(trial.word), 'the server holds to the community', posted.visibility);
  did('post', posted.id);
  const echo = await told('the own post', ({ event, payload }) => event === 'update' && payload.reblog?.id === posted.id);
  check(echo.account.acct === room, 'the stream has the boost', echo.account.acct);

  const answer = await other.v1.statuses.create({ status: `@${trial.me} ${wordsOf('answer')}`, inReplyToId: posted.id, visibility: 'public' });
  const notice = await told('the answer', ({ event, payload }) => event === 'notification' && payload.status?.id === answer.id);
  check(notice.type === 'mention' && notice.account.username === colleague.username, 'the stream has the notification', notice.type);
  did('streaming');

  const reply = await rest.v1.statuses.create({ status: wordsOf('reply'), inReplyToId: answer.id, visibility: 'unlisted' });
  check(reply.inReplyToId === answer.id && reply.visibility === 'private', 'a reply stays in the room', reply.visibility);
  did('reply', reply.id);
  const { ancestors, descendants } = await rest.v1.statuses.$select(answer.id).context.fetch();
  check(ancestors.map(({ id }) => id).includes(posted.id) && descendants.map(({ id }) => id).includes(reply.id), 'the thread is whole', [ancestors.length, descendants.length]);
  did('thread');

  const favourite = await rest.v1.statuses.$select(answer.id).favourite();
  check(favourite.favourited === true && favourite.favouritesCount === 1, 'the favourite counts', favourite.favouritesCount);
  did('favourite');

  const notices = await rest.v1.notifications.list({ types: ['mention'] });
  check(notices.some((n) => n.status?.id === answer.id), 'the notification is listed', notices.map((n) => n.type));
  const grouped = await rest.v2.notifications.list();
  check(grouped.notificationGroups.length > 0 && grouped.statuses.some(({ id }) => id === answer.id), 'and grouped', grouped.notificationGroups.length);
  did('notifications');

  const found = await rest.v2.search.list({ q: trial.word, type: 'statuses' });
  check(found.statuses.some(({ id }) => id === posted.id), 'the post is found', found.statuses.length);
  did('search');

  const media = await rest.v2.media.create({ file: new Blob([grey()], { type: 'image/png' }), description: 'A grey square' });
  check(media.type === 'image' && media.description === 'A grey square', 'the picture is taken', media);
  const shown = await rest.v1.statuses.create({ status: `@${room} ${wordsOf('picture')}`, mediaIds: [media.id], visibility: 'public' });
  check(shown.mediaAttachments[0]?.description === 'A grey square' && shown.visibility === 'private', 'and shown', shown.mediaAttachments);
  const picture = await fetch(shown.mediaAttachments[0].url);
  check(picture.ok && picture.headers.get('content-type').startsWith('image/'), 'and loads', picture.status);
  did('media', shown.id);
  await around(rest, me, posted);
  close();
}

/** What apps ask for at their start and on a member's way around. */
async function around(rest, me, posted) {
  const community = await rest.v1.accounts.lookup({ acct: room });
  const lists = await rest.v1.lists.list();
  const { v1, v2 } = rest;
  const tag = v1.tags.$select('maths');
  const account = v1.accounts.$select(community.id);
  const status = v1.statuses.$select(posted.id);
  const asks = [() => v1.instance.fetch(), () => v2.instance.fetch(), () => v1.preferences.fetch(), () => v1.customEmojis.list(), () => v1.announcements.list(),
    () => v2.filters.list(), () => v1.filters.list(), () => v1.markers.fetch({ timeline: ['home', 'notifications'] }), () => v1.followRequests.list(), () => v1.followedTags.list(),
    () => v1.featuredTags.list(), () => v1.endorsements.list(), () => v1.favourites.list(), () => v1.bookmarks.list(), () => v1.blocks.list(), () => v1.mutes.list(),
    () => v1.domainBlocks.list(), () => v1.conversations.list(), () => v1.scheduledStatuses.list(), () => v1.trends.tags.list(), () => v1.trends.statuses.list(), () => v1.trends.links.list(),
    () => v2.suggestions.list(), () => v1.directory.list(), () => v1.timelines.public.list({ local: true }), () => v1.timelines.tag.$select('maths').list(), () => tag.fetch(),
    () => v1.timelines.list.$select(lists[0].id).list(), () => v1.lists.$select(lists[0].id).accounts.list(), () => account.fetch(), () => account.statuses.list({ pinned: true }),
    () => account.statuses.list({ excludeReblogs: true }), () => account.followers.list(), () => v1.accounts.$select(me.id).following.list(), () => account.featuredTags.list(), () => account.lists.list(),
    () => v1.accounts.relationships.fetch({ id: [community.id, me.id] }), () => v1.accounts.familiarFollowers.fetch({ id: [community.id] }), () => v1.accounts.search.list({ q: '@high' }),
    () => status.source.fetch(), () => status.history.list(), () => status.favouritedBy.list(), () => status.rebloggedBy.list(), () => v1.instance.rules.list(), () => v1.instance.peers.list(),
    () => v1.instance.extendedDescription.fetch(), () => v1.instance.activity.list(), () => v2.notifications.policy.fetch(), () => v1.notifications.unreadCount.fetch(), () => v1.notifications.requests.list()];
  for (const ask of asks) {
    try {
      await ask();
    } catch (error) {
      throw new Error(`${ask}: ${error.message}`);
    }
  }
  const changed = await v1.accounts.updateCredentials({ note: 'Head of an invented school with two classes and a boat, in masto.js' });
  check(changed.source.note.includes('in masto.js') && changed.note.includes('in masto.js'), 'the profile is changed', changed.note);
  did('around');
}

/** The second half of a day: what the other app began goes on in this one. */
async function afternoon() {
  const token = await signIn();
  const { rest, told, close } = await open(token);
  const other = createRestAPIClient({ url: trial.elsewhere.url, accessToken: trial.elsewhere.token });
  const begun = (await rest.v2.search.list({ q: trial.word, type: 'statuses' })).statuses.find((status) => /A morning of/.test(plain(status)));
  check(begun, 'finds what the morning began');
  did('read', begun.id);

  const edited = await rest.v1.statuses.$select(begun.id).update({ status: `Morning of ${trial.word}\n\nEdited after lunch ${trial.word}` });
  check(edited.editedAt && plain(edited).includes('Edited after lunch') && edited.visibility === 'private', 'edits it', edited.content);
  check((await rest.v1.statuses.$select(begun.id).history.list()).length >= 2, 'and its history says so');
  did('edit');

  const poll = (await rest.v1.timelines.home.list()).map((s) => s.reblog).find((s) => s?.poll && plain(s).includes(trial.word));
  check(poll && !poll.poll.voted, 'sees the poll of a colleague of another nation', poll?.poll);
  const voted = await rest.v1.polls.$select(poll.poll.id).votes.create({ choices: [1] });
  check(voted.voted && voted.ownVotes[0] === 1, 'votes', voted);
  did('vote');

  const there = (await other.v2.search.list({ q: trial.word, type: 'statuses' })).statuses.find((status) => /morning of/i.test(plain(status)));
  check(there, 'a member of another nation reads it there');
  const answer = await other.v1.statuses.create({ status: `@${trial.me}@${trial.host} ${wordsOf('answer from elsewhere')}`, inReplyToId: there.id });
  const notice = await told('the answer from elsewhere', ({ event, payload }) => event === 'notification' && payload.status && plain(payload.status).includes('answer from elsewhere'));
  check(notice.type === 'mention' && notice.account.acct.includes('@'), 'is told of an answer from elsewhere', notice.account.acct);
  did('told', answer.id);

  const media = await rest.v2.media.create({ file: new Blob([grey()], { type: 'image/png' }), description: `A grey square ${trial.word}` });
  const reply = await rest.v1.statuses.create({ status: wordsOf('reply of the afternoon'), inReplyToId: notice.status.id, mediaIds: [media.id] });
  check(reply.visibility === 'private' && reply.mediaAttachments.length === 1, 'answers with a picture', reply.visibility);
  did('reply', reply.id);
  const gone = await rest.v1.statuses.create({ status: wordsOf('said too soon'), inReplyToId: notice.status.id });
  await rest.v1.statuses.$select(gone.id).remove();
  await told('what was deleted', ({ event, payload }) => event === 'delete' && payload === gone.id);
  did('delete', gone.id);
  close();
}

await run({ list, afternoon });
