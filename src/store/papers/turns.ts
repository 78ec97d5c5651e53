/** Turns of the poller that bring no new index: one statement each. */

import type { Committed, Epoch } from '../../ports/leadership.ts';
import type { PaperStore } from '../../ports/papers.ts';
import { fenceOf } from '../fence.ts';
import type { Db, Sql, Statement } from '../pool/db.ts';
import { jsonIn } from '../pool/rows.ts';

interface Run {
  readonly cycle: string;
  readonly startedAt: number;
  readonly requests: number;
  readonly result: string;
}

const run = (sql: Sql, turn: Run): Statement<object> => sql`
  ${turn.cycle}::uuid, 'poll', to_timestamp(${turn.startedAt}::float8 / 1000), now(),
  ${turn.result}, ${turn.requests}`;

/** The server said "not modified", or sent the same bytes: `source_state` and `cycle_run`, no more. */
export async function unchanged(
  db: Db,
  epoch: Epoch,
  turn: Parameters<PaperStore['unchanged']>[1],
): Promise<Committed<null>> {
  const [answer] = await db.run(
    { name: 'papers.unchanged', repeatable: true },
    (sql) => sql<{ held: boolean }>`
      with ${fenceOf(sql, epoch)},
      ran as (
        insert into cycle_run (id, kind, started, ended, result, requests, counts)
        select ${run(sql, turn)}, '{}'::jsonb from fence
        on conflict (id) do nothing
      ),
      state as (
        insert into source_state (source, last_attempt, last_success)
        select 'index', now(), now() from fence
        on conflict (source) do update set last_attempt = excluded.last_attempt,
          last_success = excluded.last_success, consecutive_failures = 0, quarantine = null
      )
      select exists (select 1 from fence) as held`,
  );
  return answer?.held === true ? { type: 'done', value: null } : { type: 'fenced' };
}

/** A poll that failed. Said twice it counts once; a rejected body leaves a row without validators. */
export async function failed(
  db: Db,
  epoch: Epoch,
  turn: Parameters<PaperStore['failed']>[1],
): Promise<Committed<{ readonly consecutiveFailures: number }>> {
  const { failure, quarantine, rejected } = turn;
  const numbers = rejected ?? {
    entries: 0,
    papers: 0,
    frontier: 0,
    sha256: '',
    bytes: 0,
    gate: '',
  };
  const [answer] = await db.run(
    { name: 'papers.failed', repeatable: true },
    (sql) => sql<{ held: boolean; failures: number }>`
      with ${fenceOf(sql, epoch)},
      ran as (
        insert into cycle_run
          (id, kind, started, ended, result, requests, counts, failure_category, failure_reason)
        select ${run(sql, { ...turn, result: 'failed' })}, '{}'::jsonb,
          ${failure.category}, ${failure.reason} from fence
        on conflict (id) do nothing returning id
      ),
      rejection as (
        insert into snapshots
          (batch, fetched_at, sha256, bytes, entries, p_entries, frontier, verdict, gate)
        select ran.id, now(), ${numbers.sha256}, ${numbers.bytes}::bigint, ${numbers.entries}::int,
          ${numbers.papers}::int, ${numbers.frontier}::int, 'rejected', ${numbers.gate}
        from ran where ${rejected !== null}::boolean
      ),
      state as (
        insert into source_state as s
          (source, last_attempt, consecutive_failures, last_error, quarantine)
        select 'index', now(), 1, ${jsonIn(failure)}::text::jsonb,
          nullif(${jsonIn(quarantine)}::text::jsonb, 'null'::jsonb) from ran
        on conflict (source) do update set last_attempt = excluded.last_attempt,
          consecutive_failures = s.consecutive_failures + 1,
          last_error = excluded.last_error, quarantine = excluded.quarantine
        returning consecutive_failures
      )
      select exists (select 1 from fence) as held,
        coalesce(
          (select consecutive_failures from state),
          (select consecutive_failures from source_state where source = 'index'), 0
        ) as failures`,
  );
  if (answer?.held !== true) return { type: 'fenced' };
  return { type: 'done', value: { consecutiveFailures: answer.failures } };
}
