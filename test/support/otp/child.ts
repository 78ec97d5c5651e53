import type { ActorLogic, AnyActorScope, EventObject, Snapshot } from 'xstate';
import type { Exit } from '../../../src/domain/supervision/exit.ts';
import type { VirtualClock } from '../clock.ts';
import type { Behave, How, Outcome } from './scenario.ts';

/** What the children of a scenario share. */
export interface Stage {
  readonly clock: VirtualClock;
  /** The number of this start of the child, and how it is going to end. */
  nextStart(id: string): { readonly n: number; readonly outcome: Outcome };
  say(line: string): void;
}

/** What a child of a scenario is given. */
export interface PuppetInput {
  readonly id: string;
  readonly behave: Behave;
}

type PuppetEvent = EventObject | { readonly type: 'puppet.end'; readonly how: How | 'ignore' };

type PuppetState = Snapshot<unknown> & {
  readonly puppet: PuppetInput;
  /** Changes with the start; 0 before it. */
  readonly life: { n: number; timer: number | null };
};

const exits: Readonly<Record<Exclude<How, 'error'> | 'ignore', Exit>> = {
  normal: { kind: 'normal' },
  ignore: { kind: 'ignore' },
  kill: { kind: 'killed' },
  shutdown: { kind: 'shutdown', term: false },
  shutdown_term: { kind: 'shutdown', term: true },
};

/** An actor that does what its scenario says, and nothing else. */
export function puppet(stage: Stage): ActorLogic<PuppetState, PuppetEvent, PuppetInput> {
  const end = (state: PuppetState, how: How | 'ignore'): PuppetState => {
    const { puppet, life } = state;
    if (life.timer !== null) stage.clock.clearTimeout(life.timer);
    life.timer = null;
    if (how !== 'ignore')
      stage.say(`{stopped,${puppet.id},${life.n},${how === 'kill' ? 'killed' : how}}`);
    if (how === 'error') throw new Error('planned');
    return { ...state, status: 'done', output: { exit: exits[how] }, error: undefined };
  };

  const stop = (state: PuppetState, { self }: AnyActorScope): PuppetState => {
    const { trap, delay, stopReason } = state.puppet.behave;
    if (!trap) return end(state, 'shutdown');
    if (delay === 0) return end(state, stopReason);
    const fire = () => self.send({ type: 'puppet.end', how: stopReason });
    state.life.timer ??= stage.clock.setTimeout(fire, delay);
    return state;
  };

  return {
    getInitialSnapshot: (_, puppet) => ({
      status: 'active',
      output: undefined,
      error: undefined,
      puppet,
      life: { n: 0, timer: null },
    }),
    start: ({ puppet, life }, { self }) => {
      const { n, outcome } = stage.nextStart(puppet.id);
      life.n = n;
      stage.say(`{start,${puppet.id},${n},${outcome}}`);
      if (outcome === 'ignore') self.send({ type: 'puppet.end', how: 'ignore' });
      else if (outcome !== 'ok') throw new Error('planned');
    },
    transition: (state, event, scope) => {
      if (event.type === 'sup.stop') return stop(state, scope);
      if (event.type === 'puppet.end' && 'how' in event) return end(state, event.how);
      if (event.type !== 'xstate.stop') return state;
      end(state, 'kill');
      return { ...state, status: 'stopped', output: undefined, error: undefined };
    },
    getPersistedSnapshot: (state) => state,
  };
}
