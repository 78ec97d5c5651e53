import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '../../../src/store/pool/db.ts';
import type { FaultProxy } from '../../support/proxy.ts';
import { until, watchEscapes } from './support.ts';

/** The three ways in which a storm ends connections. */
export const killers = ['terminate', 'reset', 'finish'] as const;

/** What a storm saw. */
export interface Storm {
  readonly kills: number;
  readonly good: number;
  readonly failed: Readonly<Record<string, number>>;
  readonly slowestMs: number;
  readonly escaped: readonly string[];
}

/** One call of a worker; `n` differs each time. */
export type Ask = (n: number) => Promise<unknown>;

interface Running {
  readonly stop: () => Promise<void>;
  good: number;
  slowestMs: number;
  readonly failed: Record<string, number>;
}

/** Workers that ask again in the next turn, whatever came out. */
export function startWorkers(count: number, ask: Ask): Running {
  let on = true;
  let n = 0;
  const seen: Running = {
    good: 0,
    slowestMs: 0,
    failed: {},
    stop: async () => {
      on = false;
      await all;
    },
  };
  const one = async () => {
    const from = performance.now();
    n += 1;
    try {
      await ask(n);
      seen.good += 1;
    } catch (thrown) {
      const { reason = String(thrown) } = thrown as { readonly reason?: string };
      seen.failed[reason] = (seen.failed[reason] ?? 0) + 1;
    }
    seen.slowestMs = Math.max(seen.slowestMs, performance.now() - from);
    await nextTurn();
  };
  const all = Promise.all(
    Array.from({ length: count }, async () => {
      while (on) await one();
    }),
  );
  return seen;
}

async function kill(how: (typeof killers)[number], proxy: FaultProxy, admin: Db): Promise<boolean> {
  if (how === 'reset') return proxy.reset(Math.random());
  if (how === 'finish') return proxy.finish(Math.random());
  const rows = await admin.run(
    { name: 'test.terminate', repeatable: true },
    (sql) => sql`
      select pg_terminate_backend(pid) from
        (select pid from pg_stat_activity
          where application_name = 'paperscout' and client_port > 0 order by random() limit 1) one`,
  );
  return rows.count === 1;
}

/**
 * `each` kills of every kind, 3 to 12 ms apart, while six workers ask through the proxy. Throws
 * when no call is good within 1.5 s of the last kill.
 */
export async function storm(proxy: FaultProxy, admin: Db, each: number, ask: Ask): Promise<Storm> {
  const escapes = watchEscapes();
  const workers = startWorkers(6, ask);
  let kills = 0;
  for (const how of killers)
    for (let done = 0; done < each; ) {
      await sleep(3 + Math.random() * 9);
      if (!(await kill(how, proxy, admin))) continue;
      done += 1;
      kills += 1;
    }
  await workers.stop();
  // kills that hit a dial make the pool pause; that it comes back in time is a part of the matter
  await until(
    () =>
      ask(0).then(
        () => true,
        () => false,
      ),
    1_500,
  );
  const { good, failed, slowestMs } = workers;
  return { kills, good, failed, slowestMs, escaped: escapes.end() };
}
