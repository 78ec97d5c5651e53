/** What stands behind each page of `/debug/`. */

import type { LoopView } from '../../../app/gauges.ts';
import type { Failures } from '../../../app/operators/failures.ts';
import type { Slowest } from '../../../app/operators/slowest.ts';
import type { VariableView } from '../../../config/view.ts';
import { Failure } from '../../../domain/health/failure.ts';
import type { Ledger } from '../../../domain/health/ledger.ts';
import type { SupervisionView } from '../../../domain/supervision/supervisionView.ts';
import { BadRequest, type Query } from '../../../http/debug/query.ts';
import type { DebugNeeds, Page } from '../../../http/debug/routes.ts';
import { type Level, levels } from '../../../log/events.ts';
import type { Ring } from '../../../log/ring.ts';
import type { PoolStatus } from '../../../ports/database.ts';
import type { StoreView } from '../../../ports/operators/view.ts';

/** What the pages look at. Functions, since tree and database come and go. */
export interface PagesNeeds {
  /** Null while there is no tree. */
  readonly actors: () => SupervisionView | null;
  readonly ledger: () => Ledger | null;
  /** Null while there is no database. */
  readonly store: () => StoreView | null;
  readonly pools: () => { readonly main: PoolStatus; readonly bulk: PoolStatus } | null;
  readonly slowest: Slowest;
  readonly failures: Failures;
  readonly loop: () => LoopView;
  readonly ring: Ring;
  readonly config: () => Readonly<Record<string, VariableView>>;
}

const LINES_AT_MOST = 500;

/** The pages, by path. */
export function debugPages(needs: PagesNeeds): DebugNeeds['pages'] {
  const store = (): StoreView => needs.store() ?? nothingYet();
  return {
    actors: { show: () => ({ supervision: needs.actors() }) },
    queue: {
      show: async () => ({
        measured: needs.ledger()?.last['queue.measured'] ?? null,
        ...(await store().holds()),
      }),
    },
    outbox: { show: async () => ({ rows: await store().outbox(100) }) },
    db: {
      show: async () => ({
        pools: needs.pools(),
        slowest: needs.slowest.top(20),
        ...(await factsOf(needs.store())),
      }),
    },
    failures: { show: () => ({ signatures: needs.failures.list() }) },
    cycles: {
      query: ['n'],
      show: async (query) => ({ cycles: await store().cycles(query.count('n', 50, 500)) }),
    },
    loop: {
      show: () => ({ ...needs.loop(), clockSteps: needs.ledger()?.counts['clock.stepped'] ?? 0 }),
    },
    logs: logsPage(needs.ring),
    config: { show: () => ({ variables: needs.config() }) },
  };
}

/** A database that is away takes two lines of the page, not the page. */
async function factsOf(store: StoreView | null): Promise<object> {
  try {
    return (await store?.facts()) ?? { schema: null, lease: null };
  } catch (thrown) {
    const { category, reason } = Failure.from(thrown, 'debug.db');
    return { schema: null, lease: null, failure_category: category, failure_reason: reason };
  }
}

function nothingYet(): never {
  throw new Failure({
    category: 'DB',
    reason: 'refused',
    operation: 'debug',
    message: 'there is no database yet',
  });
}

const logsPage = (ring: Ring): Page => ({
  query: ['level', 'component', 'event', 'since', 'n'],
  show: (query) => {
    const since = query.moment('since');
    const filter = {
      level: levelIn(query),
      component: query.text('component'),
      event: query.text('event'),
      since: since === null ? null : new Date(since).toISOString(),
    };
    const lines = ring.read(filter, query.count('n', 200, LINES_AT_MOST));
    return { lines: lines.map((line): unknown => JSON.parse(line)) };
  },
});

function levelIn(query: Query): Level | null {
  const given = query.text('level');
  const level = levels.find((one) => one === given) ?? null;
  if (given !== null && level === null)
    throw new BadRequest(`level: expects one of ${levels.join(', ')}`);
  return level;
}
