/** What people and channels have set. */

import { defaultSettings, type Settings } from '../../domain/people/settings.ts';
import type { Who } from '../../ports/people.ts';
import type { Db, Sql, Statement } from '../pool/db.ts';
import { jsonIn } from '../pool/rows.ts';

/** The settings of a row `r`, as JSON; a mute that is over is none. */
export const settingsOf = (sql: Sql): Statement<object> => sql`
  jsonb_build_object(
    'delivery', r.delivery, 'dailyAt', r.daily_at, 'quiet', r.quiet, 'zone', r.zone,
    'mutedUntil', case when r.muted_until > now()
      then round(extract(epoch from r.muted_until) * 1000)::bigint end,
    'previews', r.previews
  )`;

/** The defaults for somebody of whom nothing is kept. */
export async function settings(db: Db, slackId: string): Promise<Settings> {
  const [row] = await db.run(
    { name: 'people.settings', repeatable: true },
    (sql) => sql<{ settings: Settings }>`
      select ${settingsOf(sql)} as settings from recipients r where r.slack_id = ${slackId}`,
  );
  return row?.settings ?? defaultSettings;
}

/**
 * The recipient is made where there is none. What is held for them is due to be looked at; rows
 * of the queue that nobody tried yet wait for the end of the mute, or no longer (the queue looks
 * after quiet hours within seconds).
 */
export async function change(db: Db, who: Who, what: Partial<Settings>): Promise<Settings> {
  const { delivery, dailyAt, quiet, zone, mutedUntil, previews } = { ...defaultSettings, ...what };
  const given = (name: keyof Settings): boolean => what[name] !== undefined;
  const [row] = await db.run(
    { name: 'people.change', repeatable: true },
    (sql) => sql<{ settings: Settings }>`
      with r as (
        insert into recipients as old
          (slack_id, kind, delivery, daily_at, quiet, zone, muted_until, previews)
        values (${who.slackId}, ${who.kind}, ${delivery}, ${dailyAt},
          nullif(${jsonIn(quiet)}::text::jsonb, 'null'::jsonb), ${zone},
          to_timestamp(${mutedUntil}::float8 / 1000), ${previews})
        on conflict (slack_id) do update set
          delivery = case when ${given('delivery')} then excluded.delivery else old.delivery end,
          daily_at = case when ${given('dailyAt')} then excluded.daily_at else old.daily_at end,
          quiet = case when ${given('quiet')} then excluded.quiet else old.quiet end,
          zone = case when ${given('zone')} then excluded.zone else old.zone end,
          muted_until =
            case when ${given('mutedUntil')} then excluded.muted_until else old.muted_until end,
          previews = case when ${given('previews')} then excluded.previews else old.previews end
        returning id, slack_id, delivery, daily_at, quiet, zone, muted_until, previews
      ),
      looked_at as (
        update notifications n set due_at = now() from r
        where n.recipient = r.id and n.state = 'held'
      ),
      waiting as (
        update outbox o set not_before = r.muted_until,
          expires_at = greatest(o.expires_at, r.muted_until + interval '14 days')
        from r where o.dest = r.slack_id and ${given('mutedUntil') || given('quiet')}
          and o.state = 'pending' and o.attempts = 0 and o.lane in (2, 3) and o.kind = 'post'
      )
      select ${settingsOf(sql)} as settings from r`,
  );
  if (row === undefined) throw new Error('a change answers with one row');
  return row.settings;
}
