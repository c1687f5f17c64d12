// The power fails between the answer to a post and its delivery: after the
// restart it is delivered, once. Wales and Scotland run as processes of their
// own, from the demo's configuration files.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { posts } from './lib/client.mjs';
import { run, serve, until } from './lib/program.mjs';
import { reply, startScene } from './lib/scene.mjs';

test('kill -9 between the answer and the delivery', { timeout: 600_000 }, async (t) => {
  const { demo, moderator, her, thread, hers } = await startScene(t);
  assert.equal((await demo.proc.stop()).code, 0, 'SIGTERM ends the demo cleanly');
  let [here, there] = [await serve(t, demo.wales), await serve(t, demo.scotland)];
  const times = async (client, path, text) => posts((await client.get(path)).body).filter((post) => post.text.includes(text)).length;
  const retry = () => run('queue', 'retry', '--config', demo.wales.config, '--json');

  await t.test('the receiver is away and the sender dies', async () => {
    await there.kill();
    await reply(her, hers, 'We light candles.');
    await here.kill();
    here = await serve(t, demo.wales);
    assert.equal(await times(her, hers, 'We light candles.'), 1, 'she still has it');
    there = await serve(t, demo.scotland);
    assert.equal((await retry()).code, 0);
    await until('the delivery', () => times(moderator, thread, 'We light candles.'), 120);
    assert.equal(await times(moderator, thread, 'We light candles.'), 1);
  });

  await t.test('the sender dies the moment it has answered, again and again', async () => {
    for (let i = 1; i <= 5; i++) {
      await reply(her, hers, `Candle number ${i}.`);
      await here.kill();
      here = await serve(t, demo.wales);
    }
    assert.equal((await retry()).code, 0);
    for (let i = 1; i <= 5; i++) {
      await until(`candle ${i}`, () => times(moderator, thread, `Candle number ${i}.`), 120);
    }
    for (let i = 1; i <= 5; i++) {
      assert.equal(await times(moderator, thread, `Candle number ${i}.`), 1, `candle ${i} in Scotland`);
      assert.equal(await times(her, hers, `Candle number ${i}.`), 1, `candle ${i} in Wales`);
    }
  });

  await t.test('the receiver dies while it applies', async () => {
    for (let i = 1; i <= 3; i++) {
      await reply(her, hers, `Torch number ${i}.`);
      await there.kill();
      there = await serve(t, demo.scotland);
    }
    assert.equal((await retry()).code, 0);
    for (let i = 1; i <= 3; i++) {
      await until(`torch ${i}`, () => times(moderator, thread, `Torch number ${i}.`), 120);
      assert.equal(await times(moderator, thread, `Torch number ${i}.`), 1);
    }
  });

  await t.test('the host dies after its own post; the copy arrives once', async () => {
    await reply(moderator, thread, 'Thank you all.');
    await there.kill();
    there = await serve(t, demo.scotland);
    await run('queue', 'retry', '--config', demo.scotland.config, '--json');
    await until('the copy in Wales', () => times(her, hers, 'Thank you all.'), 120);
    assert.equal(await times(her, hers, 'Thank you all.'), 1);
  });

  await t.test('nothing is left over', async () => {
    for (const instance of [demo.wales, demo.scotland]) {
      const audit = await run('audit', 'verify', '--config', instance.config, '--json');
      assert.equal(audit.code, 0);
      assert.equal(audit.json.whole, true);
      const queue = await run('queue', 'list', '--config', instance.config, '--json');
      assert.deepEqual(queue.json.filter(({ parked }) => parked > 0), [], `parked in ${instance.nation}`);
    }
  });
});
