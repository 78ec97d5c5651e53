/** Unpublished drafts: how they are looked for. Types only. */

import type { ProbeAnswer, ReadAnswer } from '../domain/papers/probe/answer.ts';

/** How gently to ask. One pace and one count hold for all that a `DraftProbe` sends. */
export interface ProbeLimits {
  /** Requests in flight, those of `look` and `read` together. */
  readonly concurrency: number;
  /**
   * Requests per second, redirects and `read` included; 0: no pacing. They go in bursts of up to
   * `concurrency`, or of what is due in 250 ms where that is more.
   */
  readonly ratePerSecond: number;
  /** One request, from sending to the end of its headers; for `read` to the end of its body. */
  readonly timeoutMs: number;
}

/** Many URLs to look at in one call: no promise, no event and no timer for each. */
export interface Look extends ProbeLimits {
  /** All below the address that the adapter was made with; asked in this order. */
  readonly urls: readonly string[];
  /** `GET` asks for the first byte only (`Range: bytes=0-0`), for servers that refuse HEAD. */
  readonly method: 'HEAD' | 'GET';
  /** Asked before each request. False: nothing more is sent, what is in flight is still answered. */
  readonly mayGoOn: () => boolean;
  /** Once for each URL that was asked for, in the order of the answers. */
  readonly onAnswer: (index: number, answer: ProbeAnswer) => void;
}

/** A file to read the beginning of. */
export interface ReadFile extends ProbeLimits {
  readonly url: string;
  /** Asked for by `Range`, and no more is read, whatever comes. */
  readonly maxBytes: number;
}

/**
 * Where drafts may lie. What servers and networks do is an answer, never thrown; an abort rejects
 * with the reason of the signal, and no answer comes after that. Redirects are followed as
 * `redirected` of the domain says.
 */
export interface DraftProbe {
  /** Ends when everything sent is answered and nothing more is to be sent. */
  look(look: Look, signal: AbortSignal): Promise<void>;
  /** GET of the beginning of one file; goes before the looks that wait. */
  read(file: ReadFile, signal: AbortSignal): Promise<ReadAnswer>;
}
