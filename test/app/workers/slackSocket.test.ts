import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createTracer } from '../../../src/app/tracing/tracer.ts';
import { Failure } from '../../../src/domain/health/failure.ts';
import { type Listening, type ListeningOptions, listen } from '../../support/slack/listening.ts';
import {
  openSockets,
  type Sockets,
  type SocketsOptions,
  soon,
} from '../../support/slack/sockets.ts';

type Stage = Listening & Sockets;

async function within(
  work: (stage: Stage) => Promise<void>,
  { sockets: options = {}, ...rest }: ListeningOptions & { sockets?: SocketsOptions } = {},
): Promise<void> {
  const sockets = await openSockets(options);
  const listening = listen(sockets, rest);
  try {
    await work({ ...sockets, ...listening });
    assert.equal(sockets.bugs, []);
    assert.equal(
      listening.count('actor.crashed') > 0 ? 'crashed' : 'well',
      crashed ? 'crashed' : 'well',
    );
  } finally {
    crashed = false;
    await listening.stop();
    await soon(() => sockets.world.socket.open() === 0);
    await sockets.close();
  }
}

/** Whether the test makes it crash on purpose. */
let crashed = false;

const connected = (stage: Stage, times = 1) => soon(() => stage.count('slack.connected') >= times);

const test = suite('socket worker');

test('X15: a crash never makes two sockets: the next one opens when the last one is gone', () =>
  within(async (stage) => {
    crashed = true;
    await connected(stage);
    for (let n = 2; n <= 3; n += 1) {
      stage.tree.inject('slackSocket', 'crash');
      await connected(stage, n);
    }
    assert.equal([stage.count('actor.crashed'), stage.world.socket.mostOpen()], [2, 1]);
    const { state } = await stage.world.socket.command('/paper', '').done;
    assert.is(state, 'acked');
  }));

test('operations-16: each envelope is a turn with a trace of its own', async () => {
  const tracer = createTracer();
  const traces: (string | null)[] = [];
  const note = async (): Promise<void> => {
    await pause(1);
    traces.push(tracer.current()?.traceId ?? null);
  };
  const turn = <T>(work: () => T): T => tracer.incoming(null, work);
  await within(
    async (stage) => {
      await connected(stage);
      for (let n = 1; n <= 2; n += 1) {
        stage.world.socket.command('/paper', `${n}`);
        await soon(() => traces.length === n);
      }
      for (const trace of traces) assert.match(String(trace), /^[0-9a-f]{32}$/);
      assert.is.not(traces[0], traces[1]);
    },
    { turn, onInbound: note },
  );
});

test('delivery-17: a refresh under 100 commands a second loses none, and there is no gap', () =>
  within(async (stage) => {
    await connected(stage);
    const sent: Promise<{ readonly state: string }>[] = [];
    const burst = async (count: number) => {
      for (let n = 0; n < count; n += 1) {
        sent.push(stage.world.socket.command('/paper', String(n)).done);
        await pause(10);
      }
    };
    await burst(20);
    stage.world.socket.refresh('refresh_requested', 3_000);
    await burst(150);
    assert.is(stage.count('slack.connected'), 2);
    const states = await Promise.all(sent);
    assert.equal(
      states.filter(({ state }) => state !== 'acked'),
      [],
    );
    await soon(() => stage.inbound.length === 170);
    assert.equal([stage.world.socket.gaps(), stage.world.socket.mostOpen()], [[], 2]);
  }));

test('delivery-17: closed at once, it is back after one round of asking', () =>
  within(async (stage) => {
    await connected(stage);
    stage.world.socket.refresh('refresh_requested', 0);
    await connected(stage, 2);
    assert.is(stage.world.socket.gaps().length, 1);
    assert.equal(
      stage.facts.flatMap((fact) => (fact.type === 'slack.connected' ? [fact.replaces] : [])),
      [false, false],
    );
  }));

