import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { withAlertButtons } from '../../../src/commands/daemon/alerts/buttons.ts';
import type { Content } from '../../../src/domain/delivery/content.ts';
import type { Inbound } from '../../../src/domain/talk/inbound.ts';
import { createAlertKeeper } from '../../../src/flows/alerts/keeper.ts';
import type { Log } from '../../../src/log/logger.ts';
import { said } from '../../support/talk/world.ts';

const test = suite('buttons of alerts');

const clock = { now: () => 1_000, elapsed: () => 1_000 };

/** Presses a button; what was answered, and what the commands got to see. */
async function press(inbound: Inbound) {
  const answers: string[] = [];
  const passed: Inbound[] = [];
  const written: string[] = [];
  const lines: unknown[] = [];
  const store = { silence: async () => '1', endSilence: async () => true };
  const heard = withAlertButtons(
    {
      keeper: createAlertKeeper(clock, []),
      store,
      users: ['U0OPS'],
      wake: () => {},
      respond: async (_, content: Content) => {
        answers.push(said(content));
        return { type: 'sent' };
      },
      opsLog: {
        write: async ({ who, command, outcome }) =>
          void written.push(`${who}: ${command}: ${outcome}`),
      },
      log: { event: (...line: unknown[]) => void lines.push(line) } as unknown as Log,
      newId: () => 'id',
    },
    async (one) => {
      passed.push(one);
    },
  );
  await heard(inbound);
  return { answers, passed: passed.length, written, lines };
}

const click = (actionId: string, user: string): Inbound => ({
  type: 'click',
  key: 'k',
  at: 1_000,
  actionId,
  value: 'E1',
  user,
  channel: 'C0OPS',
  messageTs: '1.1',
  responseUrl: 'https://hooks.slack.com/x',
});

test('somebody who is no operator hears so, nothing is done, and a line says that it was tried', async () => {
  const { answers, passed, written, lines } = await press(click('alert.ack', 'U0ADA'));
  assert.match(answers[0] ?? '', /not on the list of operators/);
  assert.is(passed, 0);
  assert.equal(written, []);
  assert.match(JSON.stringify(lines), '"outcome":"not_allowed"');
});

test('an operator who presses on an alert that is over hears so', async () => {
  const { answers, written } = await press(click('alert.ack', 'U0OPS'));
  assert.equal(answers, ['This alert is over.']);
  assert.equal(written, ['U0OPS: ack an alert that is over: This alert is over.']);
});

test('a link needs no answer; everything else goes on to the commands', async () => {
  const none = { answers: [], written: [], lines: [] };
  assert.equal(await press(click('alert.runbook', 'U0OPS')), { ...none, passed: 0 });
  assert.equal(await press(click('talk.watch', 'U0OPS')), { ...none, passed: 1 });
  const home: Inbound = { type: 'home_opened', key: 'k', at: 1_000, user: 'U0ADA' };
  assert.is((await press(home)).passed, 1);
});

test.run();
