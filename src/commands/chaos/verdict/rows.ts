/** What the database holds when the storm is over. */

import { readDatabaseUrl } from '../../../config/database.ts';
import { serverSettings } from '../../../store/connect.ts';
import { openClient } from '../../../store/single/client.ts';

/** Rows that tell how messages went. */
export interface Rows {
  /** Messages that were repeated although nobody could look whether Slack had them. */
  readonly possibleDuplicates: number;
  /** Pairs of messages of one conversation and lane that arrived in the wrong order. */
  readonly disordered: number;
  /** Rows that neither ended nor say why not. */
  readonly unexplained: number;
  readonly dead: number;
  readonly sent: number;
}

const query = `
  with sent as (
    select id, dest, lane, ts, lag(ts) over (partition by dest, lane order by id) as before
    from outbox where state = 'sent' and kind = 'post' and ts is not null and folded_into is null
  )
  select (select count(*)::int from sent where before > ts) as disordered,
    (select count(*)::int from outbox where possible_duplicate) as duplicates,
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
    return {
      possibleDuplicates: row?.['duplicates'] ?? 0,
      disordered: row?.['disordered'] ?? 0,
      unexplained: row?.['unexplained'] ?? 0,
      dead: row?.['dead'] ?? 0,
      sent: row?.['sent'] ?? 0,
    };
  } finally {
    await close();
  }
}