test('delivery-20: half a connection is noticed, and made anew', () =>
  within(
    async (stage) => {
      await connected(stage);
      await soon(() => stage.pulse.lastFrameAt !== null);
      stage.world.socket.freeze();
      await connected(stage, 2);
      assert.is(stage.link(), 'connected');
    },
    { sockets: { pongWithinMs: 300 } },
  ));

test('Slack that answers no pings is given up, though its own pings come', () =>
  within(
    async (stage) => {
      await connected(stage);
      stage.world.socket.habits.pongs = false;
      await soon(() => stage.count('slack.disconnected') > 0);
    },
    { sockets: { pongWithinMs: 300, socket: { pingEveryMs: 50 } } },
  ));

test('delivery-19: apps.connections.open fails once: connected again without anybody’s help', () =>
  within(async (stage) => {
    await connected(stage);
    stage.world.fault({ method: 'apps.connections.open', answer: { type: 'reset' } });
    stage.world.socket.cut();
    await connected(stage, 2);
    const reasons = stage.facts.flatMap((fact) =>
      fact.type === 'slack.disconnected' ? [`${fact.failure.reason} ${fact.failure.attempt}`] : [],
    );
    assert.equal(reasons, ['socket_closed 1', 'reset 2']);
  }));

test('delivery-19: refused for good it is parked, says so, and asks no more', () =>
  within(
    async (stage) => {
      await soon(() => stage.count('slack.parked') === 1);
      await pause(100);
      assert.is(stage.world.calls('apps.connections.open').length, 1);
      assert.is(stage.link(), 'parked');
    },
    { sockets: { token: 'xapp-revoked' } },
  ));

test('delivery-20: too many connections: one question, and then silence', () =>
  within(async (stage) => {
    await connected(stage);
    stage.world.socket.fault({ type: 'crowded' }, 99);
    stage.world.socket.cut();
    await soon(() => stage.count('slack.notice') === 1);
    await pause(100);
    assert.is(stage.world.calls('apps.connections.open').length, 2);
    assert.is(stage.link(), 'backingOff');
  }));

test('delivery-21: a database that is down, a handler that throws, a socket gone before the ack', () => {
  const away = new Failure({ category: 'DB', reason: 'lost', operation: 'x', message: 'away' });
  return within(
    async (stage) => {
      await connected(stage);
      await stage.world.socket.command('/paper', 'one').done;
      await soon(() => stage.count('slack.failed') === 2);
      stage.world.socket.commandAndCut('/paper', 'two');
      await connected(stage, 2);
      const { state } = await stage.world.socket.command('/paper', 'three').done;
      assert.is(state, 'acked');
    },
    {
      seen: { note: () => Promise.reject(away) },
      onInbound: () => Promise.reject(new TypeError('a bug')),
    },
  );
});

test('the same event four times: four acks, one answer', () =>
  within(async (stage) => {
    await connected(stage);
    const event = { type: 'app_mention', user: 'U0ADA', channel: 'C1', text: 'x', ts: '1.1' };
    for (let n = 0; n < 4; n += 1) {
      const { state } = await stage.world.socket.event(event, 'Ev7').done;
      assert.is(state, 'acked');
    }
    await soon(() => stage.count('slack.duplicate') === 3);
    assert.equal(
      stage.inbound.map(({ key }) => key),
      ['ev:Ev7'],
    );
  }));

test('whoever does not lead has no socket, and lets go of it when it leads no more', () =>
  within(
    async (stage) => {
      await stage.tree.booted;
      assert.is(stage.link(), 'standby');
      stage.tree.tell('slackSocket', { type: 'leader.acquired' });
      await connected(stage);
      stage.tree.tell('slackSocket', { type: 'leader.lost' });
      await soon(() => stage.world.socket.open() === 0);
      assert.equal([stage.link(), stage.pulse.connectedSince], ['standby', null]);
    },
    { leading: false },
  ));

test.run();
