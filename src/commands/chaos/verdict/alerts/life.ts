/** What must hold of each episode by itself: how it was opened, told, ended and shown. */

import type { Message } from '../../../world/slack/workspace.ts';
import type { AlertRecords, EpisodeRecord, NoticeRecord } from './record.ts';

const short = ({ rule, id }: EpisodeRecord): string => `${rule} ${id.slice(0, 8)}`;

/**
 * Beginnings and ends take turns, and the last of them is how it stands. `withHoles`: a full disk
 * beside an absent database has cost some of the history, which was said.
 */
export function lifeProblems({ episodes }: AlertRecords, withHoles: boolean): readonly string[] {
  return episodes.flatMap((episode) => {
    const turns = episode.events.filter((one) => ['fired', 'reopened', 'resolved'].includes(one));
    const wanted = turns.map((_, nth) =>
      nth === 0 ? 'fired' : nth % 2 === 1 ? 'resolved' : 'reopened',
    );
    const isOpen = turns.at(-1) !== 'resolved';
    const inTurn = withHoles || (turns.length > 0 && turns.join() === wanted.join());
    return inTurn && isOpen === episode.open ? [] : [`${short(episode)}: ${turns.join(' ')}`];
  });
}

const arrived = (one: NoticeRecord, all: ReadonlyMap<string, NoticeRecord>): boolean =>
  one.state === 'delivered' ||
  (one.state === 'folded' && one.into !== null && all.get(one.into)?.state === 'delivered');

const isAlarm = ({ kind, says }: NoticeRecord): boolean => kind !== 'resolved' && says === 'firing';

/** Each channel hears of a firing once and of its end once; nobody hears of an end alone. */
export function toldProblems({ episodes, notices }: AlertRecords): readonly string[] {
  const all = new Map(notices.map((one) => [one.key, one]));
  const known = new Map(episodes.map((one) => [one.id, one]));
  const own = notices.filter(({ kind }) => kind !== 'digest');
  return [...Map.groupBy(own, (one) => `${one.episode}:${one.channel}`).values()].flatMap(
    (told) => {
      const [first] = told;
      const episode = first && known.get(first.episode);
      if (episode === undefined) return [`notice ${first?.key} without an episode`];
      const where = `${short(episode)} on ${first?.channel}`;
      return [
        ...(told.filter(({ kind }) => kind === 'firing').length > 1
          ? [`${where} fires twice`]
          : []),
        ...told.flatMap((one, nth) => inOrder(one, told.slice(0, nth), where)),
        ...ending(episode, told, all, where),
      ];
    },
  );
}

function inOrder(
  { kind }: NoticeRecord,
  before: readonly NoticeRecord[],
  where: string,
): readonly string[] {
  if (kind !== 'resolved') return [];
  const last = before.at(-1);
  if (last === undefined) return [`${where} ends without having fired`];
  return last.kind === 'resolved' ? [`${where} ends twice`] : [];
}

/** An end that is still flickering is told later, and is shown meanwhile. */
function ending(
  episode: EpisodeRecord,
  told: readonly NoticeRecord[],
  all: ReadonlyMap<string, NoticeRecord>,
  where: string,
): readonly string[] {
  if (episode.open || episode.flapping) return [];
  // What Slack had not taken yet shows the end itself: `shownProblems` looks at that.
  if (told[0]?.channel === 'slack') return [];
  const last = told.findLast((one) => arrived(one, all));
  return last !== undefined && isAlarm(last) && last.channel !== 'log'
    ? [`${where} never ends`]
    : [];
}

const unsettled: readonly string[] = ['pending', 'sending', 'inflight', 'ambiguous', 'parked'];

/** What was still to be told or shown. */
export const waitingProblems = ({ notices, rows }: AlertRecords): readonly string[] => [
  ...notices.filter(({ state }) => unsettled.includes(state)).map(({ key }) => key),
  ...rows.filter(({ state }) => unsettled.includes(state)).map(({ dedupeKey }) => dedupeKey),
];

const looks: readonly [sign: string, open: boolean][] = [
  ['FIRING', true],
  ['ACKNOWLEDGED', true],
  ['RESOLVED', false],
];

/** One message for each episode, and it shows how the episode stands. */
export function shownProblems(
  { episodes, rows }: AlertRecords,
  messages: readonly Message[],
): readonly string[] {
  const byTs = new Map(messages.map((one) => [one.ts, one]));
  return episodes.flatMap((episode) => {
    const anchors = rows.filter(
      ({ kind, anchorKey, ts }) => kind === 'post' && anchorKey === `alert:${episode.id}` && ts,
    );
    if (anchors.length > 1) return [`${short(episode)} has ${anchors.length} messages`];
    const [anchor] = anchors;
    if (anchor === undefined) return [];
    const text = byTs.get(anchor.ts ?? '')?.text;
    if (text === undefined) return [`${short(episode)}: its message is gone`];
    const look = looks.find(([sign]) => text.includes(` ${sign} `));
    return look?.[1] === episode.open ? [] : [`${short(episode)} shows: ${text.slice(0, 40)}`];
  });
}

/** Messages of the operators' channel that no episode stands behind. */
export function orphans(
  { episodes, notices, rows }: AlertRecords,
  messages: readonly Message[],
): readonly string[] {
  const known = new Set(episodes.map(({ id }) => id));
  const noticed = new Map(notices.map((one) => [one.key, one.episode]));
  const byTs = new Map(rows.filter(({ kind }) => kind === 'post').map((one) => [one.ts, one]));
  return messages.flatMap((message) => {
    const row = byTs.get(message.ts);
    if (row === undefined) return [`no row for: ${message.text.slice(0, 60)}`];
    if (row.template === 'note') return []; // of the index, or a digest
    const name = row.anchorKey ?? row.threadOf ?? `alert:${noticed.get(row.dedupeKey) ?? ''}`;
    return known.has(name.slice('alert:'.length)) ? [] : [`${name}: ${message.text.slice(0, 60)}`];
  });
}
