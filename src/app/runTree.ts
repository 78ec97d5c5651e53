import { type ActorOptions, type AnyActorLogic, createActor } from 'xstate';
import { reap } from '../../machines/supervision/reap.ts';
import { rootId } from '../../machines/supervision/types.ts';
import type { supervisor } from '../../machines/supervisor.ts';
import type { Fact } from '../domain/health/fact.ts';
import { emptyLedger, type Ledger } from '../domain/health/ledger.ts';
import { type Exit, exitOf, GaveUp } from '../domain/supervision/exit.ts';
import { type SupervisionView, supervisionView } from '../domain/supervision/supervisionView.ts';
import type { Tap } from './actors/inspection.ts';
import { listen, observe } from './actors/observe.ts';
import { type Root, treeView } from './actors/treeView.ts';
import { type Fault, faultEvent } from './faults.ts';

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
  /** What the supervisors know of everybody. */
  view(): SupervisionView;
  /** Who has not stopped yet. */
  alive(): readonly string[];
  /** Asks everybody to stop, in reverse order. */
  stop(): void;
  readonly booted: Promise<void>;
  readonly ended: Promise<TreeEnd>;
}

/** An order for a role; kept by the root while the role is not up. */
export type Tell = <M extends { readonly type: string }>(to: string, message: M) => void;

/** Who listens. A listener that throws is our bug and goes to `onBug`, never into an actor. */
export interface TreeListeners {
  readonly onFact: (fact: Fact, ledger: Ledger, tell: Tell) => void;
  readonly onBug: (thrown: unknown) => void;
  /** The clock of the supervisors, which only goes forward. */
  readonly now: () => number;
  /** As people read it; absent: the same. */
  readonly wall?: () => number;
  /** Looks at every actor; null: nobody looks. */
  readonly tap: Tap | null;
  /** Whose timers the actors use; absent: those of the process. */
  readonly timers?: ActorOptions<AnyActorLogic>['clock'];
}

/** Starts the root. Its end is watched from both sides: the root has nobody above it to tell. */
export function runTree(
  machine: ReturnType<typeof supervisor>,
  listeners: TreeListeners,
): RunningTree {
  const { onFact, onBug, now, wall = now, tap, timers } = listeners;
  const booted = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<TreeEnd>();
  let last = emptyLedger;
  const root = createActor(machine, {
    systemId: rootId,
    input: null,
    ...(tap === null ? {} : { inspect: tap.inspect }),
    ...(timers === undefined ? {} : { clock: timers }),
  });
  const ledger = (): Ledger => root.getSnapshot().context?.ledger ?? last;
  const tell: Tell = (to, message) => root.send({ type: 'sup.order', to, message });
  listen(root, 'booted', () => booted.resolve(), onBug);
  listen<{ readonly fact: Fact }>(root, 'fact', ({ fact }) => onFact(fact, ledger(), tell), onBug);
  observe(root, {
    next: (snapshot) => {
      last = snapshot.context.ledger;
    },
    error: (thrown) => {
      tap?.rootCrashed(root, thrown);
      reap(root); // a machine that throws leaves its children running
      const exit = thrown instanceof GaveUp ? thrown.exit : exitOf(thrown, 'supervisor', wall());
      ended.resolve({ type: 'gave_up', exit });
    },
    complete: () => ended.resolve({ type: 'stopped' }),
    onBug,
  });
  root.start();
  const view = () => supervisionView(treeView(root), now(), wall());
  return {
    root,
    ledger,
    tell,
    inject: (id, fault) => {
      const actor = root.system.get(id);
      actor?.send(faultEvent(fault));
      return actor !== undefined;
    },
    view,
    alive: () =>
      view()
        .children.filter(({ status }) => status !== 'down')
        .map(({ id }) => id),
    stop: () => root.send({ type: 'sup.stop' }),
    booted: booted.promise,
    ended: ended.promise,
  };
}
