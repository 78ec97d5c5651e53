import type { PreviousRun, ProcessRuns } from '../ports/runs.ts';
import type { Db } from './pool/db.ts';

/** Starts and ends of processes. Throws DB failures. */
export const createProcessRuns = (db: Db): ProcessRuns => ({
  async started({ instance, holder, version }) {
    await db.run(
      { name: 'runs.started', repeatable: true },
      (sql) => sql`
        insert into process_run (instance, holder, version, started_at)
        values (${instance}::uuid, ${holder}, ${version}, now())
        on conflict (instance) do nothing`,
    );
  },
  async ended(instance, exitCode, reason) {
    await db.run(
      { name: 'runs.ended', repeatable: true },
      (sql) => sql`
        update process_run set ended_at = now(), exit_code = ${exitCode}, reason = ${reason}
        where instance = ${instance}::uuid and ended_at is null`,
    );
  },
  async previous({ instance, holder }) {
    const [run] = await db.run(
      { name: 'runs.previous', repeatable: true },
      (sql) => sql<PreviousRun>`
        select instance::text as instance, exit_code as "exitCode" from process_run
        where instance <> ${instance}::uuid
          and regexp_replace(holder, ':[0-9]+$', '') = regexp_replace(${holder}, ':[0-9]+$', '')
        order by started_at desc limit 1`,
    );
    return run ?? null;
  },
  async now() {
    const [row] = await db.run(
      { name: 'runs.now', repeatable: true },
      (sql) => sql<{ readonly now: number }>`
        select (extract(epoch from now()) * 1000)::float8 as now`,
    );
    return Math.round(row?.now ?? 0);
  },
  async uncleanStarts(holder, withinMs) {
    // A holder without a machine's name carries its process id, which is another at every start.
    const [row] = await db.run(
      { name: 'runs.unclean', repeatable: true },
      (sql) => sql<{ readonly starts: number }>`
        select count(*)::int as starts from (
          select started_at, lag(instance) over life as before, lag(exit_code) over life as code
          from process_run where split_part(holder, ':', 1) = split_part(${holder}, ':', 1)
          window life as (order by started_at)
        ) r
        where started_at > now() - ${withinMs}::float8 * interval '1 millisecond'
          and before is not null and code is distinct from 0`,
    );
    return row?.starts ?? 0;
  },
});
