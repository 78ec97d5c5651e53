import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../../src/domain/health/failure.ts';
import { stopped } from '../../../src/domain/supervision/exit.ts';
import { leading, SECOND, standby, startWatchdog } from '../../support/polling/watchdog.ts';
import { settle } from '../../support/settle.ts';

/** The database is away from `from` to before `to`, in ms. */
const away =
  (from: number, to = Number.POSITIVE_INFINITY) =>
  async (nowMs: number) => {
    if (nowMs < from || nowMs >= to) return { tookMs: 2, at: nowMs };
    const kind = { category: 'DB', reason: 'refused', operation: 'store.check' } as const;
    throw new Failure({ ...kind, message: 'no' }, { component: 'watchdog', at: nowMs });
  };

const lease = ['leader.acquired', 'leader.lost'] as const;

const test = suite('watchdog: database and lease');

test('looks at the database at once and then every 15 s', async () => {
  const watchdog = startWatchdog();
  await watchdog.pass(45 * SECOND);
  assert.equal(watchdog.at.check, [0, 15_000, 30_000, 45_000]);
  assert.equal(watchdog.facts[0], {
    type: 'store.checked',
    component: 'store',
    at: null,
    tookMs: 2,
  });
});

test('the database is lost after three failing checks 2 s apart, and that is said once', async () => {
  const watchdog = startWatchdog({ check: away(10 * SECOND) });
  await watchdog.pass(120 * SECOND);
  assert.equal(watchdog.at.check.slice(0, 5), [0, 15_000, 17_000, 19_000, 21_000]);
  assert.equal(
    watchdog.facts.filter(({ type }) => type === 'db.lost'),
    [
      {
        type: 'db.lost',
        component: 'store',
        at: null,
        failure: {
          category: 'DB',
          reason: 'refused',
          operation: 'store.check',
          component: 'store',
          message: 'no',
          attempt: 3,
          retryAfterMs: null,
          at: 19_000,
        },
      },
    ],
  );
});

test('two failing checks and then a good one are no loss', async () => {
  const watchdog = startWatchdog({ check: away(10 * SECOND, 18 * SECOND) });
  await watchdog.pass(60 * SECOND);
  assert.equal(watchdog.told('db.lost', 'db.back'), []);
  assert.equal(watchdog.at.check, [0, 15_000, 17_000, 19_000, 34_000, 49_000]);
});

test('says that the database is back and how long it was away', async () => {
  const watchdog = startWatchdog({ check: away(10 * SECOND, 30 * SECOND) });
  await watchdog.pass(60 * SECOND);
  assert.equal(
    watchdog.facts.filter(({ type }) => type === 'db.back'),
    [{ type: 'db.back', component: 'store', at: null, lostMs: 16_000 }],
  );
  assert.is(watchdog.is({ database: 'up' }), true);
});

test('a suspicion is looked into at once', async () => {
  const watchdog = startWatchdog({ check: away(3 * SECOND) });
  await watchdog.pass(4 * SECOND);
  watchdog.actor.send({ type: 'db.suspected' });
  await watchdog.pass(4 * SECOND);
  assert.equal(watchdog.at.check, [0, 4_000, 6_000, 8_000]);
  assert.equal(watchdog.told('db.lost'), ['db.lost']);
});

test('bids every 5 s, up to a tenth sooner', async () => {
  const watchdog = startWatchdog();
  await watchdog.pass(15 * SECOND);
  assert.equal(watchdog.at.bid, [0, 5_000, 10_000, 15_000]);
  const sooner = startWatchdog({ bid: async () => ({ ...standby, random: 0.999 }) });
  await sooner.pass(5 * SECOND);
  assert.is(sooner.at.bid.length, 2);
});

test('acquires the lease, renews it quietly and says when another took it', async () => {
  const bids = [standby, leading('3', true), leading('3', false), standby, standby];
  const watchdog = startWatchdog(
    { bid: async (nowMs) => bids[nowMs / 5_000] ?? standby },
    { leading: false },
  );
  await watchdog.pass(4 * SECOND);
  assert.equal(watchdog.told(...lease), []);
  await watchdog.pass(2 * SECOND);
  assert.is(watchdog.is({ lease: 'leading' }), true);
  await watchdog.pass(20 * SECOND);
  assert.equal(
    watchdog.facts.filter(({ type }) => type.startsWith('leader.')),
    [
      { type: 'leader.acquired', component: 'watchdog', at: null, epoch: '3', fresh: true },
      { type: 'leader.lost', component: 'watchdog', at: null, holder: 'other' },
    ],
  );
});

