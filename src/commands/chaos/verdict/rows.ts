/** What the database holds when the storm is over. */

import { readDatabaseUrl } from '../../../config/database.ts';
import { serverSettings } from '../../../store/connect.ts';
import { openClient } from '../../../store/single/client.ts';

/** Rows that tell how messages went. */
export interface Rows {
  /** Messages that were repeated although nobody could look whether Slack had them. */
  readonly possibleDuplicates: number;
  /**
   * Pairs of messages of one conversation and lane that arrived in the wrong order, in words. What
   * went past the database got its row later than others that still waited there: that is no order.
   */
  readonly disordered: readonly string[];
  /** Rows that neither ended nor say why not. */
  readonly unexplained: number;
  readonly dead: number;
  readonly sent: number;
}

const pairs = `
  with sent as (
    select id, dest, lane, ts, attempts, doubts, dedupe_key,
      lag(ts) over line as before, lag(id) over line as id_before,
      lag(attempts) over line as attempts_before, lag(doubts) over line as doubts_before,
      lag(dedupe_key) over line as key_before
    from outbox
    where state = 'sent' and kind = 'post' and ts is not null and folded_into is null
      and created_at is distinct from first_attempt_at
    window line as (partition by dest, lane order by id)
  )
  select format('%s lane %s: row %s (%s, %s tries, %s doubts) at %s, then row %s (%s, %s tries, %s doubts) at %s',
    dest, lane, id_before, key_before, attempts_before, doubts_before, before,
    id, dedupe_key, attempts, doubts, ts) as pair
  from sent where before > ts order by id`;

const query = `
  select (select count(*)::int from outbox where possible_duplicate) as duplicates,
    (select count(*)::int from outbox
      where state in ('parked', 'dead') and failure_reason is null) as unexplained,
    (select count(*)::int from outbox where state = 'dead') as dead,
    (select count(*)::int from outbox where state = 'sent') as sent`;

/** Reads them; `url` as in `DATABASE_URL`. */
export async function readRows(url: string): Promise<Rows> {
  const read = readDatabaseUrl(url);
  if (read.type === 'wrong') throw new Error(read.problems.join('\n'));
  const { sql, close } = openClient(serverSettings(read.settings, true), { name: 'chaos' });
  try {
    const [row] = await sql.unsafe<Record<string, number>[]>(query);
    const disordered = await sql.unsafe<{ pair: string }[]>(pairs);
    return {
      possibleDuplicates: row?.['duplicates'] ?? 0,
      disordered: disordered.map(({ pair }) => pair),
      unexplained: row?.['unexplained'] ?? 0,
      dead: row?.['dead'] ?? 0,
      sent: row?.['sent'] ?? 0,
    };
  } finally {
    await close();
  }
}
