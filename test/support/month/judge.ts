/** What must hold of days of normal life. Pure: what was seen goes in, a list comes out. */

import { repeated } from '../../../src/commands/demo/told.ts';
import type { Lived } from './run.ts';

/** One promise, what was seen of it, and whether it was kept. */
export interface Held {
  readonly promise: string;
  readonly seen: string;
  readonly goal: string;
  readonly met: boolean;
}

/** Polls a day at half an hour, ten percent off, and one that was ordered. */
const MOST_POLLS = 55;
/** As documented for all classes of the plan, boosts included. */
const MOST_PROBES = 20_000;
/** A token is tried when Slack took nothing for five minutes. */
const MOST_AUTH_TESTS = 288 + 4;
/** A connection lives six hours. */
const MOST_CONNECTIONS = 5;
/** Actors that wait say so at least every half minute. */
const MOST_SILENCE_MS = 31_000;
/**
 * A draft below the frontier is looked for once a week, so it may be published before. A month has
 * fifteen: this sees that they are found at all, `npm run bench -- recall` measures how many.
 */
const LEAST_FOUND = 0.8;
const MB = 1_048_576;
/** What a row of the store in memory takes, by what it takes when written. */
const ROW_FACTOR = 4;

const few = (words: readonly string[]): string =>
  words.length === 0 ? 'none' : `${words.length}: ${words.slice(0, 5).join(', ')}`;

const isDraft = (id: string): boolean => id.startsWith('D');

/** All promises of the documents that days of life can break. */
export function judgeLife(lived: Lived, days: number): readonly Held[] {
  const { promised, told, asked, answered, alerts, failures, children } = lived;
  const { requests, calls, pings, timersLeft, connections } = lived;
  const lost = promised.filter((id) => !told.includes(id));
  const drafts = promised.filter(isDraft);
  const unfound = lost.filter(isDraft);
  const twice = repeated(told);
  const strangers = told.filter((id) => !promised.includes(id));
  const silent = children.filter(({ beatAgeMs }) => (beatAgeMs ?? 0) > MOST_SILENCE_MS);
  const restarted = children.filter(({ incarnation }) => incarnation > 1);
  const most = (counts: readonly number[]): number => Math.max(0, ...counts.map((n) => n ?? 0));
  const tests = (calls['auth.test'] ?? 0) / days;
  const none = (promise: string, words: readonly string[], of = ''): Held => ({
    promise,
    seen: `${of}${few(words)}`,
    goal: 'none',
    met: words.length === 0,
  });
  const atMost = (promise: string, value: number, goal: number): Held => ({
    promise,
    seen: `${Math.round(value)}`,
    goal: `<= ${goal}`,
    met: value <= goal,
  });
  return [
    none(
      'lost',
      lost.filter((id) => !isDraft(id)),
      `${promised.length - drafts.length} promised, `,
    ),
    {
      promise: 'drafts found',
      seen: `${drafts.length - unfound.length} of ${drafts.length}, not found ${few(unfound)}`,
      goal: `>= ${100 * LEAST_FOUND} %`,
      met: unfound.length <= (1 - LEAST_FOUND) * drafts.length,
    },
    none('told twice', twice, `${told.length} told, `),
    none('told although nobody said so', strangers),
    {
      promise: 'commands answered',
      seen: `${answered} of ${asked}`,
      goal: 'all, once',
      met: answered === asked && asked > 0,
    },
    none('messages to people that did not go once', personal(lived)),
    none('alerts told', alerts),
    none('failures', failures),
    none(
      'actors restarted',
      restarted.map(({ id }) => id),
    ),
    none(
      'actors silent at the end',
      silent.map(({ id }) => id),
      `${children.length} looked at, `,
    ),
    atMost('requests to wg21.link, most a day', most(requests.index), MOST_POLLS),
    atMost('requests to isocpp.org, most a day', most(requests.drafts), MOST_PROBES),
    atMost('auth.test of Slack, a day', tests, MOST_AUTH_TESTS),
    atMost('connections to Slack, a day', connections.made / days, MOST_CONNECTIONS),
    {
      promise: 'pings of the dead man’s switch',
      seen: `${pings}`,
      goal: 'one a minute',
      met: pings >= days * 1_440 - 5,
    },
    atMost('timers left after the stop', timersLeft, 0),
  ];
}

/** Growth of the heap from the first measurement to the last, without what the store rightly keeps. */
export function heapGrowth({ heap }: Lived): { readonly words: string; readonly bytes: number } {
  const [first, last] = [heap[0], heap.at(-1)];
  if (first === undefined || last === undefined) throw new RangeError('the heap was not measured');
  const rows = Math.max(0, last.kept - first.kept) * ROW_FACTOR;
  const mb = (bytes: number): string => (bytes / MB).toFixed(1);
  const words = `day ${first.day}: ${mb(first.heap)} MB, day ${last.day}: ${mb(last.heap)} MB, rows ${mb(last.kept - first.kept)} MB more as text`;
  return { words, bytes: last.heap - first.heap - rows };
}

/**
 * Each notification is in exactly one message to its recipient, or is rightly still held. A draft
 * that was published while it was held shares the line of its paper.
 */
function personal({ store, linesTo, endsAt }: Lived): readonly string[] {
  const { notifications, recipients, events } = store.tables;
  const keys = new Map([...events.values()].map((one) => [one.seq, one.key]));
  const wanted = Map.groupBy(
    notifications.values(),
    (one) => `${one.recipient} ${keys.get(one.event)}`,
  );
  return [...wanted].flatMap(([name, all]) => {
    const [recipient, key = ''] = name.split(' ');
    if (!/^[PD]\d/.test(key)) return []; // a mailing as such, or an issue: no line of its own
    const { slackId = '' } = recipients.get(Number(recipient)) ?? {};
    const told = all.filter(({ state }) => state === 'told');
    const waits = all.filter(({ state, dueAt }) => state === 'held' && (dueAt ?? 0) > endsAt);
    const lines = linesTo(slackId).filter((id) => id === key).length;
    const isShared =
      lines === 0 && isDraft(key) && linesTo(slackId).includes(key.replace('D', 'P'));
    const isRight =
      told.length + waits.length === all.length && (lines === told.length || isShared);
    return isRight
      ? []
      : [`${slackId} ${key}: ${all.map(({ state }) => state).join()}, ${lines} lines`];
  });
}
