import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openSlackWorld } from '../../../src/commands/world/slack/world.ts';
import { slackProfiles } from '../../../src/slack/talk/profiles.ts';
import { slackFetch } from '../../../src/sources/slackFetch.ts';

const test = suite('slack, what is known of people');

test('a person has a zone; who is not there is a failure', async () => {
  const world = await openSlackWorld({ paced: false });
  const connections = slackFetch();
  const profiles = slackProfiles({
    token: world.tokens.bot,
    apiUrl: world.url,
    fetch: connections.fetch,
    redact: (text) => text,
  });
  assert.is(await profiles.zoneOf('U0ADA'), 'Europe/Berlin');
  const thrown = await profiles.zoneOf('U0NOBODY').catch((error: unknown) => error);
  assert.match(String(thrown), /Failure: user_not_found/);
  await connections.close();
  await world.close();
});

test.run();
