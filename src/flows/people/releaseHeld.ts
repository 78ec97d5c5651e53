import { type HeldFor, releaseOf, waitOf } from '../../domain/people/release.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Due, Held, ReleasePlan } from '../../ports/held.ts';
import type { Committed, Epoch } from '../../ports/leadership.ts';

export interface ReleaseNeeds {
  readonly held: Held;
  readonly clock: Clock;
}

/** So many recipients in one statement: a mailing is up to seven long messages for each. */
const RECIPIENTS = 20;

/** No new statement after so long: the queue waits for its turn, and the next one comes in seconds. */
const LONGEST_MS = 5_000;

const MINUTE_MS = 60_000;

/** What is done with everything that is due. */
function planOf({ held, waiting }: Due, now: number): ReleasePlan {
  const plans = held.map((person) => planFor(person, now));
  const holds = waiting.flatMap((one) => {
    const until = waitOf(one, now);
    return until === null ? [] : [{ slackId: one.slackId, until }];
  });
  return {
    items: plans.flatMap(({ items }) => items),
    messages: plans.flatMap(({ messages }) => messages),
    holds,
  };
}

function planFor(person: HeldFor, now: number): Omit<ReleasePlan, 'holds'> {
  const { told, later, messages } = releaseOf(person, now);
  const recipient = person.id;
  const message = messages[0]?.dedupeKey ?? null;
  return {
    messages,
    items: [
      ...told.map(({ seq: event }) => ({ recipient, event, message, dueAt: null })),
      ...later.map(({ item, dueAt }) => ({ recipient, event: item.seq, message: null, dueAt })),
    ],
  };
}

/** One statement's worth. `more`: others are due, too. */
interface Round {
  readonly messages: number;
  readonly more: boolean;
}

async function round({ held, clock }: ReleaseNeeds, epoch: Epoch): Promise<Committed<Round>> {
  const due = await held.due(epoch, RECIPIENTS);
  if (due.type === 'fenced') return due;
  const plan = planOf(due.value, clock.now());
  if (plan.items.length + plan.holds.length === 0)
    return { type: 'done', value: { messages: 0, more: false } };
  const end = await held.release(epoch, plan);
  if (end.type === 'fenced') return end;
  const isWhole = due.value.held.length < RECIPIENTS;
  const more = !isWhole && plan.items.some(({ dueAt }) => dueAt === null); // else nothing would move
  return { type: 'done', value: { ...end.value, more } };
}

/**
 * Lets go what was held and is due: daily messages, mailings, the end of mute and quiet hours; and
 * holds rows of the queue whose person has become muted or quiet. A turn of the queue asks it
 * every few seconds. How many messages were written. Throws DB failures.
 */
export function createRelease(needs: ReleaseNeeds) {
  const { held, clock } = needs;
  let settledAt = Number.NEGATIVE_INFINITY;

  async function settle(): Promise<void> {
    if (clock.elapsed() - settledAt < MINUTE_MS) return;
    await held.settle();
    settledAt = clock.elapsed();
  }

  return async function releaseHeld(
    epoch: Epoch,
  ): Promise<Committed<{ readonly messages: number }>> {
    const until = clock.elapsed() + LONGEST_MS;
    let messages = 0;
    let more = true;
    while (more && clock.elapsed() < until) {
      const end = await round(needs, epoch);
      if (end.type === 'fenced') return end;
      messages += end.value.messages;
      more = end.value.more;
    }
    await settle();
    return { type: 'done', value: { messages } };
  };
}
