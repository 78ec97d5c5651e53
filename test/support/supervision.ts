import { type Actor, type AnyActorLogic, createActor, fromCallback, setup } from 'xstate';
import { beat, type ChildInput, ready, report } from '../../machines/childActions.ts';
import {
  type CatalogueEntry,
  rootId,
  type SupervisorEmitted,
} from '../../machines/supervision/types.ts';
import { supervisor } from '../../machines/supervisor.ts';
import type { Fact, FactDraft } from '../../src/domain/health/fact.ts';
import { type Exit, GaveUp, stopped } from '../../src/domain/supervision/exit.ts';
import { noBackoff, supervisorSpec, worker } from '../../src/domain/supervision/spec.ts';
import type {
  Child,
  Reply,
  Report,
  Request,
  SupervisorSpec,
} from '../../src/domain/supervision/types.ts';
import { VirtualClock } from './clock.ts';
import { note, walked } from './start.ts';

/** How a test's child behaves; `life` is 1 for its first start in the whole test. */
export interface Habits {
  /** Throws while it is set up. */
  readonly failsToStart?: (life: number) => boolean;
  /** Crashes as soon as timers run. */
  readonly crashesAtOnce?: (life: number) => boolean;
  readonly neverReady?: boolean;
  /** Does not answer `sup.stop`. */
  readonly deaf?: boolean;
  /** What its clean end says. */
  readonly exit?: Exit;
  /** Takes so long to stop, in ms. */
  readonly stopMs?: number;
}

/** What happened to the children of a test, in order: `start a 1`, `stop a 1`. */
export interface Stage {
  readonly clock: VirtualClock;
  readonly log: string[];
  /** Resources that are open now. */
  readonly open: Set<string>;
  /** Events that children took, as `id type`. */
  readonly heard: string[];
  readonly lives: Map<string, number>;
}

export const newStage = (): Stage => ({
  clock: new VirtualClock(),
  log: [],
  open: new Set(),
  heard: [],
  lives: new Map(),
});

type SubjectEvent =
  | { readonly type: 'sup.stop' | 'crash' | 'beat' | 'leave' | 'note' }
  | { readonly type: `poll.${string}` }
  | { readonly type: 'say'; readonly fact: FactDraft };

/** A child for tests: holds a resource, and does what it is told. */
export function subject(stage: Stage, habits: Habits = {}) {
  const begin = (id: string): number => {
    const life = (stage.lives.get(id) ?? 0) + 1;
    stage.lives.set(id, life);
    stage.log.push(`start ${id}`);
    if (habits.failsToStart?.(life)) throw new Error('cannot start');
    return life;
  };
  return setup({
    types: {
      input: {} as ChildInput,
      context: {} as { readonly id: string; readonly incarnation: number; readonly life: number },
      events: {} as SubjectEvent,
      output: {} as { readonly exit: Exit },
    },
    actors: {
      resource: fromCallback<{ type: string }, string>(({ input }) => {
        stage.open.add(input);
        return () => {
          stage.open.delete(input);
        };
      }),
    },
    actions: {
      ready: ready(),
      beat: beat(),
      report: report(),
      crash: () => {
        throw new Error('crash');
      },
      hear: ({ context, event }) => void stage.heard.push(`${context.id} ${event.type}`),
      leave: ({ context }) => void stage.log.push(`stop ${context.id}`),
    },
    guards: {
      isQuiet: () => habits.neverReady === true,
      isDeaf: () => habits.deaf === true,
      crashes: ({ context }) => habits.crashesAtOnce?.(context.life) === true,
      takesTime: () => habits.stopMs !== undefined,
    },
    delays: { atOnce: 0, stopping: habits.stopMs ?? 0 },
  }).createMachine({
    id: 'subject',
    context: ({ input: { id, incarnation } }) => ({ id, incarnation, life: begin(id) }),
    output: { exit: habits.exit ?? stopped.exit },
    invoke: {
      src: 'resource',
      input: ({ context }) => `${context.id} ${context.life}`,
    },
    on: {
      crash: { actions: 'crash' },
      beat: { actions: 'beat' },
      note: { actions: 'hear' },
      say: { actions: { type: 'report', params: ({ event }) => event.fact } },
      leave: '.left',
      'sup.stop': [
        { guard: 'isDeaf' },
        { guard: 'takesTime', target: '.stopping' },
        { target: '.stopped' },
      ],
      'poll.*': { actions: 'hear' },
    },
    initial: 'starting',
    states: {
      starting: {
        always: [{ guard: 'isQuiet', target: 'quiet' }, { target: 'working' }],
      },
      quiet: {},
      working: {
        entry: 'ready',
        after: { atOnce: { guard: 'crashes', actions: 'crash' } },
      },
      stopping: { after: { stopping: 'stopped' } },
      stopped: { type: 'final', entry: 'leave' },
      left: { type: 'final' },
    },
  });
}

