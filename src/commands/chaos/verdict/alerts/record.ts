/** What the database and Slack know of alerts when the storm is over. */

import { readDatabaseUrl } from '../../../../config/database.ts';
import type { Transition } from '../../../../domain/alerts/episode.ts';
import type { Channel, Notice, NoticeKind } from '../../../../domain/alerts/telling/notice.ts';
import { serverSettings } from '../../../../store/connect.ts';
import { openClient } from '../../../../store/single/client.ts';

/** One episode with its history, in order. */
export interface EpisodeRecord {
  readonly id: string;
  readonly key: string;
  readonly rule: string;
  readonly open: boolean;
  readonly flapping: boolean;
  readonly events: readonly Transition[];
}

/** One notice; those of an episode are in the order of their making. */
export interface NoticeRecord {
  readonly key: string;
  readonly episode: string;
  readonly channel: Channel;
  readonly kind: NoticeKind;
  readonly says: 'firing' | 'resolved';
  readonly state: Notice['state'];
  readonly into: string | null;
}

/** A row of the first lane. `ts`: of the message, or of the message that it edits. */
export interface AlertRow {
  readonly dedupeKey: string;
  readonly kind: string;
  readonly template: string;
  readonly state: string;
  readonly anchorKey: string | null;
  readonly threadOf: string | null;
  readonly ts: string | null;
  /** By the database's clock, which does not jump. */
  readonly createdAt: number;
  /** It went past the database; when it was made is not known. */
  readonly adopted: boolean;
}

/** All of it. */
export interface AlertRecords {
  readonly episodes: readonly EpisodeRecord[];
  readonly notices: readonly NoticeRecord[];
  readonly rows: readonly AlertRow[];
}

const episodes = `
  select e.id::text, e.key, e.rule, e.ended_at is null as open,
    coalesce((e.marks->>'flapping')::boolean, false) as flapping,
    (select coalesce(json_agg(v.transition order by v.number), '[]')
      from alert_event v where v.episode = e.id) as events
  from alert_episode e`;

const notices = `
  select key, episode::text, channel, kind, payload->'body'->>'state' as says, state,
    payload->>'into' as into
  from alert_notice
  order by episode, (payload->>'madeAt')::float8, substring(key from ':([0-9]+):[a-z]+$')::int`;

const rows = `
  select dedupe_key as "dedupeKey", kind, content->>'template' as template, state,
    anchor_key as "anchorKey", thread_of as "threadOf", ts,
    (extract(epoch from created_at) * 1000)::float8 as "createdAt",
    created_at = first_attempt_at as adopted
  from outbox where lane = 0 order by id`;

/** Reads them; `url` as in `DATABASE_URL`. */
export async function readAlerts(url: string): Promise<AlertRecords> {
  const read = readDatabaseUrl(url);
  if (read.type === 'wrong') throw new Error(read.problems.join('\n'));
  const { sql, close } = openClient(serverSettings(read.settings, true), { name: 'chaos' });
  try {
    return {
      episodes: await sql.unsafe<EpisodeRecord[]>(episodes),
      notices: await sql.unsafe<NoticeRecord[]>(notices),
      rows: await sql.unsafe<AlertRow[]>(rows),
    };
  } finally {
    await close();
  }
}
