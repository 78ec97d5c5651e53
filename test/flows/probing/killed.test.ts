import { randomUUID } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../../src/domain/health/failure.ts';
import { slotOf } from '../../../src/domain/papers/probe/file.ts';
import { assembled } from '../../support/papers/wg21.ts';
import { pdf } from '../../support/probing/answers.ts';
import { probeWorld, small } from '../../support/probing/world.ts';

const test = suite('a prober that dies, and one beside it');

/** A world whose process dies at the n-th request: nothing of it happens any more. */
async function dyingAt(request: number, index = small) {
  const world = await probeWorld(index);
  const death = new Error('killed');
  world.origin.trouble = (_, __, n) => {
    if (n === request) throw death;
    return null;
  };
  const died = await world.cycle().catch((thrown: unknown) => thrown);
  assert.is(died, death);
  world.origin.trouble = () => null;
  const asked = world.origin.asked.slice(1, -1).map(({ name }) => name);
  return { world, asked };
}

test('kill in mid-cycle: what was answered is not asked early', async () => {
  const { world, asked } = await dyingAt(300, assembled());
  await world.restart();
  const from = world.origin.asked.length;
  await world.cycle();
  const again = new Set(world.origin.asked.slice(from).map(({ name }) => name));
  const early = asked.filter((name) => again.has(name));
  assert.ok(early.length < asked.length / 3, `${early.length} of ${asked.length}`);
  const rows = [...world.tables.probes.values()];
  const isTurn = (name: string): boolean => {
    const row = rows.find(({ url }) => url.endsWith(`/${name}`));
    return row !== undefined && (2 + slotOf(row.url)) % row.period === 0;
  };
  assert.ok(early.every(isTurn), 'only those whose own turn it is in this cycle');
});

test('kill in mid-cycle: no draft is lost, none is told twice', async () => {
  for (const request of [2, 40, 80, 120, 180, 260]) {
    const world = await probeWorld(small);
    world.put('D0013R0.pdf', pdf());
    world.put('D0013R0.html', `<html><title>A</title>${'word '.repeat(200)}`);
    world.put('D0099R0.pdf', pdf('b'));
    world.origin.trouble = (_, __, n) => {
      if (n === request) throw new Error('killed');
      return null;
    };
    await world.cycle().catch(() => {});
    world.origin.trouble = () => null;
    await world.restart();
    const news = (await world.cycles(26)).flatMap(({ drafts }) => drafts);
    assert.equal(
      news.map(({ type, number }) => `${type} ${number}`).sort(),
      ['draft.found 13', 'draft.found 99'],
      `killed at request ${request}`,
    );
  }
});

test('kill between commit and its answer: the cycle is over, nothing is told twice', async () => {
  const world = await probeWorld(small);
  world.put('D0013R0.pdf', pdf());
  const { drafts } = world.store;
  const lost = new Failure({ category: 'DB', reason: 'lost', operation: 'x', message: 'x' });
  await world.restart({
    store: {
      ...drafts,
      commit: async (...given) => {
        await drafts.commit(...given);
        throw lost;
      },
    },
  });
  assert.is(await world.cycle().catch((thrown: unknown) => thrown), lost);
  await world.restart();
  await world.cycles(26);
  assert.equal([world.told().length, world.events()], [1, ['draft.found D0013R0']]);
});

test('a database that is away for the commit loses no draft', async () => {
  const world = await probeWorld(small);
  world.put('D0013R0.pdf', pdf());
  const away = new Failure({ category: 'DB', reason: 'refused', operation: 'x', message: 'x' });
  await world.restart({ store: { ...world.store.drafts, commit: () => Promise.reject(away) } });
  assert.is(await world.cycle().catch((thrown: unknown) => thrown), away);
  await world.restart();
  await world.cycles(26);
  assert.is(world.told().length, 1);
});

test('after a restart it waits for what is left of the interval', async () => {
  const world = await probeWorld(small);
  const began = world.time.at;
  await world.cycle();
  world.time.at = began + 10 * 60_000;
  const begun = await world.restart();
  assert.equal(begun.type === 'begun' ? begun.rest : null, { state: 'waiting', ms: 20 * 60_000 });
});

test('two processes on one database do not double the load: the second asks nothing', async () => {
  const world = await probeWorld(small);
  const other = world.store.leadership({ instance: randomUUID(), holder: 'other', alone: false });
  assert.is((await other.bid(true)).type, 'standby');
  assert.is((await world.restart({ leadership: other })).type, 'standby');
});

test('an incarnation that was replaced asks nothing any more', async () => {
  const world = await probeWorld(small);
  const before = world.origin.asked.length;
  await world.needs.leadership.take('prober'); // a newer incarnation
  const end = await world.cycle().catch((thrown: unknown) => thrown);
  assert.ok(end instanceof Error && end.message === 'fenced');
  assert.is(world.origin.asked.length, before);
  assert.is(world.tables.draftSource.cycle, 0);
});

test('an incarnation that is replaced in mid-cycle stops at its next slice', async () => {
  const world = await probeWorld(small, { rate: 1 });
  world.origin.trouble = (_, __, n) => {
    if (n === 10) world.tables.roles.set('prober', 99);
    return null;
  };
  const end = await world.cycle().catch((thrown: unknown) => thrown);
  assert.ok(end instanceof Error && end.message === 'fenced');
  assert.ok(world.origin.asked.length <= 31, `${world.origin.asked.length}`);
  assert.is(world.told().length, 0);
});

test('waits until there is an index', async () => {
  const world = await probeWorld(small);
  world.tables.snapshots.length = 0;
  assert.is((await world.restart()).type, 'unseeded');
});

test.run();
