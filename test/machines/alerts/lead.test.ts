import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type AnyStateMachine, fromPromise } from 'xstate';
import { alertsMachine } from '../../../machines/alerts.ts';
import { MINUTE, SECOND, startAlerts } from '../../support/alerts/alerts.ts';
import { pressed, recovered, stale, succeeded } from '../../support/alerts/facts.ts';
import { settle } from '../../support/settle.ts';
import { start } from '../../support/start.ts';

const test = suite('alerts and the lead');

const lost = { type: 'leader.lost', component: 'watchdog', holder: null, at: 0 } as const;
const acquired = {
  type: 'leader.acquired',
  component: 'watchdog',
  epoch: '1',
  fresh: true,
  at: 0,
} as const;

test('who stands by looks at nothing; who takes over does not believe what was stale meanwhile', async () => {
  const alerts = await startAlerts({ leads: false });
  assert.is(alerts.state(), 'standby');
  await alerts.hear(stale, 'watchdog');
  await alerts.pass(10 * MINUTE);
  assert.equal(alerts.told(), []);
  alerts.world.leads = true;
  alerts.actor.send(acquired);
  await alerts.calm();
  assert.is(alerts.state(), 'waiting');
  assert.equal(alerts.told(), [], 'nobody here has polled meanwhile');
  await alerts.pass(60 * MINUTE);
  assert.equal(alerts.toldOf('self.poll.stale'), ['alert.firing']);
});

test('the lease is a moment away at every start: that is no standing by', async () => {
  const alerts = await startAlerts({ leads: false });
  await alerts.hear(stale, 'watchdog');
  alerts.world.leads = true;
  await alerts.pass(2 * SECOND);
  alerts.actor.send(acquired);
  await alerts.calm();
  assert.equal(alerts.told(), ['alert.firing']);
});

test('the lead may come and go in every state', async () => {
  const alerts = await startAlerts();
  alerts.world.leads = false;
  alerts.actor.send(lost);
  assert.match(alerts.state(), 'beginning');
  alerts.actor.send(lost);
  await alerts.calm();
  assert.is(alerts.state(), 'standby');
  alerts.world.leads = true;
  alerts.actor.send(acquired);
  await alerts.calm();
  const { promise, resolve } = Promise.withResolvers<void>();
  alerts.world.slow = promise;
  await alerts.hear(pressed());
  assert.match(alerts.state(), 'evaluating');
  alerts.world.leads = false;
  alerts.actor.send(lost);
  resolve();
  await alerts.calm();
  assert.is(alerts.state(), 'standby');
  alerts.world.leads = true;
  alerts.actor.send(acquired);
  await alerts.calm();
  assert.is(alerts.state(), 'waiting');
});

test('in standby it asks every 30 s whether it leads', async () => {
  const alerts = await startAlerts({ leads: false });
  alerts.world.leads = true;
  await alerts.pass(30 * SECOND);
  assert.is(alerts.state(), 'waiting');
});

test('whom another process has followed stores nothing and begins anew', async () => {
  const alerts = await startAlerts();
  const other = alerts.store.leadership({ instance: 'other', holder: 'h', alone: true });
  await other.bid(true);
  await alerts.hear(stale, 'watchdog');
  assert.equal(alerts.texts(), []);
  assert.equal(alerts.told(), []);
  assert.is(alerts.state(), 'standby');
});

test('a store that does not answer at the start is asked again, later each time', async () => {
  const alerts = await startAlerts({ away: true });
  await alerts.hear(stale, 'watchdog');
  await alerts.pass(3 * SECOND);
  assert.match(alerts.state(), 'loading');
  assert.equal(alerts.told(), ['alert.failed', 'alert.failed', 'alert.failed']);
  alerts.world.away = false;
  await alerts.pass(4 * SECOND);
  assert.is(alerts.texts().length, 1);
});

test('another incarnation goes on with the same episode', async () => {
  const first = await startAlerts();
  await first.hear(stale, 'watchdog');
  first.actor.send({ type: 'sup.stop' });
  const second = await startAlerts({ after: first });
  await second.hear(stale, 'watchdog');
  assert.is(second.texts().length, 1);
  await second.hear(recovered, 'watchdog');
  assert.equal(second.told(), ['alert.resolved']);
});

test('a restart in the middle of an outage of the index ends nothing; a good poll does', async () => {
  const first = await startAlerts();
  await first.hear(stale, 'watchdog');
  first.actor.send({ type: 'sup.stop' });
  const second = await startAlerts({ after: first });
  await second.pass(10 * MINUTE);
  assert.equal(second.told(), []);
  await second.hear(succeeded);
  assert.equal(second.told(), ['alert.resolved']);
});

