import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FactOf } from '../../../src/domain/health/fact.ts';
import {
  begun,
  ended,
  failedCycle,
  forever,
  HALF_HOUR,
  lost,
  MINUTE,
  SECOND,
  startProber,
} from '../../support/probing/prober.ts';

const test = suite('prober');

test('says what the store remembers, then looks for drafts once in each interval', async () => {
  const prober = startProber();
  await prober.pass(SECOND);
  assert.equal(prober.types(), ['probe.known', 'probe.cycle']);
  assert.is(prober.state(), 'waiting');
  await prober.pass(2 * HALF_HOUR);
  assert.equal(
    prober.cycledAt.map((at) => Math.round(at / MINUTE)),
    [0, 30, 60],
  );
});

test('does nothing but stand by while another process leads', async () => {
  const prober = startProber({}, { leading: false });
  await prober.pass(2 * HALF_HOUR);
  assert.equal([prober.state(), prober.count.begin, prober.count.cycle], ['standby', 0, 0]);
  prober.actor.send({ type: 'leader.acquired' });
  await prober.pass(SECOND);
  assert.is(prober.count.cycle, 1);
});

test('stands by when the lease was taken by another between the fact and the fence', async () => {
  const prober = startProber({ begin: [{ type: 'standby' }] });
  await prober.pass(MINUTE);
  assert.equal([prober.state(), prober.count.begin], ['standby', 1]);
});

test('waits until the index was seeded: at the latest half a minute, at once when it hears of it', async () => {
  const prober = startProber({ begin: [{ type: 'unseeded' }, { type: 'unseeded' }, begun()] });
  await prober.pass(SECOND);
  assert.is(prober.state(), 'unseeded');
  await prober.pass(30 * SECOND);
  assert.equal([prober.state(), prober.count.begin], ['unseeded', 2]);
  prober.actor.send({ type: 'index.seeded' });
  await prober.pass(SECOND);
  assert.is(prober.count.cycle, 1);
});

for (const state of ['waiting', 'backingOff', 'blocked'] as const)
  test(`after a restart goes on ${state} for what is left`, async () => {
    const prober = startProber({ begin: [begun({ state, ms: 10 * MINUTE })] });
    await prober.pass(10 * MINUTE - SECOND);
    assert.equal([prober.state(), prober.count.cycle], [state, 0]);
    await prober.pass(2 * SECOND);
    assert.is(prober.count.cycle, 1);
  });

test('papers 14.13: waits as long as a 429 asks, without a restart', async () => {
  const limited = { category: 'RATE_LIMIT', reason: 'http_429' } as const;
  const rest = { state: 'backingOff', ms: 2 * MINUTE } as const;
  const prober = startProber({ cycle: [failedCycle(limited, rest), ended()] });
  await prober.pass(SECOND);
  assert.is(prober.state(), 'backingOff');
  assert.equal(prober.types(), ['probe.known', 'probe.cycle', 'probe.failed']);
  await prober.pass(2 * MINUTE - 2 * SECOND);
  assert.is(prober.count.cycle, 1);
  await prober.pass(2 * SECOND);
  assert.is(prober.count.cycle, 2);
});

test('papers 14.13: pauses after a 403 and is then there again', async () => {
  const blocked = { category: 'UPSTREAM_CHANGED', reason: 'http_403' } as const;
  const rest = { state: 'blocked', ms: 2 * HALF_HOUR } as const;
  const prober = startProber({ cycle: [failedCycle(blocked, rest), ended()] });
  await prober.pass(2 * HALF_HOUR - SECOND);
  assert.equal([prober.state(), prober.count.cycle], ['blocked', 1]);
  await prober.pass(2 * SECOND);
  assert.equal([prober.state(), prober.count.cycle], ['waiting', 2]);
});

test('a database that is away for the commit is a state: one failure, growing rests, no crash', async () => {
  const prober = startProber({ cycle: [lost, lost, ended()] });
  await prober.pass(SECOND);
  assert.is(prober.state(), 'backingOff');
  const failed = prober.facts.at(-1) as FactOf<'probe.failed'>;
  assert.equal([failed.failure.category, failed.failure.attempt, failed.cycle], ['DB', 3, null]);
  await prober.pass(4 * MINUTE);
  assert.is(prober.count.cycle, 2, 'the third in a row rests four minutes');
  await prober.pass(8 * MINUTE);
  assert.equal([prober.state(), prober.count.cycle], ['waiting', 3]);
});

