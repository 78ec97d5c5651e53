import {
  type AlertBook,
  afterTelling,
  dueNotices,
  type Notice,
  nextDueAt,
} from '../domain/alerts/book.ts';
import { noticeRow, noticeText } from '../domain/alerts/notice.ts';
import type { FactDraft } from '../domain/health/fact.ts';
import type { Clock } from '../ports/clock.ts';
import type { Outbox } from '../ports/delivery.ts';
import type { Leadership } from '../ports/leadership.ts';

export interface RaiseNeeds {
  readonly outbox: Pick<Outbox, 'enqueue'>;
  readonly clock: Clock;
  /** The operators' channel, never a person; null: alerts are logged only. */
  readonly channel: string | null;
}

/** What was told, and when to look again. */
export interface Raised {
  readonly book: AlertBook;
  readonly facts: readonly FactDraft[];
  /** How long until something is to be told; null when nothing waits. */
  readonly nextInMs: number | null;
}

/**
 * Tells what is due: all of it is stored, or nothing counts as told. The same episode is stored
 * once, whoever tells it again. Throws DB failures.
 */
export async function raiseNotice(needs: RaiseNeeds, book: AlertBook): Promise<Raised> {
  const { outbox, clock, channel } = needs;
  const now = clock.now();
  const notices = dueNotices(book, now).map((notice) => ({
    notice,
    text: noticeText(notice, book.lastFailure, now),
  }));
  if (channel !== null && notices.length > 0)
    await outbox.enqueue(notices.map(({ notice, text }) => noticeRow(notice, text, channel)));
  const after = notices.reduce((told, { notice }) => afterTelling(told, notice, now), book);
  const nextAt = nextDueAt(after);
  return {
    book: after,
    facts: notices.map(({ notice, text }) => toldFact(notice, text, now)),
    nextInMs: nextAt === null ? null : Math.max(0, nextAt - now),
  };
}

const toldFact = ({ state, rule }: Notice, text: string, at: number): FactDraft => ({
  ...{ component: 'alerts', at, rule, text },
  type: state === 'firing' ? 'alert.firing' : 'alert.resolved',
});

/** Whether this process leads: who stands by tells nothing. Throws DB failures. */
export async function beginAlerts(needs: {
  readonly leadership: Pick<Leadership, 'take'>;
}): Promise<{ readonly leading: boolean }> {
  return { leading: (await needs.leadership.take('alerts')) !== null };
}
