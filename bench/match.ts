/** Events against watches. Line 14. */

import type { PaperEvent } from '../src/domain/papers/event.ts';
import { matchesEntry } from '../src/domain/papers/match/known.ts';
import { audienceOf } from '../src/domain/papers/tell/audience.ts';
import { tell } from '../src/domain/papers/tell/tell.ts';
import { migrate } from '../src/store/migrate.ts';
import { poolTo } from '../test/store/support/postgres.ts';
import { directReader } from '../test/support/papers/directReader.ts';
import { IndexStore, poll } from '../test/support/papers/indexStore.ts';
import { knownEntries } from '../test/support/papers/known.ts';
import { aroundMailing } from '../test/support/papers/wg21.ts';
import type { BenchRow } from './row.ts';
import { blockOf, contest, median, ms, wallOf } from './support/measure.ts';
import { startOrigin } from './support/origin.ts';
import { pollerAt } from './support/poller.ts';
import { startPostgres } from './support/postgres.ts';
import { crowd, settle } from './support/watches.ts';

const RUNS = 5;

/** The events of the mailing of April 2024: 172 ids. */
async function mailing(): Promise<readonly PaperEvent[]> {
  const { base, next } = aroundMailing();
  const [reader, store] = [directReader(), new IndexStore()];
  await poll(reader, store, base);
  const { prepared } = await poll(reader, store, next);
  if (prepared === null) throw new Error('the mailing was refused');
  return prepared.events;
}

/** Matching alone, in one thread, against asking each watch about each entry. */
async function matching(): Promise<BenchRow> {
  const events = await mailing();
  const page = JSON.stringify(crowd());
  const watches = crowd().flatMap((follower) => follower.watches);
  const { next } = aroundMailing();
  const keys = new Set(events.map(({ key }) => key));
  const entries = knownEntries(next).filter(({ key }) => keys.has(key));
  const occasion = { nowMs: Date.UTC(2024, 3, 16), afterPause: false };
  const ours = () => tell(events, audienceOf([page], 'C0PAPERS'), occasion);
  const floor = () =>
    entries.reduce((sum, one) => sum + watches.filter((w) => matchesEntry(w, one)).length, 0);
  const [floors = [], times = []] = await contest(RUNS, [floor, ours], wallOf);
  const [asked, took] = [median(floors), median(times)];
  return {
    line: `14 ${events.length - 1} events x ${watches.length} watches, with all messages, median of ${RUNS}`,
    floor: `each watch asked ${ms(asked)}`,
    ours: ms(took),
    ratio: took / asked,
    goal: '< 2 s',
    met: took < 2_000,
  };
}

/** The whole poll of a 10 MB index with 172 new entries, beside the watches. */
async function polling(): Promise<BenchRow> {
  const server = await startPostgres();
  const origin = await startOrigin();
  const { settings } = await server.database();
  await migrate(settings);
  const poller = pollerAt(origin.bare, settings);
  try {
    await poller.begin();
    await poller.poll('seeded');
    let step = 0;
    const blocks = async (): Promise<readonly number[]> => {
      const seen: number[] = [];
      for (let run = 0; run <= RUNS; run += 1) {
        step += 1;
        await origin.serve(step);
        const block = await blockOf(() => poller.poll('changed'));
        if (run > 0) seen.push(block); // the first one warms up
      }
      return seen;
    };
    const floor = median(await blocks());
    const db = poolTo(settings);
    const watches = await settle(db, crowd());
    await db.close(100);
    const seen = await blocks();
    const block = median(seen);
    return {
      line: `14 poll, 172 new, ${watches} watches: longest block, median of ${RUNS} (most ${ms(Math.max(...seen))})`,
      floor: `without watches ${ms(floor)}`,
      ours: ms(block),
      ratio: block / floor,
      goal: '<= 20 ms',
      met: block <= 20,
    };
  } finally {
    await poller.close();
    origin.close();
    await server.close();
  }
}

/** 172 events against 10,000 watches. */
export const matchBench = async (): Promise<readonly BenchRow[]> => [
  await matching(),
  await polling(),
];
