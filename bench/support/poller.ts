/** A poll as it is: HTTP, thread, PostgreSQL. */

import { randomUUID } from 'node:crypto';
import { createPoll } from '../../src/flows/pollPapers.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { createHttp } from '../../src/sources/http.ts';
import { indexReader } from '../../src/sources/index/reader.ts';
import { createPaperIndex } from '../../src/sources/paperIndex.ts';
import { createLeadership } from '../../src/store/leader.ts';
import { createPapers } from '../../src/store/papers/papers.ts';
import { createPeople } from '../../src/store/people/people.ts';
import { bulkLimits, type ServerSettings } from '../../src/store/pool/settings.ts';
import { poolTo } from '../../test/store/support/postgres.ts';

const { signal: never } = new AbortController();
const clock: Clock = { now: () => Date.now(), elapsed: () => performance.now() };

/** What a poll should come to. */
type Result = 'not_modified' | 'unchanged' | 'changed' | 'seeded';

/** The steps of the poll over real adapters. */
export function pollerAt(url: string, settings: ServerSettings) {
  const [main, bulk] = [poolTo(settings), poolTo(settings, bulkLimits)];
  const leadership = createLeadership(main, {
    instance: randomUUID(),
    holder: 'bench',
    alone: true,
  });
  const http = createHttp({ clock, userAgent: 'bench' });
  const reader = indexReader();
  const steps = createPoll({
    source: createPaperIndex({ http, url }),
    reader,
    leadership,
    clock,
    newId: randomUUID,
    random: Math.random,
    store: createPapers(main, bulk),
    people: createPeople(main),
    channels: { papers: 'C0PAPERS', ops: 'C0OPS' },
    minEntries: 5_000,
    intervalMs: 1_800_000,
  });
  let epoch = '';
  return {
    async begin() {
      await leadership.bid(true);
      const begun = await steps.begin();
      if (begun.type !== 'begun') throw new Error('not leading');
      epoch = begun.epoch;
    },
    /** One poll, from the request to the commit. */
    async poll(wanted: Result) {
      const input = { epoch, retries: 0, accept: null };
      const fetched = await steps.fetch(input, never);
      if (fetched.type === 'body') await steps.validate(input, never);
      const end = await steps.commit(input, never);
      const got = end.type === 'committed' ? end.poll.result : end.type;
      if (got !== wanted) throw new Error(`${got} and not ${wanted}`);
    },
    /** The smallest statement, and the smallest request. */
    nothing: () => main.check(),
    async close() {
      await Promise.all([http.close(), reader.close(), main.close(100), bulk.close(100)]);
    },
  };
}

/** A poller of the bench. */
export type Poller = ReturnType<typeof pollerAt>;
