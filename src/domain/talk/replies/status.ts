/** `status`: how fresh everything is, or what is wrong and since when. */

import { bold, line, type Part, plain, type Reply, reply } from '../../delivery/reply.ts';
import type { FailureRecord } from '../../health/failure.ts';
import { ago, counted, many, spanInWords } from './time.ts';

/** What the process knows of itself. Moments in ms since the epoch; null: not known. */
export interface Seen {
  readonly index: {
    readonly lastGoodAt: number | null;
    readonly lastChangeAt: number | null;
    readonly entries: number | null;
    /** Why polls fail now; null while they do not. */
    readonly failure: Pick<FailureRecord, 'category' | 'reason'> | null;
    readonly failures: number;
    readonly stale: boolean;
    readonly paused: boolean;
  };
  /** Null: nobody looks for drafts. */
  readonly drafts: {
    readonly lastLookAt: number | null;
    readonly found: number;
    readonly requests: number;
    readonly failure: Pick<FailureRecord, 'category' | 'reason'> | null;
    readonly paused: boolean;
  } | null;
  readonly queue: {
    readonly waiting: number | null;
    readonly pressed: boolean;
    readonly paused: boolean;
    readonly slack: 'ok' | 'rate_limited' | 'breaker_open' | 'unauthorised' | 'dry_run';
    readonly slackSince: number | null;
  };
  /** Since when the database does not answer. */
  readonly databaseLostAt: number | null;
  /** Actors that should run and do not. */
  readonly missing: readonly string[];
  readonly startedAt: number;
}

const causes: Readonly<Record<string, string>> = {
  refused: 'connections are refused',
  dns: 'its name cannot be resolved',
  unreachable: 'the network does not lead there',
  reset: 'connections break',
  tls: 'its certificate or encryption is not accepted',
  body_cut: 'answers arrive cut off',
  http_5xx: 'the server answers with errors',
  http_429: 'the server asks us to wait',
  http_503: 'the server asks us to wait',
  http_403: 'the server denies access',
  http_404: 'it is not there any more',
  shrunk: 'it has far fewer entries than before and is held back',
  papers_shrunk: 'it has fewer papers than before and is held back',
  frontier_back: 'its newest papers are gone and it is held back',
  too_few: 'it has too few entries and is held back',
  fields_missing: 'its entries lack fields and it is held back',
  html: 'a web page comes instead',
  not_json: 'what comes cannot be read',
  not_object: 'what comes cannot be read',
  too_large: 'it is far too large',
  canary_missing_found: 'the server says yes to everything',
  canary_present_lost: 'known files cannot be found any more',
  suspicious: 'the answers cannot be believed',
};

/** A failure in plain words, with its code for operators. */
export const causeInWords = ({
  category,
  reason,
}: Pick<FailureRecord, 'category' | 'reason'>): string =>
  `${causes[reason] ?? (category === 'TIMEOUT' ? 'there is no answer in time' : 'something is wrong')} (${category}/${reason})`;

/** Since when nothing good came: the last success, else the start. */
const since = (at: number | null, seen: Seen, now: number): string =>
  at === null
    ? `no good check since the start ${ago(seen.startedAt, now)}`
    : `last good check ${ago(at, now)}`;

function indexTrouble(seen: Seen, now: number): string | null {
  const { lastGoodAt, failure, failures, stale, paused } = seen.index;
  if (paused) return `Index: an operator has paused the checks; ${since(lastGoodAt, seen, now)}.`;
  if (failure !== null)
    return `Index: cannot be read, ${causeInWords(failure)}; ${since(lastGoodAt, seen, now)}, ${many(failures, 'check')} failed in a row.`;
  if (stale) return `Index: not read for too long; ${since(lastGoodAt, seen, now)}.`;
  return lastGoodAt === null ? `Index: ${since(null, seen, now)}.` : null;
}

function draftTrouble(seen: Seen, now: number): string | null {
  const { drafts } = seen;
  if (drafts === null) return null;
  const last = `last good look ${ago(drafts.lastLookAt, now)}`;
  if (drafts.paused) return `Drafts: an operator has paused the search; ${last}.`;
  return drafts.failure === null
    ? null
    : `Drafts: the last look failed, ${causeInWords(drafts.failure)}; ${last}.`;
}

function queueTroubles({ queue }: Seen, now: number): readonly string[] {
  const when = queue.slackSince === null ? '' : ` for ${spanInWords(now - queue.slackSince)}`;
  const waiting = `${many(queue.waiting ?? 0, 'message')} waiting`;
  return [
    queue.slack === 'unauthorised' ? `Messages: Slack refuses our token${when}; ${waiting}.` : null,
    queue.slack === 'breaker_open' ? `Messages: sending keeps failing${when}; ${waiting}.` : null,
    queue.paused ? `Messages: an operator has paused them; ${waiting}.` : null,
    queue.pressed ? `Messages: more pile up than go out; ${waiting}.` : null,
  ].filter((text) => text !== null);
}

/** Everything that is wrong, a sentence each. */
export function troublesOf(seen: Seen, now: number): readonly string[] {
  const { databaseLostAt, missing } = seen;
  return [
    databaseLostAt === null
      ? null
      : `Database: away for ${spanInWords(now - databaseLostAt)}; nothing is lost, it is told when it is back.`,
    indexTrouble(seen, now),
    draftTrouble(seen, now),
    ...queueTroubles(seen, now),
    missing.length === 0 ? null : `Not running: ${missing.join(', ')}.`,
  ].filter((text) => text !== null);
}

/** What is fine, one sentence each; what is in trouble is left to the troubles. */
function calm(seen: Seen, now: number): readonly string[] {
  const { index, drafts, queue } = seen;
  const entries = index.entries === null ? '' : `, ${counted(index.entries)} entries`;
  return [
    indexTrouble(seen, now) === null
      ? `Index: last check ${ago(index.lastGoodAt, now)}, content last changed ${ago(index.lastChangeAt, now)}${entries}.`
      : null,
    drafts !== null && draftTrouble(seen, now) === null ? draftsInWords(drafts, now) : null,
    queueTroubles(seen, now).length === 0 && queue.waiting !== null
      ? `Waiting messages: ${counted(queue.waiting)}.`
      : null,
    queue.slack === 'dry_run' ? 'Dry run: messages are printed, not sent.' : null,
  ].filter((text) => text !== null);
}

const draftsInWords = (
  { lastLookAt, found, requests }: NonNullable<Seen['drafts']>,
  now: number,
): string =>
  lastLookAt === null
    ? 'Drafts: not looked for yet.'
    : `Drafts: last look ${ago(lastLookAt, now)}, ${counted(found)} new of ${counted(requests)}.`;

/** The parts of the answer; the App Home shows the same. */
export function statusParts(seen: Seen, now: number): readonly Part[] {
  const troubles = troublesOf(seen, now);
  const fine = calm(seen, now).join(' ');
  return [
    ...(troubles.length === 0 ? [] : [line(bold('Something is wrong.'))]),
    ...troubles.map((text) => line(plain(text))),
    ...(fine === '' ? [] : [line(plain(fine))]),
  ];
}

/** The answer to `status`. */
export const statusReply = (seen: Seen, now: number): Reply => reply(...statusParts(seen, now));
