/** The plain data of supervision: what is declared, what is known, what happens, what is to be done. */

import type { Component } from '../health/failure.ts';
import type { Exit } from './exit.ts';

/** Which siblings share the fate of a crashed child: none, all, or those started after it. */
export type Strategy = 'one_for_one' | 'one_for_all' | 'rest_for_one';

/** Restarted after any end, after a crash only, or never (and then forgotten). */
export type RestartType = 'permanent' | 'transient' | 'temporary';

/** Whether a supervisor ends when significant children have ended by themselves. */
export type AutoShutdown = 'never' | 'any_significant' | 'all_significant';

/** How long a restart waits. All zero: no wait, the restart happens in the same step. */
export interface Backoff {
  readonly firstMs: number;
  readonly factor: number;
  readonly maxMs: number;
  /** 0: always the whole delay; 1: anything between nothing and the whole delay. */
  readonly jitter: number;
  /** A child that was up this long starts again with the first delay. */
  readonly resetAfterMs: number;
}

/** One child as it is declared; no logic, so that it can be shown and compared. */
export interface ChildSpec {
  /** Unique in the whole tree and never made up at run time: it is the actor's `systemId` too. */
  readonly id: string;
  readonly component: Component;
  readonly type: 'worker' | 'supervisor';
  readonly restart: RestartType;
  readonly significant: boolean;
  /** How long a stop may take, in ms; `brutal_kill` does not ask, `infinity` waits. */
  readonly shutdown: 'brutal_kill' | 'infinity' | number;
  /** `sync`: up as soon as its start did not fail; else it has to say `child.ready` in time. */
  readonly start: 'sync' | { readonly readyWithinMs: number };
  /** The longest silence between two beats; null for a child that is not asked for any. */
  readonly liveness: { readonly silentMaxMs: number } | null;
  readonly backoff: Backoff;
}

/** One supervisor as it is declared. */
export interface SupervisorSpec {
  readonly name: string;
  readonly strategy: Strategy;
  /** More restarts than this within `periodMs`, and the supervisor gives up. */
  readonly intensity: number;
  readonly periodMs: number;
  readonly autoShutdown: AutoShutdown;
  /** In the order of starting; stopping is the reverse. */
  readonly children: readonly ChildSpec[];
  /** How often the beats are looked at, in ms. */
  readonly sweepMs: number;
  /** Role to the fact types it is sent, `*` for all. Only the root relays. */
  readonly factsTo: Readonly<Record<string, readonly string[]>>;
}

/** `restarting`: waits for its next start. `down`: a spec without an actor. */
export type Status = 'down' | 'starting' | 'up' | 'stopping' | 'restarting';

/** One child as its supervisor knows it. Moments in ms since the epoch. */
export interface Child {
  readonly spec: ChildSpec;
  readonly status: Status;
  /** 0 before the first start; one more with each. */
  readonly incarnation: number;
  /** Restarts since it was last up for `resetAfterMs`. */
  readonly attempt: number;
  /** How it ended by itself while a plan was running; null when it did not. */
  readonly goneBy: Exit | null;
  readonly upSince: number | null;
  readonly lastBeat: number | null;
  readonly restartAt: number | null;
  /** What the restart timer means: start, or first count an attempt (a retry without delay). */
  readonly due: 'start' | 'attempt' | null;
  readonly lastExit: Exit | null;
}

/** Why a child is started, which decides what a failed start means. */
export type StartPurpose = 'boot' | 'restart' | 'add' | 'again';

/** One step of a plan; steps run one after the other. `callId` is null where nobody asked. */
export type PlanStep =
  | {
      readonly step: 'start';
      readonly id: string;
      readonly purpose: StartPurpose;
      readonly callId: string | null;
    }
  | { readonly step: 'stop'; readonly id: string }
  | { readonly step: 'reply'; readonly callId: string; readonly reply: Reply }
  | { readonly step: 'end' };

/** What the running plan waits for. */
export type Waiting =
  | {
      readonly for: 'start';
      readonly id: string;
      readonly purpose: StartPurpose;
      readonly callId: string | null;
    }
  | { readonly for: 'stop'; readonly id: string };

/** `recovering`: a plan runs or a child is restarting. */
export type Mode = 'booting' | 'running' | 'recovering' | 'stopping' | 'ended';

