import { supervisor } from '../../../machines/supervisor.ts';
import { breakable } from '../../../src/app/faults.ts';
import { type RunningTree, runTree } from '../../../src/app/runTree.ts';
import { slackSocketWorker } from '../../../src/app/workers/slackSocket.ts';
import { noPulse, type SocketPulse } from '../../../src/app/workers/socket/pulse.ts';
import type { Fact } from '../../../src/domain/health/fact.ts';
import { noBackoff, supervisorSpec, worker } from '../../../src/domain/supervision/spec.ts';
import type { Inbound } from '../../../src/domain/talk/inbound.ts';
import type { OnInbound, SeenEnvelopes } from '../../../src/ports/talk/answers.ts';
import { createMemoryStore } from '../../../src/store/memory/memory.ts';
import type { Sockets } from './sockets.ts';

/** The socket actor under a real supervisor, on real time, against the double. */
export interface Listening {
  readonly facts: readonly Fact[];
  readonly inbound: readonly Inbound[];
  readonly pulse: SocketPulse;
  readonly tree: RunningTree;
  /** How many facts of this type there were. */
  count(type: Fact['type']): number;
  /** Where the link is, such as `connected`. */
  link(): string;
  stop(): Promise<void>;
}

export interface ListeningOptions {
  readonly seen?: SeenEnvelopes;
  readonly onInbound?: OnInbound;
  /** Whether it leads; true. */
  readonly leading?: boolean;
  readonly turn?: <T>(work: () => T) => T;
}

const clock = { now: Date.now, elapsed: () => performance.now() };

/** Restarts come at once, so that what overlaps would show. */
export function listen({ connect }: Sockets, options: ListeningOptions = {}): Listening {
  const { seen, leading = true } = options;
  const store = createMemoryStore(clock);
  const facts: Fact[] = [];
  const inbound: Inbound[] = [];
  const pulse = noPulse();
  const socket = slackSocketWorker({
    connect,
    clock,
    pulse,
    random: () => 0,
    seen: seen ?? store.seen,
    outbox: store.outbox,
    turn: options.turn ?? ((work) => work()),
    onInbound: async (one) => {
      inbound.push(one);
      await options.onInbound?.(one);
    },
  });
  const machine = supervisor({
    spec: supervisorSpec({
      name: 'root',
      strategy: 'one_for_one',
      intensity: 20,
      periodMs: 60_000,
      children: [worker('slackSocket', 'slack-socket', { shutdown: 1_000, backoff: noBackoff })],
      factsTo: { slackSocket: ['leader.acquired', 'leader.lost'] },
    }),
    catalogue: () => ({
      logic: breakable(socket.logic),
      input: () => ({ enabled: true, leading }),
    }),
    env: { now: clock.now, random: () => 0 },
  });
  const tree = runTree(machine, {
    now: clock.now,
    tap: null,
    onFact: (fact) => void facts.push(fact),
    onBug: (thrown) => {
      throw thrown;
    },
  });
  return {
    facts,
    inbound,
    pulse,
    tree,
    count: (type) => facts.filter((fact) => fact.type === type).length,
    link: () => /"link":\{?"(\w+)"/.exec(tree.view().children[0]?.value ?? '')?.[1] ?? '',
    stop: async () => {
      tree.stop();
      await tree.ended;
      await socket.settled();
    },
  };
}
