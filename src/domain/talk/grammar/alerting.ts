/** What stands behind `ops ack`, `ops silence` and `ops unsilence`. */

import type { OpsOrder } from '../order.ts';
import { type Problem, problem } from './command.ts';
import { readSpan } from './spans.ts';

type Rest = readonly string[];

/** `self.poll.stale`, or the first digits of the id that `ops alerts` shows. */
export function readAck([which = '', ...more]: Rest): OpsOrder | Problem {
  return /^[\w.-]{4,100}$/.test(which) && more.length === 0
    ? { type: 'ack', which }
    : problem(
        'Say which alert, by its rule or by its id in `ops alerts`, such as `ops ack self.poll.stale`.',
      );
}

const silenceExample = problem(
  'Say what to silence, how long, and why, such as `ops silence self.poll.* 1h the index moves`.',
);

/** A rule, labels such as `dest=C012AB`, a span, and the reason in words. */
export function readSilence([rule = '', ...rest]: Rest): OpsOrder | Problem {
  const at = rest.findIndex((word) => readSpan(word) !== null);
  const forMs = readSpan(rest[at] ?? '');
  const reason = rest.slice(at + 1).join(' ');
  const labels = rest.slice(0, Math.max(0, at)).map(labelIn);
  const known = labels.filter((label) => label !== null);
  const isWhole = forMs !== null && forMs > 0 && reason !== '' && known.length === labels.length;
  return isWhole && /^[\w.*-]{1,100}$/.test(rule)
    ? { type: 'silence', rule, labels: Object.fromEntries(known), forMs, reason }
    : silenceExample;
}

function labelIn(word: string): readonly [name: string, value: string] | null {
  const [, name, value] = /^(\w{1,40})=(\S{1,100})$/.exec(word) ?? [];
  return name === undefined || value === undefined ? null : [name, value];
}

/** The number that a silence was given. */
export function readUnsilence([id = '', ...more]: Rest): OpsOrder | Problem {
  return /^\d{1,18}$/.test(id) && more.length === 0
    ? { type: 'unsilence', id }
    : problem('Say which silence to end, by its number in `ops alerts`: `ops unsilence 3`.');
}
