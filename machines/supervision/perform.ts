import { type AnyActorRef, type enqueueActions, spawnChild } from 'xstate';
import type { FactDraft } from '../../src/domain/health/fact.ts';
import { factOfReport, factOfStart } from '../../src/domain/supervision/facts.ts';
import { step } from '../../src/domain/supervision/policy/step.ts';
import type { Core, CoreEvent, Effect } from '../../src/domain/supervision/types.ts';
import { exitOfActor, reap } from './reap.ts';
import { absorb, dated, type Kept, knownLedger, spawnOf } from './shell.ts';
import type {
  SupervisorContext,
  SupervisorEmitted,
  SupervisorEvent,
  SupervisorParts,
} from './types.ts';

type Collect = typeof enqueueActions<
  SupervisorContext,
  SupervisorEvent,
  undefined,
  SupervisorEvent,
  never,
  never,
  never,
  never,
  SupervisorEmitted
>;

/** What an action of a supervisor has in its hands. */
export type Hands = Parameters<Parameters<Collect>[0]>[0];

/** Takes one step of the policy and does what it says, in this order. */
export function takeStep(hands: Hands, parts: SupervisorParts, event: CoreEvent): void {
  const { context, enqueue } = hands;
  const { now, random } = parts.env;
  const { core, effects } = step(context.core, event, { now: now(), random });
  let kept: Kept = context;
  for (const effect of effects) {
    const fact = factOf(core, effect);
    if (fact !== null) kept = tell(hands, parts, { ...context, ...kept }, fact);
    perform(hands, parts, { ...context, ...kept, core }, effect);
  }
  enqueue.assign({ core, ledger: kept.ledger, relay: kept.relay });
}

/** A child has ended: clears away what it left, then decides. Echoes of replaced ones are dropped. */
export function takeEnd(hands: Hands, parts: SupervisorParts, id: string): void {
  const ref = childOf(hands, id);
  const component = hands.context.core.children[id]?.spec.component;
  if (ref === undefined || component === undefined) return;
  const exit = exitOfActor(ref, component, wallOf(parts));
  if (exit === null) return;
  reap(ref);
  hands.enqueue.stopChild(id);
  takeStep(hands, parts, { type: 'exit', id, exit });
}

/** A fact goes up; the root takes it in, and everybody who listens to the root hears of it. */
export function tell(
  { enqueue, self, system }: Hands,
  parts: SupervisorParts,
  context: SupervisorContext,
  draft: FactDraft,
): Kept {
  if (!context.isRoot) {
    enqueue.sendParent(draft);
    return context;
  }
  const fact = dated(draft, wallOf(parts));
  const { wake, ...kept } = absorb(context, fact, system);
  enqueue.emit({ type: 'fact', fact });
  for (const role of wake) enqueue.sendTo(self, { type: 'sup.relay', role });
  return kept;
}

function perform(
  hands: Hands,
  parts: SupervisorParts,
  context: SupervisorContext,
  effect: Effect,
): void {
  const { enqueue, self } = hands;
  switch (effect.fx) {
    case 'spawn':
      spawn(hands, parts, context, effect.id);
      return;
    case 'halt':
      halt(hands, parts, context.core, effect.id);
      return;
    case 'ask_stop':
      ask(hands, effect.id);
      return;
    case 'probe': {
      const { id, incarnation } = effect;
      enqueue.sendTo(self, { type: 'sup.up', id, incarnation });
      return;
    }
    case 'timer': {
      const { name, id, incarnation, ms } = effect;
      const timer = { type: 'timer', name, id, incarnation } as const;
      enqueue.raise({ type: 'sup.timer', timer }, { id: `${name} ${id}`, delay: ms });
      return;
    }
    case 'cancel':
      enqueue.cancel(`${effect.name} ${effect.id}`);
      return;
    case 'sweep':
      enqueue.raise({ type: 'sup.sweep' }, { id: 'sweep', delay: effect.ms });
      return;
    case 'report':
      enqueue.emit({ type: 'report', report: effect.report });
      return;
    case 'reply':
      enqueue.emit({ type: 'reply', callId: effect.callId, reply: effect.reply });
      return;
    case 'ready':
      announceReady(hands, context);
      return;
    case 'end':
      enqueue.sendTo(self, { type: 'sup.end' });
      return;
    case 'started':
      return; // a fact, and nothing to do
  }
}

function spawn(hands: Hands, parts: SupervisorParts, context: SupervisorContext, id: string): void {
  const { enqueue, system } = hands;
  const child = context.core.children[id];
  if (child === undefined) return;
  enqueue.stopChild(id); // an id that is spawned twice would leave the first one running
  const holder: AnyActorRef | undefined = system.get(id);
  // A predecessor that is halted in this very step still has the name, and gives it up just before.
  const isTaken = holder !== undefined && holder !== childOf(hands, id);
  const ledger = knownLedger(context, system);
  const { logic, options } = spawnOf(parts, child, ledger, isTaken);
  const start: unknown = spawnChild(logic, options);
  // The chart names no actors, so that xstate's types allow no id; the children come as data.
  enqueue(start as Parameters<typeof enqueue>[0]);
}

/** Stops a child at once. Had it just ended by itself, then that is how it ended. */
function halt(hands: Hands, { env }: SupervisorParts, core: Core, id: string): void {
  const { enqueue, self } = hands;
  const child = core.children[id];
  const ref = childOf(hands, id);
  const component = child?.spec.component ?? 'supervisor';
  const ended = ref === undefined ? null : exitOfActor(ref, component, (env.wall ?? env.now)());
  if (ref !== undefined && ended !== null) reap(ref);
  enqueue.stopChild(id);
  const exit = ended ?? { kind: 'killed' as const };
  enqueue.sendTo(self, { type: 'sup.halted', id, incarnation: child?.incarnation ?? 0, exit });
}

function ask(hands: Hands, id: string): void {
  const ref = childOf(hands, id);
  // One that has ended by itself is not asked: the word of its end is already on the way.
  if (ref?.getSnapshot().status === 'active') hands.enqueue.sendTo(ref, { type: 'sup.stop' });
}

function announceReady({ enqueue }: Hands, context: SupervisorContext): void {
  const { id, incarnation, isRoot } = context;
  if (isRoot) enqueue.emit({ type: 'booted' });
  else enqueue.sendParent({ type: 'child.ready', id, incarnation });
}

function factOf({ spec, ending }: Core, effect: Effect): FactDraft | null {
  // Dated by the root: a report is by the clock of limits.
  if (effect.fx === 'report')
    return { ...factOfReport(spec.name, effect.report, ending), at: null };
  return effect.fx === 'started' ? factOfStart(effect) : null;
}

const wallOf = ({ env }: SupervisorParts): number => (env.wall ?? env.now)();

const childOf = ({ self }: Hands, id: string): AnyActorRef | undefined =>
  self.getSnapshot().children[id];
