/** The commit of a poll: one statement, all or nothing. */

import { Failure } from '../../domain/health/failure.ts';
import type { Committed, Epoch } from '../../ports/leadership.ts';
import type { PollCommit } from '../../ports/papers.ts';
import { fenceOf } from '../fence.ts';
import { writeNews } from '../people/notify.ts';
import type { Db, Sql, Statement } from '../pool/db.ts';
import { writeEntries, writeEvents } from './rows.ts';

/** What a commit wrote. */
export interface Written {
  readonly events: number;
  readonly messages: number;
}

interface Answer extends Written {
  readonly held: boolean;
  readonly done: boolean;
}

/** The batch is complete and was not committed before; its row in `snapshots` makes it ours alone. */
const whole = (sql: Sql, { cycle, parts, body, index, acceptedBy }: PollCommit) => sql`
  snapshot as (
    insert into snapshots (batch, fetched_at, etag, last_modified, sha256, sent_sha256, bytes,
      entries, p_entries, frontier, verdict, accepted_by)
    select ${cycle}::uuid, now(), ${body.etag}, ${body.lastModified}, ${body.sha256},
      ${body.sentSha256}, ${body.bytes}::bigint, ${index.entries}::int, ${index.papers}::int,
      ${index.frontier}::int, 'committed', ${acceptedBy}
    from fence
    where (select count(*) from stage where batch = ${cycle}::uuid) = ${parts}::int
    on conflict (batch) do nothing returning id
  ),
  part as (
    delete from stage where batch = ${cycle}::uuid and exists (select 1 from snapshot)
    returning kind, body
  )`;

const turn = (sql: Sql, { cycle, startedAt, requests, result, changed }: PollCommit) => sql`
  state as (
    insert into source_state as s (source, last_attempt, last_success, last_content_change)
    select 'index', now(), now(), case when ${changed}::boolean then now() end from snapshot
    on conflict (source) do update set last_attempt = excluded.last_attempt,
      last_success = excluded.last_success, consecutive_failures = 0, quarantine = null,
      last_content_change = coalesce(excluded.last_content_change, s.last_content_change)
  ),
  counted as materialized (
    select (select count(*)::int from told_event) as events,
      (select count(*)::int from written) as messages
  ),
  ran as (
    insert into cycle_run (id, kind, started, ended, result, requests, counts)
    select ${cycle}::uuid, 'poll', to_timestamp(${startedAt}::float8 / 1000), clock_timestamp(),
      ${result}, ${requests}, jsonb_build_object('events', events, 'messages', messages)
    from snapshot, counted
    on conflict (id) do nothing
  )`;

const statement = (sql: Sql, epoch: Epoch, commit: PollCommit): Statement<Answer> => sql<Answer>`
  with ${fenceOf(sql, epoch)}, ${whole(sql, commit)}, ${writeEntries(sql)}, ${writeEvents(sql)},
  ${writeNews(sql)}, ${turn(sql, commit)}
  select exists (select 1 from fence) as held, exists (select 1 from snapshot) as done,
    events, messages
  from counted`;

/** What a batch wrote that was committed before; undefined when it was not. */
const before = async (db: Db, batch: string): Promise<Written | undefined> => {
  const [row] = await db.run(
    { name: 'papers.committed', repeatable: true },
    (sql) => sql<{ counts: Written }>`
      select r.counts from snapshots s join cycle_run r on r.id = s.batch
      where s.batch = ${batch}::uuid and s.verdict = 'committed'`,
  );
  return row?.counts;
};

/**
 * Commits a staged batch: entries, marks, events, messages, snapshot and state. The same batch
 * again answers as before and writes nothing. Throws DB/`lost` when parts of it are missing: it
 * must be staged anew.
 */
export async function commit(
  bulk: Db,
  epoch: Epoch,
  poll: PollCommit,
): Promise<Committed<Written>> {
  const [answer] = await bulk.run({ name: 'papers.commit', repeatable: true }, (sql) =>
    statement(sql, epoch, poll),
  );
  if (answer?.held !== true) return { type: 'fenced' };
  const { events, messages } = answer;
  if (answer.done) return { type: 'done', value: { events, messages } };
  const value = await before(bulk, poll.cycle);
  if (value !== undefined) return { type: 'done', value };
  throw new Failure({
    category: 'DB',
    reason: 'lost',
    operation: 'papers.commit',
    message: `the batch has not its ${poll.parts} parts any more`,
  });
}
