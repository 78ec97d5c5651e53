/** Alert rules as data. They name observation keys, never who observes. */

/** The name of something observed, such as `queue.state`. */
export type Key = string;

/** A limit; which side of it counts. */
export type Bound =
  | { readonly gt: number }
  | { readonly gte: number }
  | { readonly lt: number }
  | { readonly lte: number };

/** How the numbers of a window become one. */
export type Fold = 'last' | 'avg' | 'min' | 'max' | 'p50' | 'p95' | 'p99';

/** What must be so. Spans in ms; parts at most four deep. */
export type Condition =
  | { readonly kind: 'state'; readonly of: Key; readonly is: readonly string[] }
  | {
      readonly kind: 'value';
      readonly of: Key;
      readonly fold: Fold;
      readonly windowMs: number;
      readonly to: Bound;
    }
  | {
      readonly kind: 'ratio';
      readonly part: Key;
      readonly whole: Key;
      readonly windowMs: number;
      /** With less than this nothing is known. */
      readonly minWhole: number;
      readonly to: Bound;
    }
  /** Time since the last observation; of a key that was never seen, since it was registered. */
  | { readonly kind: 'age'; readonly of: Key; readonly to: Bound }
  | { readonly kind: 'count'; readonly of: Key; readonly windowMs: number; readonly to: Bound }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition };

/** P1: act now. P2: act today. P3: health, log and history only. */
export type Severity = 'P1' | 'P2' | 'P3';

/** Words that tell one thing from another of its kind. */
export type Labels = Readonly<Record<string, string>>;

export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly labels: Labels;
  /** The labels of observations that make one instance each. */
  readonly scope: readonly string[];
  readonly when: Condition;
  /** When it is over; null: as soon as `when` is false. Between the two nothing moves. */
  readonly clear: Condition | null;
  readonly forMs: number;
  readonly keepMs: number;
  /** What is made of not knowing: nothing, false, true. */
  readonly noData: 'keep' | 'ok' | 'fire';
  /** Time to the first reminder, then each time twice as long; null for none. */
  readonly remindMs: number | null;
  /** Ids of rules whose trouble explains this one. */
  readonly dependsOn: readonly string[];
  /** Channels that are the trouble themselves; `$name` stands for the value of a label. */
  readonly avoid: readonly string[];
  /** The section of the runbook. */
  readonly runbook: string;
}

/** Where one instance of a rule stands. Moments by a clock that only goes forward. */
export interface Instance {
  readonly state: 'inactive' | 'pending' | 'firing' | 'recovering';
  /** Since when the condition has held. */
  readonly t0: number | null;
  /** Since when a firing one has been false. */
  readonly tk: number | null;
  readonly unknownSince: number | null;
  readonly value: number | string | null;
}

/** Something that was seen: a number, a state or, for counts, how many. */
export interface Observation {
  readonly at: number;
  readonly value: number | string;
  readonly labels: Labels;
}

/** What was seen by key, newest last. */
export type Observations = ReadonlyMap<Key, readonly Observation[]>;

/** What an evaluation brought about. */
export interface Effect {
  readonly type: 'fired' | 'resolved';
  readonly at: number;
  readonly value: number | string | null;
}

/** Nothing is the matter. */
export const inactive: Instance = {
  state: 'inactive',
  t0: null,
  tk: null,
  unknownSince: null,
  value: null,
};

/** The keys that a condition looks at. */
export function keysOf(condition: Condition): readonly Key[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.parts.flatMap(keysOf);
    case 'not':
      return keysOf(condition.part);
    case 'ratio':
      return [condition.part, condition.whole];
    case 'state':
    case 'value':
    case 'age':
    case 'count':
      return [condition.of];
  }
}

/** The keys that a rule looks at. */
export const keysOfRule = ({ when, clear }: Rule): readonly Key[] => [
  ...new Set([...keysOf(when), ...(clear === null ? [] : keysOf(clear))]),
];
