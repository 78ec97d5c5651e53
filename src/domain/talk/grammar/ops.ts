/** What stands behind `ops`. */

import { type OpsOrder, type Pausable, pausable } from '../order.ts';
import { readAck, readSilence, readUnsilence } from './alerting.ts';
import { type Command, type Problem, problem } from './command.ts';
import { readRef } from './ids.ts';
import { readSpan } from './spans.ts';
import type { Word } from './words.ts';

const DAY = 86_400_000;
const LONGEST_BOOST = 30 * DAY;

/** The orders, for `help ops` and for those who mistype one. */
export const opsWords =
  '`ops poll` · `ops probe [P1234]` · `ops accept-index <hash>` · `ops pause|resume poller|prober|queue` · `ops boost 7d` · `ops dead-letters [replay <id>|all]` · `ops health` · `ops alerts` · `ops ack <rule>` · `ops silence <rule> 1h <reason>` · `ops unsilence <number>`';

const noOrder = problem(
  'There is no such order; `help ops` lists them, such as `ops poll` or `ops alerts`.',
);

type Read = (rest: readonly string[]) => OpsOrder | Problem;

const alone =
  (type: 'poll' | 'health' | 'alerts'): Read =>
  (rest) =>
    rest.length === 0 ? { type } : problem(`\`ops ${type}\` stands alone.`);

/** Reads an order of an operator. */
export function readOps(words: readonly Word[]): Command | Problem {
  const [name = '', ...rest] = words.map(({ text }) => text);
  const order = (readers[name.toLowerCase()] ?? (() => noOrder))(rest);
  return order.type === 'problem' ? order : { type: 'ops', order };
}

const readers: Readonly<Record<string, Read>> = {
  poll: alone('poll'),
  health: alone('health'),
  alerts: alone('alerts'),
  ack: readAck,
  silence: readSilence,
  unsilence: readUnsilence,
  probe: ([paper, ...more]) => {
    if (paper === undefined) return { type: 'probe', number: null };
    const ref = readRef(paper);
    const isNumber = ref.type === 'number' && more.length === 0;
    return isNumber
      ? { type: 'probe', number: ref.number }
      : problem(
          'Say which number to look at, such as `ops probe P1234`, or nothing for a whole cycle.',
        );
  },
  'accept-index': ([hash = '', ...more]) =>
    /^[0-9a-f]{12}$/i.test(hash) && more.length === 0
      ? { type: 'accept-index', hash: hash.toLowerCase() }
      : problem(
          'Give the 12 hex digits that `index.rejected` names, such as `ops accept-index 0f3a9c51d2e7`.',
        ),
  pause: (rest) => pauseOrder('pause', rest),
  resume: (rest) => pauseOrder('resume', rest),
  boost: ([span = '', ...more]) => {
    const forMs = readSpan(span);
    const isFair = more.length === 0 && forMs !== null && forMs > 0 && forMs <= LONGEST_BOOST;
    return isFair
      ? { type: 'boost', forMs }
      : problem('Say how long, up to 30 days, such as `ops boost 7d`.');
  },
  'dead-letters': ([verb, id = '', ...more]) => {
    if (verb === undefined) return { type: 'dead-letters' };
    const isId = /^(?:all|\d{1,18})$/i.test(id);
    return verb.toLowerCase() === 'replay' && isId && more.length === 0
      ? { type: 'replay', id: id.toLowerCase() }
      : problem(
          'Say `ops dead-letters`, `ops dead-letters replay 4711` or `ops dead-letters replay all`.',
        );
  },
};

const isPausable = (part: string): part is Pausable =>
  (pausable as readonly string[]).includes(part);

function pauseOrder(
  type: 'pause' | 'resume',
  [part = '', ...more]: readonly string[],
): OpsOrder | Problem {
  const word = part.toLowerCase();
  return isPausable(word) && more.length === 0
    ? { type, part: word }
    : problem(`Say what to ${type}: \`ops ${type} poller\`, \`prober\` or \`queue\`.`);
}
