import { createHash } from 'node:crypto';
import type { NoAnswer, ProbeAnswer, ReadAnswer } from '../../domain/papers/probe/answer.ts';
import type { Look, ProbeLimits, ReadFile } from '../../ports/drafts.ts';

/** Something that has requests to send: a list of URLs to look at, or one file to read. Never throws. */
export interface Errand {
  readonly limits: ProbeLimits;
  readonly method: 'HEAD' | 'GET';
  /** The `Range` to ask for; null for all of it. */
  readonly range: string | null;
  /** How much of a body is kept; 0: none, the status is all that is wanted. */
  readonly keepBytes: number;
  /** The W3C trace of the turn; null: none is sent. */
  readonly trace: string | null;
  readonly count: number;
  /** How many of the URLs were begun. */
  begun: number;
  /** URLs that were begun and are not answered yet. */
  under: number;
  url(index: number): string;
  mayGoOn(): boolean;
  /** `body`: what was kept of it. */
  answered(index: number, answer: ProbeAnswer, body: Uint8Array): void;
  /** All that was begun is answered, and nothing more will be. */
  end(): void;
  /** From now on nobody hears of it. */
  break(reason: unknown): void;
}

/** An errand and what comes of it. */
export interface Begun<T> {
  readonly errand: Errand;
  readonly over: Promise<T>;
}

export function lookErrand(look: Look): Begun<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let isBroken = false;
  const end = (reason: unknown): void => {
    isBroken = true;
    reject(reason);
  };
  /** What the caller's code throws is a bug of ours: it ends the look. */
  const guarded = (call: () => boolean): boolean => {
    if (isBroken) return false;
    try {
      return call();
    } catch (thrown) {
      end(thrown);
      return false;
    }
  };
  const errand: Errand = {
    begun: 0,
    under: 0,
    keepBytes: 0,
    // One list of headers serves all looks: a span for each of thousands would cost more than it tells.
    trace: null,
    limits: look,
    method: look.method,
    range: look.method === 'GET' ? 'bytes=0-0' : null,
    count: look.urls.length,
    url: (index) => look.urls[index] ?? '',
    mayGoOn: () => guarded(look.mayGoOn),
    answered: (index, answer) => {
      guarded(() => {
        look.onAnswer(index, answer);
        return true;
      });
    },
    end: resolve,
    break: end,
  };
  return { errand, over: promise };
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const unanswered: NoAnswer = {
  type: 'failed',
  requests: 0,
  category: 'UNKNOWN',
  reason: 'bug',
};

export function readErrand(file: ReadFile, trace: string | null): Begun<ReadAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<ReadAnswer>();
  let read: ReadAnswer = unanswered;
  const errand: Errand = {
    begun: 0,
    under: 0,
    count: 1,
    trace,
    limits: file,
    method: 'GET',
    range: `bytes=0-${file.maxBytes - 1}`,
    keepBytes: file.maxBytes,
    url: () => file.url,
    mayGoOn: () => true,
    answered: (_, answer, body) => {
      read = answer.type === 'reply' ? { ...answer, body, sha256: sha256(body) } : answer;
    },
    end: () => resolve(read),
    break: reject,
  };
  return { errand, over: promise };
}
