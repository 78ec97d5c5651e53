/** What must be so after every look at alerts. */

import { type Episode, isFiring } from '../../../src/domain/alerts/episode.ts';
import type { Handover } from '../../../src/domain/alerts/telling/takenOver.ts';
import type { AlertKeeper } from '../../../src/flows/alerts/keeper.ts';

/** Watches the looks of one process. */
export function watchLooks() {
  let owed: ReadonlySet<string> = new Set();
  return {
    /** What is wrong after a look; each line begins with the invariant. */
    look(keeper: AlertKeeper): readonly string[] {
      const open = [...keeper.book.episodes.values()].filter(({ endedAt }) => endedAt === null);
      const problems = [
        ...counted(keeper, open),
        ...children(keeper),
        ...muted(keeper, open, owed),
      ];
      owed = new Set(open.filter(isOwed).map(({ key }) => key));
      return problems;
    },
  };
}

const isOwed = ({ severity, marks }: Episode): boolean =>
  severity !== 'P3' && marks.toldAt === null;

function counted({ book }: AlertKeeper, open: readonly Episode[]): readonly string[] {
  const keys = open.map(({ key }) => key).sort();
  const firing = [...book.watched.values()].filter(isFiring).map(({ key }) => key);
  return [
    ...(new Set(keys).size === keys.length ? [] : ['I1: two open episodes of one key']),
    ...(firing.sort().join() === keys.join()
      ? []
      : [`I4: ${firing.join()} fires, ${keys.join()} is open`]),
  ];
}

function children({ book, lastTurnAt }: AlertKeeper): readonly string[] {
  const told = [...book.notices.values()].some(
    ({ body, madeAt, kind }) =>
      body.rule === 'child' && madeAt === lastTurnAt && (kind === 'firing' || kind === 'reminder'),
  );
  return told && isFiring(book.watched.get('parent'))
    ? ['I12: a child is told while its parent fires']
    : [];
}

/** What fires and is muted by nothing was told; what was muted until now is told by one notice. */
function muted(
  { book, suppressed, lastTurnAt }: AlertKeeper,
  open: readonly Episode[],
  owed: ReadonlySet<string>,
): readonly string[] {
  const late = open.filter((one) => isOwed(one) && !suppressed.has(one.key));
  const told = open.filter(({ key, marks }) => owed.has(key) && marks.toldAt === lastTurnAt);
  const wrong = told.filter(({ id, startedAt }) => {
    const made = [...book.notices.values()].filter(
      (one) => one.episode === id && one.madeAt === lastTurnAt && one.channel === 'slack',
    );
    return made.length !== 1 || made[0]?.body.since !== startedAt;
  });
  return [
    ...late.map(({ key }) => `I5: ${key} fires, and was told nobody`),
    ...wrong.map(({ key }) => `I5: ${key} was muted and is not told by one notice`),
  ];
}

/**
 * Episodes with which somebody else has dealt since: each has told an end, not knowing of the other.
 * What was only told makes no event: the number of the episode shows it then.
 */
export const splitIn = (all: readonly Handover[]): readonly string[] =>
  all.flatMap(({ commits, known }) => {
    const met = commits
      .flatMap(({ events }) => events)
      .filter(({ episode, number }) => number <= (known[episode] ?? 0))
      .map(({ episode }) => episode);
    const newest = new Map(commits.flatMap(({ episodes }) => episodes).map((one) => [one.id, one]));
    const behind = [...newest.values()].filter(({ id, events }) => events < (known[id] ?? 0));
    return met.concat(behind.map(({ id }) => id));
  });
