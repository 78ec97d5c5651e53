import {
  type Actor,
  type ActorLogic,
  type AnyActorRef,
  createActor,
  type EventObject,
  type Snapshot,
} from 'xstate';
import { rootId } from '../../machines/supervision/types.ts';
import { supervisor } from '../../machines/supervisor.ts';
import { shutdown } from '../../src/domain/supervision/exit.ts';
import { step } from '../../src/domain/supervision/policy/step.ts';
import { newCore } from '../../src/domain/supervision/policy/turn.ts';
import { noBackoff, supervisorSpec, worker } from '../../src/domain/supervision/spec.ts';
import type {
  ChildSpec,
  Core,
  RestartType,
  SupervisorSpec,
} from '../../src/domain/supervision/types.ts';

/** At most this many restarts in this time; the clock of the benches makes one ms a look. */
export const limit = { intensity: 1_000, periodMs: 5 } as const;

const quick = (restart: RestartType) =>
  ({ restart, start: 'sync', liveness: null, backoff: noBackoff }) as const;

export const idsOf = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => `child${n}`);

export const specOf = (count: number): SupervisorSpec =>
  supervisorSpec({
    name: 'root',
    strategy: 'one_for_one',
    ...limit,
    children: idsOf(count).map((id) => worker(id, 'poller', quick('permanent'))),
  });

export const passing: ChildSpec = worker('passing', 'poller', quick('temporary'));

/** Crashes, or ends, when it is told to. */
const child: ActorLogic<Snapshot<unknown>, EventObject> = {
  getInitialSnapshot: () => active,
  transition: (state, { type }) => {
    if (type === 'crash') throw new Error('crash');
    if (type === 'end') return { status: 'done', output: { exit: shutdown }, error: undefined };
    return type === 'xstate.stop' ? { ...active, status: 'stopped' } : state;
  },
  getPersistedSnapshot: (state) => state,
};

const active = { status: 'active', output: undefined, error: undefined } as const;

/** A real root over so many children. */
export function startOurs(count: number): Actor<ReturnType<typeof supervisor>> {
  let now = 0;
  const machine = supervisor({
    spec: specOf(count),
    catalogue: () => ({ logic: child }),
    env: { now: () => now++, random: () => 0.5 },
  });
  const root = createActor(machine, { systemId: rootId, input: null });
  root.subscribe({ error: (thrown) => console.error('the supervisor ended', thrown) });
  return root.start();
}

/** Crashes one child after the other; every crash is a restart when this returns. */
export function crash(root: AnyActorRef, ids: readonly string[], times: number): void {
  for (let n = 0; n < times; n += 1)
    root.system.get(ids[n % ids.length] ?? '').send({ type: 'crash' });
}

/** The policy alone: one exit and the start that follows, so many times. */
export function policyRestarts(core: Core, ids: readonly string[], times: number): Core {
  const exit = { kind: 'normal' } as const;
  const env = { now: 0, random: () => 0.5 };
  let known = core;
  for (let n = 0; n < times; n += 1) {
    const id = ids[n % ids.length] ?? '';
    env.now += 1;
    known = step(known, { type: 'exit', id, exit }, env).core;
    const incarnation = known.children[id]?.incarnation ?? 0;
    known = step(known, { type: 'up', id, incarnation }, env).core;
  }
  return known;
}

/** A core whose children are all up. */
export function bootedCore(count: number): Core {
  const env = { now: 0, random: () => 0.5 };
  let core = step(newCore(specOf(count)), { type: 'boot' }, env).core;
  for (const id of idsOf(count)) core = step(core, { type: 'up', id, incarnation: 1 }, env).core;
  return core;
}
