import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { withAlertButtons } from '../../../src/commands/daemon/alerts/buttons.ts';
import type { Content } from '../../../src/domain/delivery/content.ts';
import type { Inbound } from '../../../src/domain/talk/inbound.ts';
import { createAlertKeeper } from '../../../src/flows/alerts/keeper.ts';
import { said } from '../../support/talk/world.ts';

const test = suite('buttons of alerts');

const clock = { now: () => 1_000, elapsed: () => 1_000 };

/** Presses a button; what was answered, and what the commands got to see. */
async function press(inbound: Inbound) {
  const answers: string[] = [];
  const passed: Inbound[] = [];
  const store = { silence: async () => '1', endSilence: async () => true };
  const heard = withAlertButtons(
    { keeper: createAlertKeeper(clock, []), store, users: ['U0OPS'], wake: () => {} },
    async (_, content: Content) => {
      answers.push(said(content));
      return { type: 'sent' };
    },
    async (one) => {
      passed.push(one);
    },
  );
  await heard(inbound);
  return { answers, passed: passed.length };
}

const click = (actionId: string, user: string): Inbound => ({
  ...{ type: 'click', key: 'k', at: 1_000, actionId, value: 'E1', user, channel: 'C0OPS' },
  ...{ messageTs: '1.1', responseUrl: 'https://hooks.slack.com/x' },
});

test('somebody who is no operator hears so, and nothing is done', async () => {
  const { answers, passed } = await press(click('alert.ack', 'U0ADA'));
  assert.match(answers[0] ?? '', /not on the list of operators/);
  assert.is(passed, 0);
});

test('an operator who presses on an alert that is over hears so', async () => {
  const { answers } = await press(click('alert.ack', 'U0OPS'));
  assert.equal(answers, ['This alert is over.']);
});

test('a link needs no answer; everything else goes on to the commands', async () => {
  assert.equal(await press(click('alert.runbook', 'U0OPS')), { answers: [], passed: 0 });
  assert.equal(await press(click('talk.watch', 'U0OPS')), { answers: [], passed: 1 });
  const home: Inbound = { type: 'home_opened', key: 'k', at: 1_000, user: 'U0ADA' };
  assert.is((await press(home)).passed, 1);
});

test.run();
