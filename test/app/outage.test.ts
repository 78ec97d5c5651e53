import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type AnyStateMachine, createActor, fromPromise, StateMachine } from 'xstate';
import { alertsMachine } from '../../machines/alerts.ts';
import { messageQueueMachine } from '../../machines/messageQueue.ts';
import { pollerMachine } from '../../machines/poller.ts';
import { proberMachine } from '../../machines/prober.ts';
import { slackSocketMachine } from '../../machines/slackSocket.ts';
import type { LinkEvent, SocketOrder } from '../../machines/socket/types.ts';
import { callback } from '../../machines/supervision/callback.ts';
import { rootId } from '../../machines/supervision/types.ts';
import { watchdogMachine } from '../../machines/watchdog.ts';
import { buildTree, type Worker } from '../../src/app/tree.ts';
import { Failure } from '../../src/domain/health/failure.ts';
import { VirtualClock } from '../support/clock.ts';
import { settle } from '../support/settle.ts';

const MINUTE = 60_000;

const away = new Failure({ category: 'DB', reason: 'refused', operation: 'test', message: 'away' });

/** A machine of which every step fails: whatever it wants from outside is away. */
function cutOff(machine: AnyStateMachine, input: object): Worker {
  return { logic: cut(machine), input: () => input };
}

/** Machines that it runs are cut off, too. */
function cut(machine: AnyStateMachine): AnyStateMachine {
  const steps = Object.entries(machine.implementations.actors).map(([name, logic]) => [
    name,
    logic instanceof StateMachine ? cut(logic) : fromPromise(() => Promise.reject(away)),
  ]);
  return machine.provide({ actors: Object.fromEntries(steps) });
}

/** A socket whose connections are all refused. */
function refused(): Worker {
  const connections = callback<SocketOrder>(({ receive, sendBack }) => {
    const say = (event: LinkEvent): void => sendBack(event);
    receive((order) => {
      if (order.type === 'pause') say({ type: 'pause.told', ms: 1_000 * order.tries });
      if (order.type !== 'open') return;
      say({ type: 'link.closed', n: order.n, failure: away.toRecord(), parks: false });
    });
    return () => undefined;
  });
  return {
    logic: slackSocketMachine.provide({ actors: { connections } }),
    input: () => ({ enabled: true, leading: true }),
  };
}

const test = suite('outage');

test('when everything outside is away for an hour, no actor crashes and no restart is used', async () => {
  const clock = new VirtualClock();
  const env = { now: clock.now, random: () => 0.5 };
  const staleAfterMs = 60 * MINUTE;
  const workers = {
    watchdog: cutOff(watchdogMachine, {
      staleAfterMs,
      staleInMs: staleAfterMs,
      sinceMs: 0,
      leading: true,
    }),
    alerts: cutOff(alertsMachine, {}),
    slackSocket: refused(),
    messageQueue: cutOff(messageQueueMachine, { threshold: 100, drainMs: 10_000 }),
    poller: cutOff(pollerMachine, { intervalMs: 30 * MINUTE, leading: true }),
    prober: cutOff(proberMachine, { intervalMs: 30 * MINUTE, leading: true }),
  };
  const times = { shutdownMs: 20_000, longestPollStepMs: 125_000, longestProbeSilenceMs: 60_000 };
  const root = createActor(buildTree(times, workers, env), {
    systemId: rootId,
    input: null,
    clock,
  });
  const facts: string[] = [];
  root.on('fact', ({ fact }) => void facts.push(fact.type));
  root.start();
  root.system.get('poller')?.send({ type: 'leader.acquired' });
  const end = clock.now() + 60 * MINUTE;
  while ((clock.nextDue() ?? end) < end) {
    clock.fireNext();
    await settle();
  }
  assert.ok(facts.filter((type) => type === 'poll.failed').length >= 5, 'it was an outage');
  assert.ok(facts.filter((type) => type === 'probe.failed').length >= 5);
  assert.ok(facts.includes('db.lost'));
  assert.ok(facts.filter((type) => type === 'slack.disconnected').length >= 20);
  assert.equal(
    facts.filter((type) =>
      ['actor.crashed', 'actor.restarted', 'supervisor.escalated'].includes(type),
    ),
    [],
  );
  root.send({ type: 'sup.stop' });
  for (let n = 0; n < 200 && root.getSnapshot().status === 'active'; n += 1) {
    await settle();
    if (clock.nextDue() !== null) clock.fireNext();
  }
  assert.is(root.getSnapshot().status, 'done');
});

test.run();