/** A supervisor of a test with everything that comes out of it. */
export interface Running {
  readonly root: Actor<ReturnType<typeof supervisor>>;
  readonly stage: Stage;
  readonly facts: readonly Fact[];
  readonly reports: readonly Report[];
  /** How the root ended; null while it has not. */
  readonly ended: () => Exit | null;
  readonly call: (request: Request, to?: string) => Reply | null;
  readonly tell: (id: string, event: { readonly type: string }) => void;
  /** `up`, `restarting`, … and the incarnation: `up 2`; `gone` has ended during a plan. */
  readonly states: () => Readonly<Record<string, string>>;
}

/** No inspector hears of a step whose action throws, and this one's always does. */
const throwing = 'supervisor.supervising --sup.end--> (stays)';

/** Starts a tree: the first spec is the root's, the others are found by their name. */
export function run(
  specs: readonly [SupervisorSpec, ...SupervisorSpec[]],
  catalogue: (id: string) => CatalogueEntry | undefined,
  given: { readonly stage?: Stage; readonly random?: () => number } = {},
): Running {
  const stage = given.stage ?? newStage();
  const env = { now: stage.clock.now, random: given.random ?? (() => 0.5) };
  const [top, ...below] = specs;
  const nested = new Map<string, CatalogueEntry>();
  const find = (id: string) => nested.get(id) ?? catalogue(id);
  for (const spec of below)
    nested.set(spec.name, { logic: supervisor({ spec, catalogue: find, env }) });
  const machine = supervisor({ spec: top, catalogue: find, env });
  const root = createActor(machine, {
    systemId: rootId,
    input: null,
    clock: stage.clock,
    inspect: note,
  });
  let ended: Exit | null = null;
  const facts: Fact[] = [];
  const reports: Report[] = [];
  root.on('fact', ({ fact }) => void facts.push(fact));
  root.on('report', ({ report }) => void reports.push(report));
  root.subscribe({
    complete: () => {
      ended = root.getSnapshot().output?.exit ?? null;
    },
    error: (thrown) => {
      if (!(thrown instanceof GaveUp)) throw thrown;
      walked.add(throwing);
      ended = thrown.exit;
    },
  });
  root.start();

  const call = (request: Request, to: string = rootId): Reply | null => {
    const ref = to === rootId ? root : root.system.get(to);
    let answer: Reply | null = null;
    const heard = ref?.on('reply', ({ reply }: SupervisorEmitted & { type: 'reply' }) => {
      answer = reply;
    });
    ref?.send({ type: 'sup.call', callId: 'test', request });
    heard?.unsubscribe();
    return answer;
  };
  const states = () => {
    const cores = [root, ...specs.slice(1).map(({ name }) => root.system.get(name))];
    const children = cores.flatMap((ref) =>
      Object.values(ref?.getSnapshot().context.core.children ?? {}),
    ) as Child[];
    return Object.fromEntries(
      children.map(({ spec, status, incarnation, goneBy }) => [
        spec.id,
        `${goneBy === null ? status : 'gone'} ${incarnation}`,
      ]),
    );
  };
  return {
    root,
    stage,
    facts,
    reports,
    ended: () => ended,
    call,
    tell: (id, event) => root.system.get(id)?.send(event),
    states,
  };
}

/** One child under a root, restarted in the same step. */
export function oneChild(logic: AnyActorLogic, stage: Stage, rest: object = {}): Running {
  const spec = supervisorSpec({
    name: 'root',
    strategy: 'one_for_one',
    intensity: 10,
    periodMs: 600_000,
    children: [worker('a', 'poller', { liveness: null, backoff: noBackoff, ...rest })],
  });
  return run([spec], (id) => (id === 'a' ? { logic } : undefined), { stage });
}
