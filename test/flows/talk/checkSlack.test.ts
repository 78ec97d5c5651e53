import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../../src/domain/health/failure.ts';
import { neededScopes } from '../../../src/domain/talk/scopes.ts';
import { checkSlack } from '../../../src/flows/talk/checkSlack.ts';
import type { SeenChannel, SlackSetup } from '../../../src/ports/talk/setup.ts';

const room: SeenChannel = { name: 'ops', archived: false, member: true, private: false };

const setup = (some: Partial<SlackSetup> = {}): SlackSetup => ({
  authorised: async () => ({ user: 'U1', workspace: 'Example', scopes: neededScopes }),
  channel: async () => room,
  ...some,
});

const channels = { OPS_ALERT_CHANNEL: 'C1', NOTIFICATION_CHANNEL: null };

/** What is found, in short. */
async function found(given: SlackSetup) {
  const { problems, unanswered } = await checkSlack({ setup: given, channels });
  const reasons = problems.map(
    ({ about, failure: { category, reason } }) => `${about} ${category}/${reason}`,
  );
  return [...reasons, ...unanswered.map(({ category, reason }) => `? ${category}/${reason}`)];
}

const failing = (init: ConstructorParameters<typeof Failure>[0]) => () =>
  Promise.reject(new Failure(init));
const down = failing({ category: 'NETWORK', reason: 'refused', operation: 'x', message: 'away' });

const test = suite('checks of the Slack app');

test('nothing is wrong: the rights that would make more possible are named', async () => {
  const checked = await checkSlack({ setup: setup(), channels });
  assert.equal([checked.problems, checked.unanswered, checked.missing.length], [[], [], 4]);
  assert.is(checked.authorised?.user, 'U1');
});

test('a channel that is archived, not there, private and without us', async () => {
  const as = (some: Partial<SeenChannel>) => setup({ channel: async () => ({ ...room, ...some }) });
  const unusable = ['OPS_ALERT_CHANNEL CONFIG/channel_unusable'];
  assert.equal(await found(as({ archived: true })), unusable);
  assert.equal(await found(as({ member: false })), unusable);
  const code = { category: 'SLACK', reason: 'channel_not_found' as never } as const;
  const refused = failing({ ...code, operation: 'x', message: 'channel_not_found' });
  assert.equal(await found(setup({ channel: refused })), unusable);
});

test('with the right to post anywhere a public channel needs no invitation', async () => {
  const scopes = [...neededScopes, 'chat:write.public'];
  const asked = setup({
    authorised: async () => ({ user: 'U1', workspace: 'Example', scopes }),
    channel: async () => ({ ...room, member: false }),
  });
  assert.equal(await found(asked), []);
});

test('a right that is missing, and rights that Slack does not name', async () => {
  const as = (scopes: readonly string[] | null) =>
    setup({ authorised: async () => ({ user: 'U1', workspace: 'Example', scopes }) });
  assert.equal(await found(as(neededScopes.slice(1))), ['Slack scopes CONFIG/invalid']);
  assert.equal(await found(as(null)), []);
});

test('all scopes that are missing are one problem, since one installation mends them', async () => {
  const scopes = ['chat:write', 'channels:read', 'users:read', 'im:read'];
  const few = setup({ authorised: async () => ({ user: 'U1', workspace: 'Example', scopes }) });
  const { problems } = await checkSlack({ setup: few, channels: {} });
  assert.equal(
    problems.map(({ failure }) => failure.message),
    [
      'Slack scopes are missing (app_mentions:read, commands, groups:read, im:history, im:write): ' +
        'install the app again from docs/slack-manifest.yaml',
    ],
  );
});

test('Slack that is down is no problem of the configuration', async () => {
  assert.equal(await found(setup({ authorised: down })), ['? NETWORK/refused']);
  assert.equal(await found(setup({ channel: down })), ['? NETWORK/refused']);
});

test.run();
