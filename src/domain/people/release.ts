/** What is done with what was held for somebody. */

import type { OutboxDraft } from '../delivery/outbox.ts';
import type { EventKind, PaperEvent } from '../papers/event.ts';
import type { Delivery } from '../papers/match/watch.ts';
import type { StagedFacts } from '../papers/staged.ts';
import type { Item } from '../papers/tell/item.ts';
import { letter } from '../papers/tell/letter.ts';
import { AWAY_AFTER_MS, dueAt, heldUntil } from './due.ts';
import type { Settings } from './settings.ts';

/** An event that is held for somebody. Moments in ms since the epoch. */
export interface HeldItem {
  readonly seq: string;
  readonly kind: EventKind;
  readonly key: string;
  readonly dedupe: string;
  readonly facts: StagedFacts;
  readonly reasons: readonly string[];
  /** Null: as the setting says. */
  readonly delivery: Delivery | null;
  readonly at: number;
  /** When the first mailing came that was not before it; null when none came. */
  readonly mailingAt: number | null;
}

/** Somebody, and what is held for them. */
export interface HeldFor {
  readonly id: string;
  readonly slackId: string;
  readonly kind: 'user' | 'channel';
  readonly settings: Settings;
  readonly items: readonly HeldItem[];
}

/** Somebody for whom rows of the queue wait. */
export interface Waiting {
  readonly slackId: string;
  readonly settings: Settings;
}

/** What leaves, in which messages, and what waits for longer. */
export interface Released {
  readonly told: readonly HeldItem[];
  readonly later: readonly { readonly item: HeldItem; readonly dueAt: number }[];
  readonly messages: readonly OutboxDraft[];
}

const eventOf = ({ kind, key, dedupe, facts }: HeldItem): PaperEvent => {
  const { entry, ...rest } = facts;
  return { kind, key, dedupe, foldedInto: null, entry, facts: rest as PaperEvent['facts'] };
};

const itemOf = (held: HeldItem): Item => ({ event: eventOf(held), because: held.reasons });

/** Everything that is due leaves as one message; what was held for over a fortnight is only counted. */
export function releaseOf(person: HeldFor, now: number): Released {
  const { settings, slackId: dest, kind } = person;
  const looked = person.items.map((item) => {
    const delivery = item.delivery ?? settings.delivery;
    const natural = dueAt(settings, delivery, item.at, item.mailingAt);
    return { item, natural, dueAt: heldUntil(settings, Math.max(now, natural)) };
  });
  const told = looked.filter((one) => one.dueAt <= now);
  const isAway = ({ natural }: (typeof told)[number]): boolean => now - natural > AWAY_AFTER_MS;
  const shown = told.filter((one) => !isAway(one)).map(({ item }) => itemOf(item));
  const away = told
    .filter((one) => isAway(one) && one.item.kind !== 'mailing.posted')
    .map(({ item }) => eventOf(item));
  return {
    told: told.map(({ item }) => item),
    later: looked
      .filter((one) => one.dueAt > now)
      .map((one) => ({ item: one.item, dueAt: one.dueAt })),
    messages: letter(shown, { dest, kind, away }),
  };
}

/** Until when rows of the queue wait that are already written; null: they need not. */
export function waitOf({ settings }: Waiting, now: number): number | null {
  const until = heldUntil(settings, now);
  return until > now ? until : null;
}
