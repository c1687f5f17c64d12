// Finding colleagues: filters with and without script, by keyboard, and a
// photograph.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { startBrowser, Visitor } from './lib/browser.mjs';
import { Keyboard } from './lib/keyboard.mjs';
import { people } from './lib/people.mjs';
import { get, startDemo } from './lib/program.mjs';

test('people', { timeout: 300_000 }, async (t) => {
  const demo = await startDemo(t);
  const browser = await startBrowser(t);
  const { scotland } = demo;
  const [morag, eilidh, ruairidh] = people(scotland, 'head');
  const names = (visitor) => visitor.page.locator('.hr-person .hr-row__title a').allInnerTexts();

  for (const script of [true, false]) {
    await t.test(`the directory narrows, script ${script}`, async () => {
      const her = await Visitor.arrive(browser, scotland, { script, lang: script ? 'en' : 'cy', size: { width: 390, height: 844 } });
      await her.enter(eilidh);
      const { page, say } = her;
      await her.open('/people');
      await her.fill('people.search', 'ferr, >10');
      await her.press(say('form.search'));
      assert.deepEqual(await names(her), [morag.name]);
      await page.locator('summary', { hasText: say('people.more') }).click();
      await page.getByLabel(say('field.phase'), { exact: true }).selectOption('secondary');
      await her.press(say('people.narrow'));
      assert.deepEqual(await names(her), []);
      assert.equal(await page.getByText(say('people.none_words')).count(), 1, 'what to do');
      await page.locator('.hr-chosen a', { hasText: 'ferr' }).click();
      await page.waitForLoadState('load');
      await her.check();
      assert.deepEqual(await names(her), [eilidh.name], 'one thing less');
      await her.follow(say('people.clear'));
      assert.ok((await names(her)).length > 2);
      await her.leave();
    });
  }

  await t.test('by keyboard, to where one can write', async () => {
    const her = await Visitor.arrive(browser, scotland, { lang: 'en' });
    await her.enter(eilidh);
    const { page, say } = her;
    await her.open('/people');
    const keys = new Keyboard(her);
    await keys.to(say('people.search'));
    await keys.type('gaelic');
    await keys.press('Enter');
    await page.waitForURL(/q=gaelic/);
    await keys.to(morag.name);
    await keys.press('Enter');
    await page.waitForURL(/\/people\/\d+$/);
    assert.equal(await her.heading(), morag.name);
    await her.check();
    await keys.to(new RegExp(`^${say('person.write_in', { Name: morag.name })} `));
    await keys.press('Enter');
    await page.waitForURL(/\/new\?to=/);
    assert.equal(await page.locator('#body').inputValue(), '@morag ');
    await her.leave();
  });

  await t.test('who prefers not to be contacted', async () => {
    const her = await Visitor.arrive(browser, scotland, { lang: 'en' });
    await her.enter(eilidh);
    await her.open('/people');
    await her.follow(ruairidh.name);
    assert.equal(await her.page.getByText(her.say('contact_text.none')).count(), 1);
    assert.equal(await her.page.locator('a[href*="/new?to="]').count(), 0);
    await her.leave();
  });

  await t.test('a photograph', async () => {
    const her = await Visitor.arrive(browser, scotland, { lang: 'en' });
    await her.enter(morag);
    const { page, say } = her;
    await her.open('/profile');
    await page.locator('#image').setInputFiles({ name: 'me.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('PK\u0003\u0004') });
    await page.locator('#alt').fill('Me on the pier');
    await her.press(say('profile.photo_add'));
    assert.match(await page.locator('#image-error').innerText(), new RegExp(say('error.image_type').slice(0, 12)));
    assert.equal(await page.locator('#alt').inputValue(), 'Me on the pier', 'kept');
    await page.locator('#image').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: picture() });
    await her.press(say('profile.photo_add'));
    assert.equal(await page.getByText(say('flash.photo_saved')).count(), 1);
    await her.follow(say('profile.as_seen'));
    const portrait = page.getByAltText('Me on the pier');
    assert.equal(await portrait.evaluate((image) => image.naturalWidth), 320);
    const address = await portrait.getAttribute('src');
    assert.equal((await get(scotland.url + address)).status, 404, 'not for the world');
    await her.open('/profile');
    await her.press(say('profile.photo_remove'));
    assert.equal((await her.page.goto(address)).status(), 404, 'gone');
    await her.leave();
  });
});

// picture makes a PNG.
function picture() {
  const [width, height] = [400, 300];
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
  const rows = Buffer.alloc(height * (width * 3 + 1), 90);
  for (let y = 0; y < height; y++) rows[y * (width * 3 + 1)] = 0;
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

function crc(bytes) {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let i = 0; i < 8; i++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}
