import type { FactDraft, FactOf } from '../../src/domain/health/fact.ts';
import type { FailureRecord } from '../../src/domain/health/failure.ts';
import type { PauseOrder } from '../../src/domain/talk/socket/pause.ts';
import type { ChildContext, ChildInput, ChildOrder } from '../childActions.ts';

/** What the socket is started with. */
export interface SocketInput extends ChildInput {
  /** False: a dry run, there is no socket. */
  readonly enabled: boolean;
  /** Whether this process leads; only the leader has a socket. */
  readonly leading: boolean;
}

export interface SocketContext extends ChildContext {
  readonly enabled: boolean;
  readonly leading: boolean;
  /** How many connections were begun; the number of the last one. */
  readonly made: number;
  /** The connection that serves; 0 for none. */
  readonly serving: number;
  /** The one that served before, while it still takes what was sent to it. */
  readonly old: number;
  /** The one that is coming; 0 for none. */
  readonly coming: number;
  /** Failures in a row. */
  readonly tries: number;
  /** What Slack asked us to wait, with the last failure. */
  readonly retryAfterMs: number | null;
  /** What broke beside the machine; null: nothing. */
  readonly broke: FailureRecord | null;
  /** What is left of a pause. */
  readonly restMs: number;
}

/** What the connections are told. */
export type SocketOrder =
  | { readonly type: 'open' | 'close'; readonly n: number }
  | { readonly type: 'closeAll' }
  /** Answered with `pause.told`. */
  | ({ readonly type: 'pause' } & PauseOrder);

/** A connection by its number. */
interface Numbered {
  readonly n: number;
}

/** What the connections tell. */
export type LinkEvent =
  | ({ readonly type: 'link.authenticated' } & Numbered)
  | ({ readonly type: 'link.connected'; readonly connections: number | null } & Numbered)
  | ({ readonly type: 'link.notice'; readonly reason: string } & Numbered)
  | ({
      readonly type: 'link.closed';
      readonly failure: FailureRecord;
      /** Trying again soon is of no use. */
      readonly parks: boolean;
    } & Numbered)
  | { readonly type: 'pause.told'; readonly ms: number }
  /** Something to report that changes no state, such as a frame that was dropped. */
  | { readonly type: 'link.fact'; readonly fact: FactDraft };

/** What the socket hears. */
export type SocketEvent =
  | ChildOrder
  | LinkEvent
  | FactOf<'leader.acquired' | 'leader.lost'>
  /** Its own word: connect anew while the present connection serves. */
  | { readonly type: 'link.replace' };
