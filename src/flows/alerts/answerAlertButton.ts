import type { Episode } from '../../domain/alerts/episode.ts';
import { personInWords } from '../../domain/alerts/telling/person.ts';
import { refusalOf, type Wish } from '../../domain/alerts/telling/silence.ts';
import type { AlertStore } from '../../ports/alerts/store.ts';
import type { AlertKeeper } from './keeper.ts';

/** A press, as Slack tells of it. */
export interface Press {
  /** `alert.ack`, `alert.mute.1h`, `alert.mute.24h` or `alert.runbook`. */
  readonly actionId: string;
  /** The id of the episode. */
  readonly value: string | null;
  readonly user: string;
}

export interface PressNeeds {
  readonly keeper: AlertKeeper;
  readonly store: Pick<AlertStore, 'silence' | 'endSilence'>;
  /** Slack ids of those who may. */
  readonly users: readonly string[];
  /** Something is to be looked at again. */
  readonly wake: () => void;
}

/** What became of it, for whoever did it. */
export interface Answered {
  readonly done: boolean;
  readonly text: string;
}

const HOUR = 3_600_000;
const spans: Readonly<Record<string, number>> = {
  'alert.mute.1h': HOUR,
  'alert.mute.24h': 24 * HOUR,
};

const refused = (text: string): Answered => ({ done: false, text });

/**
 * Answers a press on an alert; null: there is nothing to say. Only operators may; a second press
 * changes nothing and hears who was first. Throws DB failures of a silence.
 */
export async function answerAlertButton(needs: PressNeeds, press: Press): Promise<Answered | null> {
  const { actionId, value, user } = press;
  if (actionId === 'alert.runbook') return null; // Slack has opened the page itself
  if (!needs.users.includes(user))
    return refused('You are not on the list of operators (OPS_USERS). Nothing was changed.');
  const episode = needs.keeper.book.episodes.get(value ?? '');
  if (episode === undefined || episode.endedAt !== null) return refused('This alert is over.');
  if (actionId === 'alert.ack') return acknowledge(needs, episode, user);
  const spanMs = spans[actionId];
  if (spanMs === undefined) return refused('This button is unknown to this version.');
  const match = { rule: episode.rule, labels: episode.labels };
  return silence(needs, { match, spanMs, reason: 'button' }, user);
}

/** The first one counts. Also the way when Slack is down: by order of the operators' listener. */
export function acknowledge(
  { keeper, wake }: Pick<PressNeeds, 'keeper' | 'wake'>,
  episode: Episode,
  who: string,
): Answered {
  const first = keeper.ackedBy(episode.id);
  if (first !== null) return refused(`Already acknowledged by ${personInWords(first)}.`);
  keeper.ack({ episode: episode.id, who });
  wake();
  return { done: true, text: 'Acknowledged: no reminders for 24 hours, or until it is over.' };
}

/** Nobody is told of what it is about until it ends. Evaluation and history go on. */
export async function silence(
  { keeper, store, wake }: Pick<PressNeeds, 'keeper' | 'store' | 'wake'>,
  wish: Wish,
  author: string,
): Promise<Answered> {
  const why = refusalOf(wish, keeper.rules);
  if (why !== null) return refused(`${why[0]?.toUpperCase()}${why.slice(1)}.`);
  const { match, spanMs, reason } = wish;
  const { wall: fromAt } = keeper.times();
  const made = { match, author, reason, fromAt, untilAt: fromAt + spanMs, endedBy: null };
  const id = await store.silence(made);
  keeper.silences = [...keeper.silences, { ...made, id }];
  wake();
  const until = new Date(made.untilAt).toISOString().slice(0, 16).replace('T', ' ');
  return { done: true, text: `${match.rule} is silent until ${until} UTC (silence ${id}).` };
}

/** Ends a silence before its time. */
export async function endSilence(
  { keeper, store, wake }: Pick<PressNeeds, 'keeper' | 'store' | 'wake'>,
  id: string,
  by: string,
): Promise<Answered> {
  if (!(await store.endSilence(id, by))) return refused(`No silence ${id} holds.`);
  keeper.silences = keeper.silences.filter((one) => one.id !== id);
  wake();
  return { done: true, text: `Silence ${id} is over.` };
}
