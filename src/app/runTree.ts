import { type Actor, type AnyActorRef, createActor } from 'xstate';
import { rootId } from '../../machines/supervision/types.ts';
import type { supervisor } from '../../machines/supervisor.ts';
import type { Fact } from '../domain/health/fact.ts';
import { emptyLedger, type Ledger } from '../domain/health/ledger.ts';
import { type Exit, exitOf, GaveUp } from '../domain/supervision/exit.ts';
import type { Core } from '../domain/supervision/types.ts';
import { type Fault, faultEvent } from './faults.ts';

type Root = Actor<ReturnType<typeof supervisor>>;

/** The state of every supervisor, the root's first; those that are just being restarted are left out. */
export function coresOf(root: Root): readonly Core[] {
  const { context, children } = root.getSnapshot();
  const below = Object.values(
    children as Readonly<Record<string, AnyActorRef | undefined>>,
  ).flatMap((child) => {
    const snapshot: { readonly context?: { readonly core?: Core } } | undefined =
      child?.getSnapshot();
    return snapshot?.context?.core ?? [];
  });
  return [context.core, ...below];
}

/** How the tree ended: as asked, or because the root gave up. */
export type TreeEnd =
  | { readonly type: 'stopped' }
  | { readonly type: 'gave_up'; readonly exit: Exit };

/** The tree while it runs. */
export interface RunningTree {
  readonly root: Root;
  ledger(): Ledger;
  readonly tell: Tell;
  /** Breaks an actor on purpose; false when there is none of this name. */
  inject(id: string, fault: Fault): boolean;
  /** Who has not stopped yet. */
  alive(): readonly string[];
  /** Asks everybody to stop, in reverse order. */
  stop(): void;
  readonly booted: Promise<void>;
  readonly ended: Promise<TreeEnd>;
}

/** An order for a role; kept by the root while the role is not up. */
export type Tell = (to: string, message: { readonly type: string }) => void;

/** Who listens. A listener that throws is our bug and goes to `onBug`, never into an actor. */
export interface TreeListeners {
  readonly onFact: (fact: Fact, ledger: Ledger, tell: Tell) => void;
  readonly onBug: (thrown: unknown) => void;
  readonly now: () => number;
}

/** Starts the root. Its end is watched from both sides: the root has nobody above it to tell. */
export function runTree(
  machine: ReturnType<typeof supervisor>,
  listeners: TreeListeners,
): RunningTree {
  const { onFact, onBug, now } = listeners;
  const booted = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<TreeEnd>();
  let last = emptyLedger;
  const root = createActor(machine, { systemId: rootId, input: null });
  const ledger = (): Ledger => root.getSnapshot().context?.ledger ?? last;
  const tell: Tell = (to, message) => root.send({ type: 'sup.order', to, message });
  root.on('booted', () => booted.resolve());
  root.on('fact', ({ fact }) => {
    try {
      onFact(fact, ledger(), tell);
    } catch (thrown) {
      onBug(thrown);
    }
  });
  root.subscribe({
    next: (snapshot) => {
      last = snapshot.context.ledger;
    },
    error: (thrown) => {
      const exit = thrown instanceof GaveUp ? thrown.exit : exitOf(thrown, 'supervisor', now());
      ended.resolve({ type: 'gave_up', exit });
    },
    complete: () => ended.resolve({ type: 'stopped' }),
  });
  root.start();
  return {
    root,
    ledger,
    tell,
    inject: (id, fault) => {
      const actor = root.system.get(id);
      actor?.send(faultEvent(fault));
      return actor !== undefined;
    },
    alive: () =>
      coresOf(root).flatMap(({ children }) =>
        Object.values(children)
          .filter(({ status }) => status !== 'down')
          .map(({ spec }) => spec.id),
      ),
    stop: () => root.send({ type: 'sup.stop' }),
    booted: booted.promise,
    ended: ended.promise,
  };
}
