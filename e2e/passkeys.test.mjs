// Passkeys in a browser: Chromium's virtual authenticator is the telephone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBrowser, Visitor } from './lib/browser.mjs';
import { Client } from './lib/client.mjs';
import { people } from './lib/people.mjs';
import { startScene } from './lib/scene.mjs';

// telephone gives a visitor's page a device that shows its finger at once.
async function telephone(visitor, more = {}) {
  const session = await visitor.context.newCDPSession(visitor.page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal',
    hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true, ...more } });
  return { session, authenticatorId, keys: async () => (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials };
}

// plain makes of a visitor's browser one that offers no passkeys by itself: the
// device that shows its finger at once would not leave time to press a button.
const plain = (visitor) => visitor.context.addInitScript('PublicKeyCredential.isConditionalMediationAvailable = async () => false');

// adds adds a passkey under a name.
async function adds(visitor, name) {
  await visitor.open('/security/passkeys');
  await visitor.fill('passkey.name', name);
  await visitor.press(visitor.say('passkey.add'));
  assert.equal(new URL(visitor.page.url()).pathname, '/security', await visitor.page.locator('main').innerText());
  assert.equal(await visitor.page.getByText(name, { exact: true }).first().isVisible(), true);
}

test('passkeys', { timeout: 300_000 }, async (t) => {
  const { demo, head } = await startScene(t);
  const browser = await startBrowser(t);

  await t.test('added, and signed in with by the button', async () => {
    const her = await Visitor.arrive(browser, demo.wales, { lang: 'cy' });
    await plain(her);
    const phone = await telephone(her);
    await her.signIn(head);
    await adds(her, 'Fy ffôn');
    assert.equal((await phone.keys()).length, 1);
    await her.context.clearCookies();
    await her.open('/sign-in?next=/profile');
    await her.press(her.say('passkey.sign_in'));
    assert.equal(new URL(her.page.url()).pathname, '/profile');
    await her.open('/security');
    await her.press(new RegExp('^' + her.say('passkey.remove')));
    assert.equal(await her.page.getByText('Fy ffôn', { exact: true }).count(), 0);
    await her.context.clearCookies();
    await her.open('/sign-in');
    await her.press(her.say('passkey.sign_in'));
    assert.ok((await her.page.locator('.govuk-error-summary').innerText()).includes(her.say('error.passkey_unknown')));
    await her.leave();
  });

  await t.test('offered in the field for the address', async () => {
    const him = await Visitor.arrive(browser, demo.scotland, { lang: 'en' });
    await telephone(him);
    const account = people(demo.scotland, 'head')[0];
    await him.signIn(account);
    await adds(him, 'My tablet');
    await him.context.clearCookies();
    await him.page.goto('/sign-in?next=/profile');
    await him.page.waitForURL((url) => url.pathname === '/profile');
    await him.leave();
  });

  await t.test('a role works with a passkey, and a password alone gets nowhere', async () => {
    const mod = await Visitor.arrive(browser, demo.scotland, { lang: 'en' });
    await telephone(mod);
    const moderator = people(demo.scotland, 'facilitator')[0];
    await mod.signIn(moderator);
    await adds(mod, 'My telephone');
    const client = new Client(demo.scotland);
    const answer = await client.send('/sign-in', '/sign-in', { email: moderator.email, password: moderator.password });
    assert.ok(answer.body.includes('/sign-in/code'), 'a code is asked for after a password');
    await mod.leave();
  });

  await t.test('a copied passkey is stopped, and its owner reads why', async () => {
    const her = await Visitor.arrive(browser, demo.wales, { lang: 'cy' });
    await plain(her);
    const phone = await telephone(her);
    await her.signIn(head);
    await adds(her, 'Hen ffôn');
    const [old] = await phone.keys();
    for (let n = 0; n < 2; n++) {
      await her.context.clearCookies();
      await her.open('/sign-in?next=/profile');
      await her.press(her.say('passkey.sign_in'));
    }
    await her.context.clearCookies();
    await phone.session.send('WebAuthn.removeCredential', { authenticatorId: phone.authenticatorId, credentialId: old.credentialId });
    await phone.session.send('WebAuthn.addCredential', { authenticatorId: phone.authenticatorId, credential: old });
    await her.open('/sign-in');
    await her.press(her.say('passkey.sign_in'));
    assert.ok((await her.page.locator('.govuk-error-summary').innerText()).includes(her.say('error.passkey_stopped')));
    await her.leave();
  });

  await t.test('without scripts nothing of it is in the way', async () => {
    const her = await Visitor.arrive(browser, demo.wales, { lang: 'cy', script: false });
    await her.signIn(head);
    await her.open('/security/passkeys');
    assert.equal(await her.page.getByText(her.say('passkey.needs_script'), { exact: true }).count(), 1);
    await her.leave();
  });
});
