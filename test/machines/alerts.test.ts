import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fromPromise } from 'xstate';
import { alertsMachine } from '../../machines/alerts.ts';
import type { AlertBook } from '../../src/domain/alerts/book.ts';
import type { AlertFact } from '../../src/domain/alerts/selfRules.ts';
import type { FactDraft } from '../../src/domain/health/fact.ts';
import { Failure } from '../../src/domain/health/failure.ts';
import { type Raised, raiseNotice } from '../../src/flows/raiseNotice.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { createMemoryStore } from '../../src/store/memory/memory.ts';
import { settle } from '../support/settle.ts';
import { start } from '../support/start.ts';

const test = suite('alerts');

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const STARTS_AT = Date.UTC(2026, 0, 1, 2, 0, 0);

interface Options {
  readonly channel?: string | null;
  readonly leading?: boolean;
  readonly away?: boolean;
}

/** Alerts over the memory store, on a clock that the test moves. */
async function startAlerts({ channel = 'COPS', leading = true, away: isAway }: Options = {}) {
  const time = { now: STARTS_AT };
  const clock: Clock = { now: () => time.now, elapsed: () => time.now };
  const store = createMemoryStore(clock);
  const trouble = { away: isAway ?? false, begin: leading, slow: null as Promise<unknown> | null };
  const away = new Failure({ category: 'DB', reason: 'lost', operation: 'x', message: 'gone' });
  const outbox = {
    enqueue: async (...given: Parameters<typeof store.outbox.enqueue>) => {
      await trouble.slow;
      if (trouble.away) throw away;
      return store.outbox.enqueue(...given);
    },
  };
  const reports: FactDraft[] = [];
  const said: string[] = [];
  const { actor, clock: timers } = start(
    alertsMachine.provide({
      actors: {
        begin: fromPromise(async () => {
          if (trouble.away) throw away;
          return { leading: trouble.begin };
        }),
        raise: fromPromise<Raised, AlertBook>(({ input }) =>
          raiseNotice({ outbox, clock, channel }, input),
        ),
      },
      actions: {
        report: (_, fact) => void reports.push(fact),
        ready: () => void said.push('ready'),
        beat: () => void said.push('beat'),
      },
    }),
    { input: { id: 'alerts', incarnation: 1, lastExit: null } },
  );
  const calm = async () => {
    for (let n = 0; n < 4; n++) await settle();
  };
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= SECOND) {
      time.now += Math.min(SECOND, left);
      timers.increment(Math.min(SECOND, left));
      await settle();
    }
    await calm();
  };
  const hear = async (fact: AlertFact) => {
    actor.send(fact);
    await calm();
  };
  const texts = () =>
    [...store.tables.messages.values()].map(({ content }) =>
      content.template === 'alert' ? `${content.state}: ${content.text}` : '',
    );
  const stale = (sinceMs = time.now - HOUR): AlertFact => ({
    ...{ type: 'poll.stale', component: 'watchdog', at: time.now },
    ...{ staleAfterMs: HOUR, sinceMs },
  });
  const recovered = (): AlertFact => ({
    ...{ type: 'poll.recovered', component: 'watchdog', at: time.now },
  });
  const pressed = (depth = 101): AlertFact => ({
    ...{ type: 'queue.backpressure', component: 'message-queue', at: time.now },
    ...{ depth, threshold: 100, cause: 'depth', oldestAgeMs: 180_000 },
  });
  const relieved = (): AlertFact => ({
    ...{ type: 'queue.relieved', component: 'message-queue', at: time.now },
    ...{ depth: 12, lastedMs: 240_000 },
  });
  const failed = (): AlertFact => ({
    ...{ type: 'poll.failed', component: 'poller', at: time.now },
    ...{ cycle: 'c', durationMs: 1, retries: 2 },
    failure: {
      ...{ category: 'TIMEOUT', reason: 'headers_timeout', operation: 'index.fetch' },
      ...{ component: 'poller', message: 'late', attempt: 3, retryAfterMs: null, at: time.now },
    },
  });
  await calm();
  return {
    ...{ actor, time, store, trouble, reports, said, pass, hear, calm, texts },
    ...{ stale, recovered, pressed, relieved, failed },
    state: () => JSON.stringify(actor.getSnapshot().value).replaceAll('"', ''),
    told: () => reports.map(({ type }) => type),
  };
}

