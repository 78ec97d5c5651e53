/** What a look is told as: one line for each URL. */

import type { Meaning } from '../../domain/papers/probe/meaning.ts';
import type { Verified } from '../../domain/papers/probe/verify/verify.ts';
import type { Outcome } from './look.ts';

type Known = Meaning | { readonly type: 'not_asked' };

function draftInWords({ title, length, lastModified }: Verified): string {
  const name = title === null ? 'a draft without a title that can be read' : `a draft: "${title}"`;
  const size = length === null ? '' : `, ${length.toLocaleString('en')} bytes`;
  return `${name}${size}${lastModified === null ? '' : `, last modified ${lastModified}`}`;
}

function inWords(meaning: Known): string {
  switch (meaning.type) {
    case 'miss':
      return 'no draft there';
    case 'hit':
      return 'something lies there, but no draft: a login page, an error page or an empty file';
    case 'suspicious':
      return 'leads elsewhere, perhaps to a login: not a draft';
    case 'head_refused':
      return 'takes neither HEAD nor GET: says nothing';
    case 'blocked':
      return 'we are not wanted here: nothing more was asked';
    case 'limited':
      return `too fast, come back in ${Math.ceil(meaning.retryAfterMs / 1_000)} s: nothing more was asked`;
    case 'error':
      return `no usable answer (${meaning.category}/${meaning.reason}): says nothing`;
    case 'not_asked':
      return 'not asked, since the server did not want more';
  }
}

function canaryInWords(meaning: Known): string {
  if (meaning.type === 'miss') return 'missing, as it must be';
  if (meaning.type === 'hit' || meaning.type === 'suspicious')
    return 'cannot be there: no other answer of this server can be believed';
  return inWords(meaning);
}

function answerInWords({ asked }: Outcome): string {
  if (asked === null) return '-';
  const { answer } = asked;
  const what = answer.type === 'reply' ? String(answer.status) : answer.type;
  const hops = answer.requests - 1;
  return hops === 0 ? what : `${what} after ${hops} redirect${hops === 1 ? '' : 's'}`;
}

/** The line of one URL: what was asked, what was answered, what it means. */
export function line(outcome: Outcome, isCanary: boolean): string {
  const { asked, url, meaning, draft } = outcome;
  const words = isCanary ? canaryInWords(meaning) : inWords(meaning);
  const means = draft === null ? words : draftInWords(draft);
  return `${asked?.method ?? 'HEAD'} ${url}: ${answerInWords(outcome)}: ${means}`;
}

/** Whether an answer says for sure that there is a draft, or none. */
export const isClear = ({ meaning, draft }: Outcome): boolean =>
  meaning.type === 'miss' || draft !== null;
