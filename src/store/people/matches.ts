import type { Match } from '../../ports/people.ts';
import type { Db } from '../pool/db.ts';

/** What matched their watches, newest first; the rest of a mailing's whole list is left out. */
export async function matches(db: Db, slackId: string, limit: number): Promise<readonly Match[]> {
  const rows = await db.run(
    { name: 'people.matches', repeatable: true },
    (sql) => sql<{ match: Match }>`
      select jsonb_build_object(
        'kind', e.kind, 'key', e.key, 'facts', e.facts, 'reasons', n.reasons,
        'at', round(extract(epoch from e.at) * 1000)::bigint
      ) as match
      from notifications n
      join recipients r on r.id = n.recipient
      join events e on e.seq = n.event
      where r.slack_id = ${slackId} and jsonb_array_length(n.reasons) > 0
      order by n.event desc limit ${limit}::int`,
  );
  return rows.map(({ match }) => match);
}
