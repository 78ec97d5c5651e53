/** The words of alerts: at most 500 characters, and nothing that others wrote can call anybody. */

import type { FailureRecord } from '../health/failure.ts';
import type { Episode, Times } from './episode.ts';
import type { Observations } from './rule.ts';
import type { SelfRule } from './self/make.ts';
import { blame, type Said, timeOfDay } from './self/phrase.ts';
import type { Words } from './telling/tell.ts';

const LONGEST = 500;

/** Where the words come from. */
export interface WordsNeeds {
  readonly rules: readonly SelfRule[];
  readonly seen: () => Observations;
  /** The last failure of a component; null while there was none. */
  readonly lastFailure: (component: FailureRecord['component']) => FailureRecord | null;
  /** Address of the runbook, without the section; null: no link. */
  readonly runbook: string | null;
}

const turned: Readonly<Record<string, string>> = {
  '<': '‹',
  '>': '›',
  '&': '＆',
  '`': 'ʼ',
  '*': '∗',
};

/** Foreign words: signs that a channel reads are turned into ones that only look like them. */
export const harmless = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/[<>&`*]/g, (sign) => turned[sign] ?? '')
    .replaceAll('@', '@\u2060');

/** At most so many characters, with an ellipsis, and no half of a pair at the end. */
export const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;

/** How alerts speak. An alert whose rule is gone has only its name. */
export function wordsOf(needs: WordsNeeds): Words {
  const byId = new Map(needs.rules.map((rule) => [rule.id, rule]));
  return (episode, state, times) => {
    const rule = byId.get(episode.rule);
    const since = `Since ${timeOfDay(episode.startedAt)}.`;
    if (rule === undefined) {
      const text = `The rule ${harmless(episode.rule)} is no more.`;
      return { title: harmless(episode.rule), text, publicText: since, runbook: '' };
    }
    const over =
      state === 'resolved' ? ` Over at ${timeOfDay(episode.endedAt ?? times.wall)}.` : '';
    return {
      title: rule.title,
      text: cut(sentence(needs, rule, episode, state, times), LONGEST),
      publicText: `${rule.title}. ${since}${over}`,
      runbook: needs.runbook === null ? '' : `${needs.runbook}#${rule.runbook}`,
    };
  };
}

/** It is not over: the process that leads now has told it itself. */
const elsewhere = 'Another process leads now, and has told it anew.';

function sentence(
  needs: WordsNeeds,
  { speech, scope }: SelfRule,
  episode: Episode,
  state: 'firing' | 'resolved',
  times: Times,
): string {
  const said: Said = {
    value: typeof episode.value === 'string' ? harmless(episode.value) : episode.value,
    labels: harmlessLabels(episode.labels),
    now: times.steady,
    lastedMs: (episode.endedAt ?? times.wall) - episode.startedAt,
    last: (key) => {
      const one = (needs.seen().get(key) ?? []).findLast(({ labels }) =>
        scope.every((name) => labels[name] === undefined || labels[name] === episode.labels[name]),
      );
      return one && { ...one, labels: harmlessLabels(one.labels) };
    },
  };
  if (state === 'resolved')
    return episode.endReason === 'taken_over' ? elsewhere : speech.resolved(said);
  const failure = latest(speech.blames.map(needs.lastFailure));
  const why = failure === null ? speech.unblamed : harmless(blame(failure));
  const trace = episode.traceId === null ? null : `Trace ${episode.traceId}.`;
  return [speech.firing(said), why, trace].filter((part) => part !== null).join(' ');
}

const harmlessLabels = (labels: Episode['labels']): Episode['labels'] =>
  Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, harmless(value)]));

/** The newest of several failures. */
export const latest = <F extends FailureRecord>(failures: readonly (F | null)[]): F | null =>
  failures.reduce<F | null>(
    (last, one) => (one !== null && (last === null || one.at > last.at) ? one : last),
    null,
  );