test('a second process that stays is told once, and once when it is gone', async () => {
  const bids = [null, 'm2', 'm2', 'm3', null, null].map((one) => leading('3', false, one));
  const watchdog = startWatchdog({
    bid: async (nowMs) => bids[nowMs / 5_000] ?? leading('3', false),
  });
  await watchdog.pass(40 * SECOND);
  assert.equal(
    watchdog.facts.flatMap((fact) => {
      if (fact.type === 'config.mended') return [`mended ${fact.problem}: ${fact.was}`];
      if (fact.type !== 'config.problem') return [];
      const { category, reason, message } = fact.failure;
      return [`${category}/${reason}: ${message}`];
    }),
    [
      'CONFIG/second_instance: a second process has stood by for 15 min: m2',
      'mended second_instance: a second process has stood by for 15 min: m2',
      'CONFIG/second_instance: a second process has stood by for 15 min: m3',
      'mended second_instance: a second process has stood by for 15 min: m3',
    ],
  );
});

test('its restart changes no leader', async () => {
  const watchdog = startWatchdog({}, { incarnation: 2 });
  await watchdog.pass(20 * SECOND);
  assert.is(watchdog.is({ lease: 'leading' }), true);
  assert.equal(watchdog.told(...lease), []);
});

test('says that the lease is ours anew when it was lost between two bids', async () => {
  const watchdog = startWatchdog({ bid: async (nowMs) => leading('5', nowMs === 5_000) });
  await watchdog.pass(12 * SECOND);
  assert.equal(watchdog.told(...lease), ['leader.acquired']);
});

test('keeps its role while the database is away, and renews first when it is back', async () => {
  const check = away(8 * SECOND, 61 * SECOND);
  const bid = async (nowMs: number) => {
    await check(nowMs);
    return leading('3', false);
  };
  const watchdog = startWatchdog({ check, bid });
  await watchdog.pass(62 * SECOND);
  assert.is(watchdog.is({ lease: 'leading' }), true);
  assert.equal(watchdog.told(...lease, 'db.lost', 'db.back'), ['db.lost', 'db.back']);
  // the bid at 10 s failed, so the database was looked at then and not at 15 s
  assert.equal(watchdog.at.check.slice(0, 4), [0, 10_000, 12_000, 14_000]);
  assert.ok(watchdog.at.bid.includes(62_000), 'not only at 65 s');
});

test('who stands by goes on standing by while the database is away', async () => {
  const watchdog = startWatchdog(
    {
      bid: async (nowMs) => {
        await away(0, 22 * SECOND)(nowMs);
        return leading('3', true);
      },
      check: away(0, 22 * SECOND),
    },
    { leading: false },
  );
  await watchdog.pass(21 * SECOND);
  assert.is(watchdog.is({ lease: 'standby' }), true);
  await watchdog.pass(SECOND);
  assert.equal(watchdog.told(...lease, 'db.back'), ['db.back', 'leader.acquired']);
});

test('gives the lease back when it is told to stop, and ends then', async () => {
  const released = Promise.withResolvers<void>();
  const watchdog = startWatchdog({ release: () => released.promise });
  await watchdog.pass(3 * SECOND);
  watchdog.actor.send({ type: 'sup.stop' });
  assert.is(watchdog.actor.getSnapshot().status, 'active');
  released.resolve();
  await settle();
  const { status, output } = watchdog.actor.getSnapshot();
  assert.equal([status, output], ['done', stopped]);
  assert.equal(watchdog.at.release, [3_000]);
});

test('ends also when the lease cannot be given back', async () => {
  const watchdog = startWatchdog({ release: () => Promise.reject(new Error('away')) });
  watchdog.actor.send({ type: 'sup.stop' });
  await settle();
  assert.is(watchdog.actor.getSnapshot().status, 'done');
});

test.run();