/** Everything a supervisor knows. */
export interface Core {
  readonly spec: SupervisorSpec;
  /** Ids in the order of starting. */
  readonly order: readonly string[];
  readonly children: Readonly<Record<string, Child>>;
  readonly mode: Mode;
  /** Times of the restart attempts in the window. */
  readonly restarts: readonly number[];
  readonly plan: readonly PlanStep[];
  readonly waiting: Waiting | null;
  /** What has to wait for the end of the plan, in order of arrival. */
  readonly deferred: readonly Deferred[];
  /** How the supervisor is going to end; null while it is not. */
  readonly ending: Exit | null;
  /** Whether the next look at the beats is ordered. */
  readonly sweeping: boolean;
}

/** Time and chance, as data. */
export interface Env {
  readonly now: number;
  /** From 0 to below 1. */
  readonly random: () => number;
}

export type TimerName = 'kill' | 'ready' | 'restart';

/** What a child says of itself, or a timer of it; words of a dead incarnation change nothing. */
export type ChildWord =
  /** `value` is what `child.ready` carried. */
  | {
      readonly type: 'up';
      readonly id: string;
      readonly incarnation: number;
      readonly value?: unknown;
    }
  | { readonly type: 'beat'; readonly id: string; readonly incarnation: number }
  /** The answer to a `halt`: `killed`, or how the child had ended just before. */
  | {
      readonly type: 'halted';
      readonly id: string;
      readonly incarnation: number;
      readonly exit: Exit;
    }
  | TimerFired;

export interface TimerFired {
  readonly type: 'timer';
  readonly name: TimerName;
  readonly id: string;
  readonly incarnation: number;
}

/** A child has ended, which it says without its incarnation. */
export interface Ended {
  readonly type: 'exit';
  readonly id: string;
  readonly exit: Exit;
}

/** Somebody asks; the answer is a `reply` with the same `callId`. */
export interface Call {
  readonly type: 'call';
  readonly callId: string;
  readonly request: Request;
}

/** The events that wait while a plan runs. */
export type Deferred = Ended | TimerFired | Call;

/** All that can happen to a supervisor. */
export type CoreEvent = { readonly type: 'boot' | 'shutdown' | 'sweep' } | ChildWord | Ended | Call;

/** What the application may ask of a running supervisor. */
export type Request =
  | { readonly call: 'start_child'; readonly spec: ChildSpec }
  | { readonly call: 'which' | 'count' }
  | {
      readonly call: 'terminate_child' | 'restart_child' | 'delete_child' | 'get_childspec';
      readonly id: string;
    };

/** `ignored`: the child is switched off, which is no error. */
export type Reply =
  | { readonly ok: unknown }
  | { readonly ignored: true }
  | { readonly error: string };

/** What a supervisor has to say about an end; the four contexts of OTP's reports. */
export type Report =
  | {
      readonly context: 'child_terminated' | 'start_error' | 'shutdown_error';
      readonly id: string;
      readonly component: Component;
      readonly exit: Exit;
      readonly incarnation: number;
      /** In a row, this one included. */
      readonly attempt: number;
      readonly at: number;
    }
  | {
      readonly context: 'shutdown';
      readonly id: string;
      readonly exit: Exit | null;
      readonly restarts: number;
      readonly at: number;
    };

/** What the shell is to do, in this order. */
export type Effect =
  /** `halt`: stop at once, without asking; answered by `halted`. */
  | { readonly fx: 'spawn' | 'halt' | 'ask_stop'; readonly id: string }
  /** Send yourself `up` behind the spawn. */
  | { readonly fx: 'probe'; readonly id: string; readonly incarnation: number }
  | {
      readonly fx: 'timer';
      readonly name: TimerName;
      readonly id: string;
      readonly incarnation: number;
      readonly ms: number;
    }
  | { readonly fx: 'cancel'; readonly name: TimerName; readonly id: string }
  /** Send yourself `sweep` after so long. */
  | { readonly fx: 'sweep'; readonly ms: number }
  | { readonly fx: 'report'; readonly report: Report }
  /** A child is up. */
  | {
      readonly fx: 'started';
      readonly id: string;
      readonly component: Component;
      readonly incarnation: number;
      readonly byCall: boolean;
    }
  | { readonly fx: 'reply'; readonly callId: string; readonly reply: Reply }
  /** `ready`: the boot plan is done. `end`: nothing is left to do but to end as `core.ending` says. */
  | { readonly fx: 'ready' | 'end' };
