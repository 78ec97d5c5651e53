import type { FailureRecord } from '../health/failure.ts';

/** What becomes of a row after a call, a print or a look. Moments in ms since the epoch. */
export type RowResult =
  | {
      readonly type: 'sent';
      readonly channel: string | null;
      readonly ts: string | null;
      /** So many expired rows the message spoke of. */
      readonly missed?: number;
    }
  | { readonly type: 'printed' }
  /** A digest that Slack does not take: its parts are told alone. */
  | { readonly type: 'unfolded'; readonly failure: FailureRecord }
  | {
      readonly type: 'pending';
      readonly notBefore: number;
      /** The call did not count: limits and tokens are not the row's fault. */
      readonly giveBackAttempt: boolean;
      /** From now on text alone. */
      readonly plain?: boolean;
      /** Sent again although nobody could look whether Slack has it. */
      readonly possibleDuplicate?: boolean;
      /**
       * From now on a post of its own outside of any thread; sent, it becomes its anchor. For a
       * reply whose thread is gone and for an edit whose message is gone.
       */
      readonly asPost?: boolean;
      /** From now on a message to its only reader, who is not where it was to be shown. */
      readonly asDirect?: boolean;
      readonly failure: FailureRecord;
    }
  /** Raises `doubts` when the row was in flight; when it was ambiguous already it only waits on. */
  | { readonly type: 'ambiguous'; readonly notBefore: number; readonly failure: FailureRecord }
  | {
      readonly type: 'parked';
      readonly failure: FailureRecord;
      /** The sweep makes it pending again at this moment; absent: when its destination is restored. */
      readonly notBefore?: number;
    }
  | { readonly type: 'dead'; readonly failure: FailureRecord };

/** A closed gate: no call of `method` to `dest` (`*`: any) before `until`. */
export interface Gate {
  /** As Slack names it, such as `chat.postMessage`: `methodOf` knows the method of a row. */
  readonly method: string;
  readonly dest: string;
  readonly until: number;
}

/** What a call left to be stored: the row first or, where Slack asked to wait, after its gates. */
export interface Outcome {
  readonly row: { readonly id: string; readonly nonce: string; readonly dest: string };
  readonly result: RowResult;
  readonly gates: readonly Gate[];
  /** Why the conversation is suspended, Slack's code; null when it is not. */
  readonly suspend: string | null;
  /** The conversation with a person, opened on the way; absent when it was not. */
  readonly channel?: string;
}
