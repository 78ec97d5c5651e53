/** The invariants of alerts, judged over a whole storm. */

import type { SelfRule } from '../../../../domain/alerts/self/make.ts';
import type { Message } from '../../../world/slack/workspace.ts';
import type { Heard } from '../../fleet.ts';
import { against, type Finding } from '../finding.ts';
import { heldProblems, lastingProblems, stormProblems } from './crowd.ts';
import { lifeProblems, orphans, shownProblems, toldProblems, waitingProblems } from './life.ts';
import type { AlertRecords } from './record.ts';

/** What alerts are judged by. */
export interface AlertsSeen {
  readonly records: AlertRecords;
  /** Those of the operators' channel. */
  readonly messages: readonly Message[];
  readonly lines: readonly Heard[];
  readonly rules: readonly SelfRule[];
  /** How long all was well before the end, in ms. */
  readonly calmMs: number;
}

/** The table of alerts. */
export function judgeAlerts(seen: AlertsSeen): readonly Finding[] {
  const { records, messages, lines, rules, calmMs } = seen;
  const { episodes, notices } = records;
  const open = episodes.filter((one) => one.open).map(({ rule }) => rule);
  const all = `${episodes.length} episodes`;
  return [
    against('No alert without an episode', `${messages.length} messages`, unspooled(seen)),
    against('An alert is open once at a time', all, [
      ...lifeProblems(records, hasHoles(seen)),
      ...twice(records),
    ]),
    against('Told once and ended once', `${notices.length} notices`, toldProblems(records)),
    against('Nothing is left to be told', `${notices.length} notices`, waitingProblems(records)),
    against('Slack shows how it stands', all, shownProblems(records, messages)),
    against('No storm of alerts', `${notices.length} notices`, stormProblems(records, rules)),
    against('What is explained is not told', all, heldProblems(records, rules, lines)),
    against(
      'No alert is left when all is well',
      `${open.length} open (${[...new Set(open)].join(', ')})`,
      lastingProblems(records, rules, calmMs),
    ),
  ];
}

/** With a full disk and no database the history has a hole, and says so. */
const hasHoles = ({ lines }: AlertsSeen): boolean =>
  lines.some(({ event }) => event === 'alert.spool_failed');

const unspooled = (seen: AlertsSeen): readonly string[] =>
  hasHoles(seen) ? [] : orphans(seen.records, seen.messages);

const twice = ({ episodes }: AlertRecords): readonly string[] =>
  [
    ...Map.groupBy(
      episodes.filter(({ open }) => open),
      ({ key }) => key,
    ),
  ]
    .filter(([, all]) => all.length > 1)
    .map(([key]) => `${key} is open twice`);
