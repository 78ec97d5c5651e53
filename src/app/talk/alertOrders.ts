/** Orders about alerts: what fires, taking it on, and silences. The same as the buttons do. */

import type { Episode } from '../../domain/alerts/episode.ts';
import { harmless } from '../../domain/alerts/notice.ts';
import { personInWords } from '../../domain/alerts/telling/person.ts';
import { isSilenced, type Silence } from '../../domain/alerts/telling/silence.ts';
import type { AlertOrder } from '../../domain/talk/order.ts';
import { spanInWords } from '../../domain/talk/replies/time.ts';
import {
  type Answered,
  acknowledge,
  endSilence,
  type PressNeeds,
  silence,
} from '../../flows/alerts/answerAlertButton.ts';
import type { AlertKeeper } from '../../flows/alerts/keeper.ts';

/** Where alerts are looked at and changed. */
export type AlertDesk = Omit<PressNeeds, 'users'>;

/** Does what is ordered, by a Slack user id. Throws DB failures of silences. */
export async function giveAlertOrder(
  desk: AlertDesk,
  order: AlertOrder,
  by: string,
): Promise<Answered> {
  switch (order.type) {
    case 'alerts':
      return { done: true, text: alertsInWords(desk.keeper) };
    case 'ack':
      return ack(desk, order.which, by);
    case 'silence': {
      const { rule, labels, forMs, reason } = order;
      return silence(desk, { match: { rule, labels }, spanMs: forMs, reason }, by);
    }
    case 'unsilence':
      return endSilence(desk, order.id, by);
  }
}

const openOnes = ({ book }: AlertKeeper): readonly Episode[] =>
  [...book.episodes.values()].filter(({ endedAt }) => endedAt === null);

/** All that fire under a rule, or the one whose id begins so. */
function ack(desk: AlertDesk, which: string, by: string): Answered {
  const wanted = which.toLowerCase();
  const meant = openOnes(desk.keeper).filter(
    ({ id, rule }) => rule === wanted || id.startsWith(wanted),
  );
  const [first, ...others] = meant.map((episode) => acknowledge(desk, episode, by));
  if (first === undefined)
    return { done: false, text: 'Nothing of that name fires; `ops alerts` lists what does.' };
  return [first, ...others].find(({ done }) => done) ?? first;
}

/** So many lines are read at a glance; the rest stands in `/debug/alerts`. */
const MOST = 20;

function alertsInWords(keeper: AlertKeeper): string {
  const { wall } = keeper.times();
  const open = openOnes(keeper).toSorted(
    (a, b) => a.severity.localeCompare(b.severity) || a.startedAt - b.startedAt,
  );
  const silences = keeper.silences.filter(
    ({ endedBy, untilAt }) => endedBy === null && untilAt > wall,
  );
  const lines = [
    ...open.map((episode) => episodeInWords(keeper, episode, wall)),
    ...silences.map(silenceInWords),
  ];
  return [
    ...(open.length === 0 ? ['Nothing fires.'] : []),
    ...lines.slice(0, MOST),
    ...(lines.length > MOST ? [`and ${lines.length - MOST} more`] : []),
    ...(open.length === 0 ? [] : ['`ops ack <rule or id>` takes one on.']),
    ...(silences.length === 0 ? [] : ['`ops unsilence <number>` ends a silence.']),
  ].join('\n');
}

function episodeInWords(keeper: AlertKeeper, episode: Episode, wall: number): string {
  const { id, rule, severity, startedAt, key } = episode;
  const title = keeper.rules.find((one) => one.id === rule)?.title ?? 'its rule is no more';
  const acked = keeper.ackedBy(id);
  const held = isSilenced(keeper.silences, episode, wall) ? 'silenced' : keeper.suppressed.get(key);
  const marks = [
    labelsInWords(episode.labels),
    `for ${spanInWords(wall - startedAt)}`,
    acked === null ? '' : `acknowledged by ${personInWords(acked)}`,
    held === undefined || held === 'none' ? '' : held,
  ].filter((mark) => mark !== '');
  return `• \`${id.slice(0, 8)}\` ${severity} \`${rule}\` ${title} · ${marks.join(' · ')}`;
}

const labelsInWords = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${harmless(value)}`)
    .join(' ');

function silenceInWords({ id, match, untilAt, author, reason }: Silence): string {
  const until = new Date(untilAt).toISOString().slice(0, 16).replace('T', ' ');
  const what = [match.rule.replaceAll('*', '∗'), labelsInWords(match.labels)].join(' ').trim();
  return `• silence ${id}: ${what} until ${until} UTC, by ${personInWords(author)}: ${harmless(reason)}`;
}
