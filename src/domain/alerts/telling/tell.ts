/** Telling: from episodes to notices, and to the rows of the queue. */

import { type AlertCommit, type Book, noticesOf } from '../book.ts';
import type { AlertEvent, Episode, Suppression, Times } from '../episode.ts';
import type { Watched } from '../instances.ts';
import { type Paths, type Routed, route } from '../route.ts';
import { earlier } from '../verdict.ts';
import { type Crowds, digested, limited } from './limit.ts';
import { type Notice, type NoticeBody, waitingOf } from './notice.ts';
import { digestRow, slackRows } from './slackRows.ts';
import { suppressionOf } from './suppress.ts';

/** What a notice or the message of an episode says, in words. */
export type Words = (
  episode: Episode,
  state: 'firing' | 'resolved',
  at: Times,
) => Pick<NoticeBody, 'title' | 'text' | 'publicText' | 'runbook'>;

/** What telling needs beside the book. */
export interface TellInput {
  readonly times: Times;
  readonly paths: Paths;
  /** The operators' channel; null: nothing goes to Slack. */
  readonly dest: string | null;
  /** Whether somebody may press buttons. */
  readonly buttons: boolean;
  readonly words: Words;
}

/** Episodes and events of a look; telling adds to both. */
export interface Telling {
  readonly episodes: Map<string, Episode>;
  readonly events: AlertEvent[];
}

/** What is told after a look. */
export interface Told {
  readonly notices: ReadonlyMap<string, Notice>;
  readonly crowds: Crowds;
  readonly rows: AlertCommit['rows'];
  /** By the key of the instance. */
  readonly suppressions: ReadonlyMap<string, Suppression>;
  readonly nextAt: number | null;
}

interface Desk extends Telling {
  readonly before: Book;
  readonly watched: ReadonlyMap<string, Watched>;
  readonly notices: Map<string, Notice>;
  readonly rows: AlertCommit['rows'][number][];
  readonly suppressions: Map<string, Suppression>;
  readonly input: TellInput;
  crowds: Crowds;
  nextAt: number | null;
}

/** Decides for every episode what is told of it, and makes the digests that are due. */
export function tell(
  before: Book,
  { episodes, events }: Telling,
  watched: ReadonlyMap<string, Watched>,
  input: TellInput,
): Told {
  const desk: Desk = {
    before,
    episodes,
    events,
    watched,
    input,
    notices: new Map(before.notices),
    rows: [],
    suppressions: new Map(),
    crowds: before.crowds,
    nextAt: null,
  };
  for (const episode of [...episodes.values()]) tellOf(desk, episode);
  fold(desk);
  return desk;
}

function tellOf(desk: Desk, episode: Episode): void {
  const { watched, notices, before, input, events } = desk;
  const { times, paths } = input;
  const suppressed = suppressionOf(episode, { watched, silences: before.silences, times });
  desk.suppressions.set(episode.key, suppressed.suppression);
  const routed = route({
    episode,
    watched: watched.get(episode.key),
    suppressed,
    notices: noticesOf(desk, episode.id),
    all: notices,
    paths,
    times,
  });
  for (const drop of routed.drops) notices.set(drop.key, { ...drop, state: 'folded' });
  const made = limited(desk.crowds, freshOf(routed, input), times.steady);
  desk.crowds = made.crowds;
  for (const one of made.notices) notices.set(one.key, one);
  events.push(...routed.events);
  const shown = shownOf(desk, routed.episode, made.notices);
  desk.rows.push(...shown.rows);
  if (!isSame(shown.episode, episode)) desk.episodes.set(episode.id, shown.episode);
  desk.nextAt = earlier(desk.nextAt, earlier(routed.nextAt, shown.nextAt));
}

/** Whether nothing of it is another now; the marks are compared one by one. */
const isSame = (a: Episode, b: Episode): boolean =>
  a === b || JSON.stringify(a) === JSON.stringify(b);

function freshOf({ episode, makes }: Routed, { words, times }: TellInput): readonly Notice[] {
  return makes.map(({ channel, kind, state }) => ({
    key: `${episode.id}:${episode.events}:${channel}`,
    episode: episode.id,
    channel,
    kind,
    body: {
      ...words(episode, state, times),
      key: episode.key,
      rule: episode.rule,
      severity: episode.severity,
      state,
      since: episode.startedAt,
      at: times.wall,
      traceId: episode.traceId,
    },
    ...waitingOf(channel, times),
  }));
}

function shownOf({ notices, input }: Desk, episode: Episode, made: readonly Notice[]) {
  const { dest, buttons, words, times } = input;
  if (dest === null || episode.marks.told['slack'] === undefined)
    return { rows: [], episode, nextAt: null };
  const state = episode.endedAt === null ? 'firing' : 'resolved';
  const { title, text, runbook } = words(episode, state, times);
  return slackRows({
    episode,
    notices: noticesOf({ notices }, episode.id),
    all: notices,
    fresh: made.filter((one) => one.channel === 'slack' && !one.crowded),
    dest,
    buttons,
    title,
    text,
    runbook,
    steady: times.steady,
  });
}

/** The digests that are due. */
function fold(desk: Desk): void {
  const { notices, rows, input } = desk;
  const { crowds, digests } = digested(desk.crowds, [...notices.values()], input.times);
  desk.crowds = crowds;
  for (const { into, parts } of digests) {
    notices.set(into.key, into);
    for (const part of parts) notices.set(part.key, { ...part, state: 'folded', into: into.key });
    if (into.channel === 'slack' && input.dest !== null) rows.push(digestRow(into, input.dest));
  }
}
