// Everything works without JavaScript.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { startBrowser, Visitor } from './lib/browser.mjs';
import { get } from './lib/program.mjs';
import { startScene } from './lib/scene.mjs';
import { homePath, openThread, reply, startThread } from './lib/steps.mjs';

// picture makes a PNG that carries a text which must not survive.
function picture(secret) {
  const [width, height] = [64, 48];
  const rows = Buffer.concat(Array.from({ length: height }, (_, y) => Buffer.concat([Buffer.from([0]),
    Buffer.from(Array.from({ length: width * 3 }, (_, x) => (x * 3 + y * 5) % 256))])));
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc(body));
    const size = Buffer.alloc(4);
    size.writeUInt32BE(data.length);
    return Buffer.concat([size, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', head),
    chunk('tEXt', Buffer.from('Comment\0' + secret, 'latin1')), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

function crc(bytes) {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let i = 0; i < 8; i++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

test('without JavaScript', { timeout: 300_000 }, async (t) => {
  const scene = await startScene(t);
  const browser = await startBrowser(t);
  const her = await Visitor.arrive(browser, scene.demo.wales, { lang: 'en', script: false });
  const { page, say } = her;

  await t.test('sign in and read', async () => {
    await her.signIn(scene.head);
    assert.equal(await her.heading(), say('home.heading'));
    await openThread(her, scene.wales, 'Power cuts');
    assert.equal(await her.posts('when the power fails').count(), 1);
  });

  await t.test('reply', async () => {
    await reply(her, 'We have a lamp in each room.');
    await page.reload();
    assert.equal(await her.posts('a lamp in each room').count(), 1);
  });

  await t.test('reply to one post', async () => {
    await her.follow(new RegExp('^' + say('post.reply')), her.posts('when the power fails'));
    await reply(her, 'And a radio.');
    assert.ok((await her.posts('And a radio.').innerText()).includes(say('post.in_reply', { Name: scene.facilitator.name })));
  });

  await t.test('react', async () => {
    const post = her.posts('when the power fails');
    await her.press(say('reaction.thanks'), post);
    await page.reload();
    assert.equal(await post.getByRole('button', { name: new RegExp('^' + say('reaction.thanks')) }).getAttribute('aria-pressed'), 'true');
  });

  await t.test('a picture needs a description; then it is shown, without what it carried', async () => {
    await her.open(await homePath(her, 'dysgu'));
    await her.follow(say('community.start'));
    const form = page.locator('main form[enctype]');
    await her.fill('compose.heading', 'Lamps');
    const choose = async () => {
      if (!await form.getByLabel(say('compose.image'), { exact: true }).isVisible()) await form.getByText(say('compose.image_add')).click();
      await form.getByLabel(say('compose.image'), { exact: true }).setInputFiles({ name: 'lamp.png', mimeType: 'image/png', buffer: picture('taken at home') });
    };
    await her.fill('compose.body', 'This is the lamp.', form);
    await choose();
    await her.press(say('compose.send'), form);
    assert.ok(await page.getByText(say('error.alt_required')).count(), 'asks for a description');
    assert.equal(await form.getByLabel(say('compose.body'), { exact: true }).inputValue(), 'This is the lamp.', 'keeps the text');
    await form.getByLabel(say('composer.picture_alt', { Number: 1 }), { exact: true }).fill('A lamp on a desk');
    await her.press(say('compose.send'), form);
    const image = her.posts('This is the lamp.').getByRole('img', { name: 'A lamp on a desk' });
    assert.equal(await image.count(), 1);
    const source = new URL(await image.getAttribute('src'), page.url());
    const cookies = (await her.context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
    const answer = await get(source.href, { headers: { Cookie: cookies } });
    assert.equal(answer.status, 200);
    assert.match(answer.headers['content-type'], /^image\//);
    assert.ok(!answer.body.includes('taken at home'), 'what the file carried is gone');
    const stranger = await get(source.href);
    assert.notEqual(stranger.status, 200, 'strangers do not see it');
  });

  await t.test('start a conversation', async () => {
    await startThread(her, scene.wales, 'Snow days', 'Who decides in your school?');
  });

  await t.test('a session that ends while one writes costs nothing', async () => {
    await her.open(scene.hers);
    const form = page.locator('#reply');
    await her.fill('compose.body', 'A long and careful answer.', form);
    const cookies = await her.context.cookies();
    await her.context.clearCookies({ name: cookies.find(({ name }) => !name.endsWith('-lang')).name });
    const answer = await her.press(say('compose.send'), form);
    assert.equal(answer.status(), 401);
    assert.ok(await page.getByText(say('error.session_ended')).count());
    await her.fill('field.email', scene.head.email);
    await her.fill('field.password', scene.head.password);
    await her.press(say('signin.submit'));
    await her.code(scene.head);
    assert.equal(new URL(page.url()).pathname, scene.hers);
    assert.equal(await page.locator('#reply').getByLabel(say('compose.body'), { exact: true }).inputValue(), 'A long and careful answer.');
    assert.ok(await page.getByText(say('drafts.restored')).count(), 'it says that this is a draft');
    await her.open('/drafts');
    assert.ok(await page.getByText('A long and careful answer.').count(), 'it is in the drafts');
  });

  await her.leave();
});
