/** What a look at all rules has to report. */

import type { Episode } from '../../domain/alerts/episode.ts';
import type { Words } from '../../domain/alerts/telling/tell.ts';
import type { Turned } from '../../domain/alerts/turn.ts';
import type { FactDraft } from '../../domain/health/fact.ts';
import { Failure } from '../../domain/health/failure.ts';
import type { AlertKeeper } from './keeper.ts';

/** What the facts of a turn are made from. */
export interface FactNeeds {
  readonly keeper: AlertKeeper;
  readonly words: Words;
  /** By how much the wall clock has jumped since the last turn, in ms; 0 for not at all. */
  readonly stepped: () => number;
}

/** A jump fires and resolves nothing: everything here counts by the other clock. */
export function jumpFacts({
  keeper,
  stepped,
}: Pick<FactNeeds, 'keeper' | 'stepped'>): readonly FactDraft[] {
  const byMs = stepped();
  const at = keeper.times().wall;
  return byMs === 0 ? [] : [{ type: 'clock.stepped', component: 'alerts', at, byMs }];
}

/** What began and what ended, in words. */
export const turnFacts = (
  { turns }: Turned,
  { words, keeper }: Pick<FactNeeds, 'words' | 'keeper'>,
  at: number,
) =>
  turns.map(({ episode, type }): FactDraft => {
    const { text } = words(episode, type === 'firing' ? 'firing' : 'resolved', keeper.times());
    return {
      type: `alert.${type}`,
      component: 'alerts',
      at,
      text,
      ...identity(episode),
    };
  });

const identity = ({ rule, severity, key, id }: Episode) => ({ rule, severity, key, episode: id });

/** Rules that could not be evaluated. */
export const brokenFacts = ({ broken }: Turned, at: number): readonly FactDraft[] =>
  broken.map(({ rule, thrown }) => ({
    type: 'alert.rule_broken',
    component: 'alerts',
    at,
    rule,
    failure: Failure.from(thrown, 'alerts.evaluate').toRecord(1, { component: 'alerts', at }),
  }));
