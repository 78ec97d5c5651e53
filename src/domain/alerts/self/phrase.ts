/** What the sentences of our own alerts are made of. */

import type { Component, FailureRecord } from '../../health/failure.ts';
import type { Key, Labels, Observation } from '../rule.ts';

/** What a sentence may be about. Moments by the clock that only goes forward, but `failure`'s. */
export interface Said {
  readonly value: number | string | null;
  readonly labels: Labels;
  readonly now: number;
  /** How long it has fired, or did. */
  readonly lastedMs: number;
  /** The last observation of a key that concerns this instance. */
  readonly last: (key: Key) => Observation | undefined;
}

/** A sentence about the trouble. */
export type Phrase = (said: Said) => string;

/** How an alert of ours speaks. */
export interface Speech {
  readonly firing: Phrase;
  readonly resolved: Phrase;
  /** Whose last failure explains it. */
  readonly blames: readonly Component[];
  /** What is said when none of them has failed. */
  readonly unblamed: string | null;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** `61 min`; below two minutes `90 s`. */
export const span = (ms: number): string =>
  ms < 2 * MINUTE ? `${Math.floor(ms / SECOND)} s` : `${Math.floor(ms / MINUTE)} min`;

/** `03:05:07Z`. */
export const timeOfDay = (at: number): string => `${new Date(at).toISOString().slice(11, 19)}Z`;

/** `87 %`. */
export const percent = (value: unknown): string => `${Math.round(Number(value) * 100)} %`;

/** `Last failure: TIMEOUT/headers_timeout at 03:05:07Z.` */
export const blame = ({ category, reason, at }: FailureRecord): string =>
  `Last failure: ${category}/${reason} at ${timeOfDay(at)}.`;

const lasted: Phrase = ({ lastedMs }) => `It is over. It lasted ${span(lastedMs)}.`;

/** A speech of one sentence; the end says how long it was. */
export const says = (firing: Phrase, rest: Partial<Speech> = {}): Speech => ({
  firing,
  resolved: lasted,
  blames: [],
  unblamed: null,
  ...rest,
});
