/** How alerts become rows. */

import type { StoredInstance } from '../../domain/alerts/book.ts';
import type { AlertEvent, Episode } from '../../domain/alerts/episode.ts';
import type { Notice } from '../../domain/alerts/telling/notice.ts';

/** What a notice holds beside what statements look at. */
export type NoticePayload = Pick<Notice, 'body' | 'madeAt' | 'crowded' | 'into'>;

/** A row of `alert_instance`. */
export const instanceColumns = (one: StoredInstance) => ({
  key: one.key,
  rule: one.rule,
  labels: one.labels,
  state: one.state,
  t0: one.t0,
  tk: one.tk,
  unknown_since: one.unknownSince,
  value: one.value,
  suppression: one.suppression,
  handling: one.handling,
  seen_at: one.seenAt,
});

/** A row of `alert_episode`. */
export const episodeColumns = (one: Episode) => ({
  id: one.id,
  key: one.key,
  rule: one.rule,
  severity: one.severity,
  labels: one.labels,
  started_at: one.startedAt,
  ended_at: one.endedAt,
  value: one.value,
  category: one.category,
  reason: one.reason,
  trace_id: one.traceId,
  acked_by: one.ackedBy,
  acked_at: one.ackedAt,
  end_reason: one.endReason,
  events: one.events,
  marks: one.marks,
});

/** A row of `alert_event`. */
export const eventColumns = ({ episode, number, at, transition, who, reason }: AlertEvent) => ({
  episode,
  number,
  at,
  transition,
  who,
  reason,
});

/** A row of `alert_notice`. */
export const noticeColumns = (one: Notice) => {
  const { body, madeAt, crowded, into } = one;
  const payload: NoticePayload = { body, madeAt, crowded, into };
  return {
    key: one.key,
    episode: one.episode,
    channel: one.channel,
    kind: one.kind,
    payload,
    state: one.state,
    attempts: one.attempts,
    delivered_at: one.deliveredAt,
    created_at: one.body.at,
  };
};
