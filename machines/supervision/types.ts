import type { AnyActorLogic } from 'xstate';
import type { Fact, FactDraft } from '../../src/domain/health/fact.ts';
import type { Ledger } from '../../src/domain/health/ledger.ts';
import type { Exit } from '../../src/domain/supervision/exit.ts';
import type { Message, Relay } from '../../src/domain/supervision/relay.ts';
import type {
  ChildSpec,
  Core,
  Reply,
  Report,
  Request,
  SupervisorSpec,
  TimerFired,
} from '../../src/domain/supervision/types.ts';
import type { ChildInput } from '../childActions.ts';

/** What is behind the id of a child. Made once, at boot: a restart takes the same logic again. */
export interface CatalogueEntry {
  readonly logic: AnyActorLogic;
  /**
   * The child's own part of its input, beside `id`, `incarnation` and `lastExit`. Called at each
   * start with what the root's ledger knows then, and with its spec; a throw is a failed start.
   */
  readonly input?: (ledger: Ledger, spec: ChildSpec) => object;
}

/** Clock and chance, from the outside. */
export interface SupervisorEnv {
  /** For limits and waits: only goes forward, and begins with the wall clock; ms since the epoch. */
  readonly now: () => number;
  /** For what is told; absent: the same clock. */
  readonly wall?: () => number;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/** What a supervisor is made of. */
export interface SupervisorParts {
  readonly spec: SupervisorSpec;
  /** Undefined for an id that nobody knows. */
  readonly catalogue: (id: string) => CatalogueEntry | undefined;
  readonly env: SupervisorEnv;
}

/** Null for the root, which has no supervisor above it. */
export type SupervisorInput = ChildInput | null;

/** Plain data. Ledger and relay are kept by the root; in the others they stay empty. */
export interface SupervisorContext {
  readonly id: string;
  readonly incarnation: number;
  readonly isRoot: boolean;
  readonly core: Core;
  readonly ledger: Ledger;
  readonly relay: Relay;
}

/** What a supervisor is told. */
export type SupervisorEvent =
  | { readonly type: 'sup.boot' | 'sup.stop' | 'sup.sweep' | 'sup.end' }
  | { readonly type: 'sup.call'; readonly callId: string; readonly request: Request }
  /** To the root: an order for a role, such as `poll.now`; kept while the role is not up. */
  | { readonly type: 'sup.order'; readonly to: string; readonly message: Message }
  | { readonly type: 'sup.relay'; readonly role: string }
  | { readonly type: 'sup.up'; readonly id: string; readonly incarnation: number }
  | {
      readonly type: 'sup.halted';
      readonly id: string;
      readonly incarnation: number;
      readonly exit: Exit;
    }
  | { readonly type: 'sup.timer'; readonly timer: TimerFired }
  | {
      readonly type: 'child.ready';
      readonly id: string;
      readonly incarnation: number;
      readonly value?: unknown;
    }
  | { readonly type: 'child.beat'; readonly id: string; readonly incarnation: number }
  | { readonly type: `xstate.done.actor.${string}`; readonly actorId: string }
  | { readonly type: `xstate.error.actor.${string}`; readonly actorId: string }
  | FactDraft;

/** What a supervisor emits. Facts come from the root only. */
export type SupervisorEmitted =
  /** All children of the root are up. */
  | { readonly type: 'booted' }
  | { readonly type: 'fact'; readonly fact: Fact }
  | { readonly type: 'report'; readonly report: Report }
  | { readonly type: 'reply'; readonly callId: string; readonly reply: Reply };

/** The name of the root among all actors. */
export const rootId = 'root';