test('a stale index is told at once: minutes, threshold, last failure, in the ops channel', async () => {
  const alerts = await startAlerts();
  await alerts.pass(65 * MINUTE + 7 * SECOND);
  await alerts.hear(alerts.failed());
  await alerts.hear(alerts.stale(alerts.time.now - 61 * MINUTE));
  assert.equal(alerts.texts(), [
    'firing: No successful poll for 61 min (threshold 60 min). Last failure: TIMEOUT/headers_timeout at 03:05:07Z.',
  ]);
  const [row] = alerts.store.tables.messages.values();
  assert.equal([row?.dest, row?.lane, row?.kind], ['COPS', 0, 'post']);
  assert.equal(alerts.told(), ['alert.firing']);
});

test('its end is told once, with how long it was', async () => {
  const alerts = await startAlerts();
  await alerts.hear(alerts.stale());
  await alerts.pass(15 * MINUTE);
  await alerts.hear(alerts.recovered());
  await alerts.hear(alerts.recovered());
  assert.equal(alerts.texts().slice(1), [
    'resolved: Polls succeed again, after 75 min without one.',
  ]);
  assert.equal(alerts.told(), ['alert.firing', 'alert.resolved']);
});

test('stale for five intervals: one notice, not one for each interval', async () => {
  const alerts = await startAlerts();
  await alerts.hear(alerts.stale());
  await alerts.pass(150 * MINUTE);
  await alerts.hear(alerts.stale());
  assert.is(alerts.texts().length, 1);
});

test('backpressure names depth, threshold and cause; its end names the rest', async () => {
  const alerts = await startAlerts();
  await alerts.hear(alerts.pressed());
  await alerts.hear(alerts.relieved());
  assert.equal(alerts.texts(), [
    'firing: 101 messages wait (threshold 100): more messages wait than should. The oldest one that is due waits 3 min.',
    'resolved: Messages flow again: 12 wait. It lasted 4 min.',
  ]);
});

test('firing again within ten minutes is told when they are over, if it still fires', async () => {
  const alerts = await startAlerts();
  await alerts.hear(alerts.pressed());
  await alerts.hear(alerts.relieved());
  await alerts.pass(2 * MINUTE);
  await alerts.hear(alerts.pressed(150));
  await alerts.pass(8 * MINUTE - SECOND);
  assert.is(alerts.texts().length, 2);
  await alerts.pass(SECOND);
  assert.match(alerts.texts()[2] ?? '', 'firing: 150 messages wait');
});

test('what was over again by then is not told at all, neither its beginning nor its end', async () => {
  const alerts = await startAlerts();
  await alerts.hear(alerts.pressed());
  await alerts.hear(alerts.relieved());
  await alerts.pass(2 * MINUTE);
  await alerts.hear(alerts.pressed());
  await alerts.pass(MINUTE);
  await alerts.hear(alerts.relieved());
  await alerts.pass(HOUR);
  assert.is(alerts.texts().length, 2);
});

test('a store that fails neither stops the loop nor counts as told: again after 1, 2, 4 s', async () => {
  const alerts = await startAlerts();
  alerts.trouble.away = true;
  await alerts.hear(alerts.stale());
  await alerts.pass(3 * SECOND);
  assert.is(alerts.state(), 'backingOff');
  assert.equal(alerts.texts(), []);
  const failed = alerts.reports.flatMap((fact) =>
    fact.type === 'alert.delivery_failed' ? [[fact.rule, fact.failure.attempt]] : [],
  );
  assert.equal(failed, [
    ['self.poll.stale', 1],
    ['self.poll.stale', 2],
    ['self.poll.stale', 3],
  ]);
  alerts.trouble.away = false;
  await alerts.pass(4 * SECOND);
  assert.is(alerts.texts().length, 1);
  assert.is(alerts.actor.getSnapshot().context.tries, 0);
});

test('what is over before the store is back is not told', async () => {
  const alerts = await startAlerts();
  alerts.trouble.away = true;
  await alerts.hear(alerts.stale());
  await alerts.hear(alerts.recovered());
  alerts.trouble.away = false;
  await alerts.pass(HOUR);
  assert.equal(alerts.texts(), []);
});

test('what comes while something is being told is told after it', async () => {
  const alerts = await startAlerts();
  const { promise, resolve } = Promise.withResolvers<void>();
  alerts.trouble.slow = promise;
  await alerts.hear(alerts.stale());
  assert.is(alerts.state(), 'evaluating');
  await alerts.hear(alerts.failed());
  await alerts.hear(alerts.stale());
  await alerts.hear(alerts.recovered());
  await alerts.hear(alerts.pressed());
  await alerts.hear(alerts.relieved());
  resolve();
  await alerts.calm();
  assert.equal(
    alerts.texts().map((text) => text.slice(0, 8)),
    ['firing: ', 'resolved'],
    'the pressure came and went meanwhile',
  );
});

