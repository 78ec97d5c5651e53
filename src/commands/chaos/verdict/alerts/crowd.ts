/** What must hold of alerts together: no storm, nothing told that another explains, all well at the end. */

import type { Condition, Rule } from '../../../../domain/alerts/rule.ts';
import type { SelfRule } from '../../../../domain/alerts/self/make.ts';
import type { Heard } from '../../fleet.ts';
import type { AlertRecords, AlertRow, NoticeRecord } from './record.ts';

const MOST = 20;
const WINDOW_MS = 5 * 60_000;
/** A new leader takes what was told from the rows; what waits in the queue is told a little later. */
const SLACK_MS = 2_000;

interface Posted extends AlertRow {
  readonly notice: NoticeRecord;
}

/** What was handed to Slack as a message of its own, in the order of the rows. */
function posted({ notices, rows }: AlertRecords): readonly Posted[] {
  const byKey = new Map(notices.map((one) => [one.key, one]));
  return rows.flatMap((row) => {
    const notice = byKey.get(row.dedupeKey);
    return notice === undefined || row.kind !== 'post' || row.adopted ? [] : [{ ...row, notice }];
  });
}

/** At most twenty notices in five minutes beside digests, and reminders as far apart as the rule says. */
export function stormProblems(
  records: AlertRecords,
  rules: readonly SelfRule[],
): readonly string[] {
  const all = posted(records).filter(({ notice }) => notice.kind !== 'digest');
  const most = Math.max(
    0,
    ...all.map(
      ({ createdAt }) =>
        all.filter((one) => one.createdAt > createdAt - WINDOW_MS && one.createdAt <= createdAt)
          .length,
    ),
  );
  const ruleOf = new Map(records.episodes.map(({ id, rule }) => [id, rule]));
  const reminders = [...Map.groupBy(all, ({ notice }) => notice.episode)].flatMap(([id, own]) => {
    const remindMs = rules.find((one) => one.id === ruleOf.get(id))?.remindMs ?? 0;
    return own.flatMap((one, nth) => {
      const before = own[nth - 1];
      if (one.notice.kind !== 'reminder' || before === undefined) return [];
      const gap = one.createdAt - before.createdAt;
      return gap < remindMs - SLACK_MS ? [`${ruleOf.get(id)} reminds after ${gap} ms`] : [];
    });
  });
  return [...(most > MOST ? [`${most} notices in 5 min`] : []), ...reminders];
}

/** How long a rule goes on after what it speaks of is over, in ms. */
export function lingersMs({ when, clear, keepMs }: Rule): number {
  return keepMs + Math.max(windowOf(when), clear === null ? 0 : windowOf(clear));
}

function windowOf(condition: Condition): number {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return Math.max(0, ...condition.parts.map(windowOf));
    case 'not':
      return windowOf(condition.part);
    case 'count':
    case 'ratio':
      return condition.windowMs;
    case 'value':
      return condition.fold === 'last' ? uptimeOf(condition) : condition.windowMs;
    case 'state':
    case 'age':
      return 0;
  }
}

/** A rule that is over only after so long a life waits for that life. */
const uptimeOf = ({ of, to }: Extract<Condition, { kind: 'value' }>): number =>
  of === 'process.uptime' && 'gte' in to ? to.gte * 1_000 : 0;

/** What fires although it should be over after `calmMs` in which all was well. */
export const lastingProblems = (
  { episodes }: AlertRecords,
  rules: readonly SelfRule[],
  calmMs: number,
): readonly string[] =>
  episodes
    .filter(({ open }) => open)
    .filter(({ rule }) => {
      const of = rules.find(({ id }) => id === rule);
      return of === undefined || (of.severity !== 'P3' && lingersMs(of) <= calmMs);
    })
    .map(({ key }) => key);

/** When a rule fired, as one and the same process said. */
interface Span {
  readonly from: number;
  readonly until: number;
}

/** An end or another leader closes it: what that one knows may be otherwise. */
function spansOf(lines: readonly Heard[], rule: string): readonly Span[] {
  const ends = (line: Heard): boolean =>
    line.event === 'leader.acquired' ||
    line.event === 'daemon.started' ||
    line['id'] === 'alerts' ||
    (line.event === 'alert.resolved' && line['rule'] === rule);
  return lines.flatMap((line, nth) => {
    if (line.event !== 'alert.firing' || line['rule'] !== rule) return [];
    const end = lines.slice(nth + 1).find(ends);
    return [{ from: line.heardAt, until: end?.heardAt ?? Number.POSITIVE_INFINITY }];
  });
}

const alarming: readonly string[] = ['firing', 'reopened', 'reminder'];

/** Alarms that were made while another alert explained them. */
export function heldProblems(
  records: AlertRecords,
  rules: readonly SelfRule[],
  lines: readonly Heard[],
): readonly string[] {
  const ruleOf = new Map(records.episodes.map(({ id, rule }) => [id, rule]));
  const parentsOf = new Map(rules.map(({ id, dependsOn }) => [id, dependsOn]));
  return posted(records)
    .filter(({ notice }) => alarming.includes(notice.kind))
    .flatMap(({ notice, createdAt }) => {
      const rule = ruleOf.get(notice.episode) ?? '';
      return (parentsOf.get(rule) ?? [])
        .filter((parent) =>
          spansOf(lines, parent).some(
            ({ from, until }) => from + SLACK_MS < createdAt && createdAt < until - SLACK_MS,
          ),
        )
        .map((parent) => `${rule} was told while ${parent} fired`);
    });
}