test('who takes over ends nothing that he has not seen to be over', async () => {
  const first = await startAlerts();
  await first.hear(stale, 'watchdog');
  const second = await startAlerts({ after: first, leads: false });
  await second.hear(stale, 'watchdog');
  await second.pass(10 * SECOND);
  second.world.leads = true;
  second.actor.send(acquired);
  await second.pass(10 * MINUTE);
  assert.equal(second.told(), []);
  await second.hear(succeeded);
  assert.equal(second.told(), ['alert.resolved']);
});

const never = fromPromise(() => new Promise(() => {}));

/** The machine alone, with steps that do what the test says. */
const bare = (raise: () => Promise<unknown>, more: object = {}) => {
  const reports: string[] = [];
  const said: string[] = [];
  const { actor, clock } = start(
    (alertsMachine as AnyStateMachine).provide({
      actors: {
        begin: fromPromise(async () => ({ leading: true })),
        raise: fromPromise(raise),
        noticeChannel: never,
        deadman: never,
        ...more,
      },
      actions: {
        report: (_: unknown, fact: { type: string }) => void reports.push(fact.type),
        ready: () => void said.push('ready'),
        beat: () => void said.push('beat'),
      },
    }),
    { input: { id: 'alerts', incarnation: 1, lastExit: null } },
  );
  const pass = async (seconds: number) => {
    for (let n = 0; n < seconds; n++) {
      clock.increment(SECOND);
      await settle();
    }
  };
  const state = () => JSON.stringify(actor.getSnapshot().value).replaceAll('"', '');
  return { actor, pass, reports, said, state };
};

const raised = { facts: [], fenced: false, nextInMs: 10 * SECOND };

test('a look that breaks is told and made again after 1, 2, 4 s', async () => {
  let looks = 0;
  const alerts = bare(async () => {
    looks += 1;
    if (looks < 4) throw new Error('a bug');
    return raised;
  });
  await settle();
  await settle();
  assert.is(alerts.state(), 'backingOff');
  await alerts.pass(7);
  assert.is(alerts.state(), 'waiting');
  assert.equal(alerts.reports, ['alert.failed', 'alert.failed', 'alert.failed']);
  const again = bare(async () => Promise.reject(new Error('a bug')));
  await settle();
  await settle();
  again.actor.send(lost);
  assert.match(again.state(), 'beginning');
});

test('it looks every ten seconds, and gives a sign of life at least every 30 s', async () => {
  let looks = 0;
  const alerts = bare(async () => {
    looks += 1;
    return raised;
  });
  await alerts.pass(60);
  assert.is(alerts.said[0], 'ready');
  assert.ok(looks >= 6 && looks <= 8, `${looks}`);
  assert.ok(alerts.said.length >= looks);
});

for (const child of ['ntfy', 'discord', 'webhook', 'deadman'] as const)
  test(`a bug in ${child} ends the actor, so that its supervisor knows`, async () => {
    const broken = fromPromise(async ({ input }: { input: { channel?: string } | undefined }) => {
      if ((input?.channel ?? 'deadman') === child) throw new Error('a bug');
      return new Promise(() => {});
    });
    const alerts = bare(async () => raised, { noticeChannel: broken, deadman: broken });
    await settle();
    await settle();
    const { status, output } = alerts.actor.getSnapshot();
    assert.equal(
      [status, output.exit.kind, output.exit.failure.reason],
      ['done', 'failure', 'bug'],
    );
  });

test('ends cleanly when asked', async () => {
  const alerts = await startAlerts();
  alerts.actor.send({ type: 'sup.stop' });
  assert.is(alerts.actor.getSnapshot().status, 'done');
  assert.equal(alerts.actor.getSnapshot().output, { exit: { kind: 'shutdown', term: false } });
});

test('the limit of a channel holds over a restart, and what waits for a digest comes in one', async () => {
  const first = await startAlerts();
  for (let n = 0; n < 22; n++)
    await first.see('destination.state', 'suspended', { dest: `C${n}`, code: 'is_archived' });
  const second = await startAlerts({ after: first });
  for (let n = 22; n < 24; n++)
    await second.see('destination.state', 'suspended', { dest: `C${n}`, code: 'is_archived' });
  assert.is(second.texts().filter((text) => text.startsWith('post')).length, 20);
  await second.pass(MINUTE + SECOND);
  const digest = second.texts().filter((text) => text.startsWith('digest'));
  assert.equal(
    digest.join('\n').match(/dest=C\d+/g),
    ['C20', 'C21', 'C22', 'C23'].map((one) => `dest=${one}`),
  );
});

test.run();