test('a database that is away at the start is asked again for the fence', async () => {
  const prober = startProber({ begin: [lost, begun()] });
  await prober.pass(SECOND);
  assert.equal([prober.state(), prober.types()], ['backingOff', ['probe.failed']]);
  await prober.pass(MINUTE);
  assert.equal([prober.state(), prober.count.begin, prober.count.cycle], ['waiting', 2, 1]);
});

test('supervision 13.6: a thousand failed cycles are a thousand facts and no crash', async () => {
  const outage = failedCycle(
    { category: 'NETWORK', reason: 'refused' },
    { state: 'waiting', ms: SECOND },
  );
  const prober = startProber({ cycle: [outage] });
  await prober.pass(1_000 * SECOND);
  const failed = prober.types().filter((type) => type === 'probe.failed');
  assert.ok(failed.length >= 1_000);
  assert.is(prober.actor.getSnapshot().status, 'active');
});

test('drops what another has fenced, and takes the fence anew', async () => {
  const prober = startProber({ cycle: [{ type: 'fenced' }, ended()] });
  await prober.pass(2 * SECOND);
  assert.equal([prober.count.begin, prober.count.cycle], [2, 2]);
  assert.equal(prober.types(), ['probe.known', 'probe.known', 'probe.cycle']);
});

test('leaves its step and stands by when it loses the lease', async () => {
  const prober = startProber({ cycle: [forever] });
  await prober.pass(SECOND);
  assert.is(prober.state(), 'probing');
  prober.actor.send({ type: 'leader.lost' });
  assert.equal([prober.state(), prober.aborted], ['standby', ['cycle']]);
});

test('a long cycle gives signs of life', async () => {
  const prober = startProber({ cycle: [forever] });
  await prober.pass(SECOND);
  const before = prober.count.beats;
  prober.actor.send({ type: 'step.progress' });
  assert.is(prober.count.beats, before + 1);
  assert.is(prober.state(), 'probing');
});

test('gives a sign of life at least every 30 s while it waits, in every state', async () => {
  const states = [
    startProber(),
    startProber({ begin: [begun({ state: 'blocked', ms: HALF_HOUR })] }),
    startProber({ begin: [begun({ state: 'backingOff', ms: HALF_HOUR })] }),
    startProber({ begin: [{ type: 'unseeded' }] }),
    startProber({}, { leading: false }),
  ];
  states[0]?.actor.send({ type: 'probe.pause' });
  for (const prober of states) {
    await prober.pass(2 * SECOND);
    const before = prober.count.beats;
    await prober.pass(5 * MINUTE);
    assert.ok(prober.count.beats - before >= 10, String(prober.state()));
  }
});

test('stops when asked, from every state, and leaves its step', async () => {
  const states = [
    startProber(),
    startProber({ cycle: [forever] }),
    startProber({ begin: [forever] }),
    startProber({ begin: [begun({ state: 'blocked', ms: HALF_HOUR })] }),
    startProber({ begin: [begun({ state: 'backingOff', ms: HALF_HOUR })] }),
    startProber({ begin: [{ type: 'unseeded' }] }),
    startProber({}, { leading: false }),
  ];
  for (const prober of states) {
    await prober.pass(SECOND);
    prober.actor.send({ type: 'sup.stop' });
    assert.equal(prober.output(), { exit: { kind: 'shutdown', term: false } });
  }
  assert.equal(
    states.map(({ aborted }) => aborted.at(-1) ?? ''),
    ['', 'cycle', 'begin', '', '', '', ''],
  );
});

test('says a draft, a failed request and a cycle each with its own fact', async () => {
  const draft = { number: 4349, revision: 0, url: 'https://x.example/D4349R0.pdf', older: false };
  const prober = startProber({
    cycle: [
      ended({
        drafts: [{ type: 'draft.found', ...draft }],
        failed: [{ url: 'u', category: 'TIMEOUT', reason: 'headers_timeout' }],
      }),
    ],
  });
  await prober.pass(SECOND);
  assert.equal(prober.types().slice(1), ['probe.request_failed', 'draft.found', 'probe.cycle']);
  assert.equal(prober.facts[2], { component: 'prober', at: null, type: 'draft.found', ...draft });
});

test.run();