test('facts that come before the store answers for the first time are told when it does', async () => {
  const alerts = await startAlerts({ away: true });
  await alerts.pass(10 * SECOND);
  assert.match(alerts.state(), 'loading');
  assert.ok(alerts.told().includes('alert.delivery_failed'));
  await alerts.hear(alerts.stale());
  alerts.trouble.away = false;
  await alerts.pass(MINUTE);
  assert.is(alerts.texts().length, 1);
});

const lostFact = { type: 'leader.lost', component: 'watchdog', holder: null } as const;
const acquired = {
  type: 'leader.acquired',
  component: 'watchdog',
  epoch: '1',
  fresh: true,
} as const;

test('no ops channel: nothing is stored, but it is logged', async () => {
  const alerts = await startAlerts({ channel: null });
  await alerts.hear(alerts.stale());
  await alerts.hear(alerts.recovered());
  assert.equal(alerts.texts(), []);
  assert.equal(alerts.told(), ['alert.firing', 'alert.resolved']);
});

test('another incarnation of this actor does not repeat an episode', async () => {
  const alerts = await startAlerts();
  const fact = alerts.stale();
  await alerts.hear(fact);
  const clock: Clock = { now: () => alerts.time.now, elapsed: () => alerts.time.now };
  const needs = { outbox: alerts.store.outbox, clock, channel: 'COPS' };
  if (fact.type !== 'poll.stale') return;
  const episode = { fact, tellFrom: 0, told: false };
  const watched = { episode, over: null, lastToldAt: null };
  await raiseNotice(needs, { rules: { 'self.poll.stale': watched }, lastFailure: null });
  assert.is(alerts.texts().length, 1);
});

test('who stands by tells nothing; who takes over tells what still holds after a grace', async () => {
  const alerts = await startAlerts({ leading: false });
  assert.is(alerts.state(), 'standby');
  await alerts.hear(alerts.stale());
  await alerts.pass(2 * HOUR);
  assert.equal(alerts.texts(), []);
  alerts.actor.send({ ...acquired, at: alerts.time.now });
  await alerts.pass(HOUR - SECOND);
  assert.equal(alerts.texts(), [], 'nobody here has polled before');
  await alerts.pass(SECOND);
  assert.is(alerts.texts().length, 1);
});

test('the lead may come and go in every state', async () => {
  const alerts = await startAlerts();
  const lose = () => alerts.actor.send({ ...lostFact, at: alerts.time.now });
  const win = () => alerts.actor.send({ ...acquired, at: alerts.time.now });
  lose();
  assert.is(alerts.state(), 'standby');
  win();
  assert.is(alerts.state(), 'evaluating');
  lose();
  win();
  await alerts.calm();
  assert.is(alerts.state(), 'waiting');
  alerts.trouble.away = true;
  await alerts.hear(alerts.stale());
  assert.is(alerts.state(), 'backingOff');
  await alerts.hear(alerts.pressed());
  lose();
  assert.is(alerts.state(), 'standby');
  await alerts.hear(alerts.relieved());
  await alerts.pass(30 * SECOND);
  assert.match(alerts.state(), 'loading');
  lose();
  assert.is(alerts.state(), 'standby');
  await alerts.pass(30 * SECOND);
  win();
  assert.is(alerts.state(), 'evaluating');
});

test('in standby it asks every 30 s whether it leads', async () => {
  const alerts = await startAlerts({ leading: false });
  alerts.trouble.begin = true;
  await alerts.pass(30 * SECOND);
  assert.is(alerts.state(), 'waiting');
});

test('gives a sign of life at least every 30 s', async () => {
  const alerts = await startAlerts();
  await alerts.pass(5 * MINUTE);
  assert.is(alerts.said[0], 'ready');
  assert.ok(alerts.said.length >= 11);
});

test('ends cleanly when asked', async () => {
  const alerts = await startAlerts();
  alerts.actor.send({ type: 'sup.stop' });
  assert.is(alerts.actor.getSnapshot().status, 'done');
  assert.equal(alerts.actor.getSnapshot().output, { exit: { kind: 'shutdown', term: false } });
});

test.run();
