// megalodon, as Whalebird uses it. See lib/client.mjs for what is asked of it.
import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import generator, { detector } from 'megalodon';
import { check, did, grey, pause, stream, trial, wordsOf, run } from './lib/client.mjs';

const { url, room, colleague } = trial;

async function list() {
  const kind = await detector(url);
  check(kind === 'mastodon', 'knows what kind of server it is', kind);
  const visitor = generator(kind, url);
  const app = await visitor.registerApp('megalodon', { scopes: ['read', 'write', 'follow'] });
  const code = await pause({ authorize: app.url });
  const token = await visitor.fetchAccessToken(app.client_id, app.client_secret, code);
  const client = generator(kind, url, token.access_token);
  const other = generator(kind, url, colleague.token);
  const me = (await client.verifyAccountCredentials()).data;
  check(me.username === trial.me, 'signs in as the member', me.username);
  did('sign in');

  const home = (await client.getHomeTimeline({ limit: 20 })).data;
  const boost = home.find((status) => status.account.acct === room && status.reblog);
  check(boost?.account.group && boost.visibility === 'private', 'home has the post of the community', home.map((s) => s.account.acct));
  did('home');

  const user = await client.userStreaming();
  const { keep, told } = stream();
  user.on('update', (payload) => keep({ event: 'update', payload }));
  user.on('notification', (payload) => keep({ event: 'notification', payload }));
  user.on('error', (payload) => keep({ event: 'error', payload }));
  await new Promise((done) => { user.on('connect', done); });

  const posted = (await client.postStatus(`@${room} ${wordsOf('post')}`, { visibility: 'public' })).data;
  check(posted.visibility === 'private' && posted.content.includes(trial.word), 'the server holds to the community', posted.visibility);
  did('post', posted.id);
  await told('the own post', ({ event, payload }) => event === 'update' && payload.reblog?.id === posted.id);
  const answer = (await other.postStatus(`@${trial.me} ${wordsOf('answer')}`, { in_reply_to_id: posted.id, visibility: 'public' })).data;
  const notice = await told('the answer', ({ event, payload }) => event === 'notification' && payload.status?.id === answer.id);
  check(notice.type === 'mention', 'the stream has the notification', notice.type);
  did('streaming');

  const reply = (await client.postStatus(wordsOf('reply'), { in_reply_to_id: answer.id, visibility: 'unlisted' })).data;
  check(reply.in_reply_to_id === answer.id && reply.visibility === 'private', 'a reply stays in the room', reply.visibility);
  did('reply', reply.id);
  const thread = (await client.getStatusContext(answer.id)).data;
  check(thread.ancestors.some(({ id }) => id === posted.id) && thread.descendants.some(({ id }) => id === reply.id), 'the thread is whole', thread.ancestors.length);
  did('thread');

  const favourite = (await client.favouriteStatus(answer.id)).data;
  check(favourite.favourited === true && favourite.favourites_count === 1, 'the favourite counts', favourite.favourites_count);
  did('favourite');
  const notices = (await client.getNotifications({ limit: 20 })).data;
  check(notices.some((n) => n.type === 'mention' && n.status?.id === answer.id), 'the notification is listed', notices.map((n) => n.type));
  did('notifications');
  const found = (await client.search(trial.word, { type: 'statuses' })).data;
  check(found.statuses.some(({ id }) => id === posted.id), 'the post is found', found.statuses.length);
  did('search');

  const path = join(process.env.CLIENTS_WORK, 'grey.png');
  writeFileSync(path, grey());
  const media = (await client.uploadMedia(createReadStream(path), { description: 'A grey square' })).data;
  check(media.type === 'image' && media.description === 'A grey square', 'the picture is taken', media);
  const shown = (await client.postStatus(`@${room} ${wordsOf('picture')}`, { media_ids: [media.id], visibility: 'public' })).data;
  check(shown.media_attachments[0]?.description === 'A grey square' && shown.visibility === 'private', 'and shown', shown.media_attachments);
  did('media', shown.id);
  const community = (await client.lookupAccount(room)).data;
  const lists = (await client.getLists()).data;
  for (const [name, ...args] of [['getInstance'], ['getInstanceCustomEmojis'], ['getInstanceAnnouncements'], ['getInstanceDirectory'], ['getInstanceTrends'], ['getPreferences'],
    ['getFilters'], ['getMarkers', ['home']], ['getFollowRequests'], ['getFollowedTags'], ['getFavourites'], ['getBookmarks'], ['getBlocks'], ['getMutes'], ['getSuggestions'],
    ['getConversationTimeline'], ['getScheduledStatuses'], ['getEndorsements'], ['getFeaturedTags'], ['getPublicTimeline'], ['getLocalTimeline'], ['getTagTimeline', 'maths'],
    ['getListTimeline', lists[0].id], ['getAccountsInList', lists[0].id], ['getAccount', community.id], ['getAccountStatuses', community.id], ['getAccountFollowers', community.id],
    ['getAccountFollowing', me.id], ['getRelationship', community.id], ['searchAccount', '@high'], ['getStatusSource', posted.id], ['getStatusFavouritedBy', posted.id], ['getDomainBlocks']]) {
    try {
      await client[name](...args);
    } catch (error) {
      throw new Error(`${name}: ${error.message}`);
    }
  }
  did('around');
  user.stop();
}

await run({ list });
