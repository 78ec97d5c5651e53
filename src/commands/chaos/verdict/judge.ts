/** What must hold when the storm is over. Pure: what was seen goes in, a table comes out. */

import type { Line } from '../../demo/story.ts';
import { repeated } from '../../demo/told.ts';
import type { Breach } from '../../world/slack/records.ts';
import type { Logbook } from '../fleet.ts';
import { type AlertsSeen, judgeAlerts } from './alerts/alerts.ts';
import { type Finding, few } from './finding.ts';
import type { Rows } from './rows.ts';
import { missing } from './told.ts';

/** All that was seen. */
export interface Seen {
  readonly promised: readonly string[];
  /** What has a line of its own in the channel for papers. */
  readonly told: readonly string[];
  readonly rows: Rows;
  readonly breaches: readonly Breach[];
  readonly logbook: Logbook;
  /** Exit codes of the daemons when they were asked to stop. */
  readonly codes: readonly (number | null)[];
  /** Resident memory of each long life, in MB. */
  readonly lives: readonly (readonly number[])[];
  readonly alerts: Omit<AlertsSeen, 'lines'>;
}

/** Of the first third of a life to the last one, in MB; the index worker comes and goes with 40. */
const MOST_GROWTH_MB = 60;
const MOST_MB = 280; // from source; the image lives in 256

const isBug = (line: Line): boolean =>
  line['failure_reason'] === 'bug' && !JSON.stringify(line).includes('made to crash by');

/** A rejection or a throw that nobody took, and what the runtime says of it; half a line is a kill's. */
const unhandled = ({ lines, noise }: Logbook): readonly string[] => [
  ...lines.filter(({ event }) => event === 'daemon.unhandled').map(sentence),
  ...noise.filter((text) => text.trim() !== '' && !text.startsWith('{')),
];

/** The median of one third of a life. */
function third(life: readonly number[], which: 0 | 2): number {
  const size = Math.floor(life.length / 3);
  const part = life.slice(which * size, (which + 1) * size).toSorted((a, b) => a - b);
  return part[part.length >> 1] ?? 0;
}

/** The table, in the order of the promises. */
export function judge(seen: Seen): readonly Finding[] {
  const { promised, told, rows, breaches, logbook, codes, lives } = seen;
  const lost = missing(promised, told);
  const doubled = repeated(told);
  const bugs = logbook.lines.filter(isBug);
  const loose = unhandled(logbook);
  // one 429 does not say that it is meant for all conversations; the second one does
  const hasty = breaches.filter(({ name }) => name !== 'before_it_was_said');
  const growth = Math.max(0, ...lives.map((life) => third(life, 2) - third(life, 0)));
  const most = Math.max(0, ...lives.flat());
  const find = (promise: string, kept: boolean, words: string): Finding => ({
    promise,
    kept,
    seen: words,
  });
  return [
    find('Nothing is lost', lost.length === 0, `${promised.length} promised, lost ${few(lost)}`),
    find(
      'Nothing is told twice',
      doubled.length === 0,
      `${told.length} told, twice ${few(doubled)}`,
    ),
    find(
      'No message is repeated on a guess',
      rows.possibleDuplicates === 0,
      `${rows.possibleDuplicates} of ${rows.sent} sent`,
    ),
    find('Order is kept', rows.disordered.length === 0, few(rows.disordered)),
    find(
      'What was not sent says why',
      rows.unexplained === 0,
      `${rows.dead} dead, ${rows.unexplained} without a reason`,
    ),
    find(
      'Slack is never called when it asked for silence',
      hasty.length === 0,
      few(hasty.map(({ name, method }) => `${name} ${method}`)),
    ),
    find('No bug', bugs.length === 0, few(bugs.map(sentence))),
    find('Nothing is unhandled', loose.length === 0, few(loose)),
    find(
      'Nobody dies but by our hand',
      logbook.surprises.length === 0,
      `${logbook.starts} starts, surprises ${few(
        logbook.surprises.map(({ berth, ended }) => `${berth} ${ended.signal ?? ended.code}`),
      )}`,
    ),
    find(
      'Asked to stop, they stop',
      codes.every((code) => code === 0),
      `exit ${codes.join(', ')}`,
    ),
    find(
      'Memory stays flat',
      growth <= MOST_GROWTH_MB && most <= MOST_MB,
      `${lives.length} long lives, at most ${most} MB, grown by ${growth} MB`,
    ),
    ...judgeAlerts({ ...seen.alerts, lines: logbook.lines }),
  ];
}

const sentence = (line: Line): string =>
  `${line.event} ${String(line['failure_operation'] ?? line['message'] ?? '')}`.slice(0, 120);
