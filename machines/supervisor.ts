import { enqueueActions, setup } from 'xstate';
import type { FactDraft } from '../src/domain/health/fact.ts';
import { emptyLedger } from '../src/domain/health/ledger.ts';
import { type Exit, GaveUp } from '../src/domain/supervision/exit.ts';
import { newCore } from '../src/domain/supervision/policy/turn.ts';
import { emptyRelay, handedOver, waitingFor } from '../src/domain/supervision/relay.ts';
import { supervisorSpec } from '../src/domain/supervision/spec.ts';
import type { CoreEvent, Request } from '../src/domain/supervision/types.ts';
import { takeEnd, takeStep, tell } from './supervision/perform.ts';
import { knows, order } from './supervision/shell.ts';
import type {
  SupervisorContext,
  SupervisorEmitted,
  SupervisorEvent,
  SupervisorInput,
  SupervisorParts,
} from './supervision/types.ts';

type Order = Extract<SupervisorEvent, { readonly type: 'sup.order' }>;

const isFact = (event: SupervisorEvent): event is FactDraft => 'component' in event;

/**
 * A supervisor: the shell around the policy. What actors say becomes events of the policy, its
 * effects become spawns, stops, timers and words to others. The same for every level of the tree;
 * the root has no parent, keeps the ledger and relays. Built once, not at each restart.
 */
export function supervisor(parts: SupervisorParts) {
  return setup({
    types: {
      input: {} as SupervisorInput,
      context: {} as SupervisorContext,
      events: {} as SupervisorEvent,
      emitted: {} as SupervisorEmitted,
      output: {} as { readonly exit: Exit },
    },
    guards: {
      gaveUp: ({ context }) => context.core.ending?.kind === 'gave_up',
    },
    actions: {
      begin: enqueueActions(({ enqueue, self }) => enqueue.sendTo(self, { type: 'sup.boot' })),
      take: enqueueActions((hands, event: CoreEvent) => takeStep(hands, parts, event)),
      takeEnd: enqueueActions((hands, id: string) => takeEnd(hands, parts, id)),
      answer: enqueueActions((hands, call: { callId: string; request: Request }) => {
        const { callId, request } = call;
        if (request.call !== 'start_child' || knows(parts, request.spec.id))
          takeStep(hands, parts, { type: 'call', callId, request });
        else hands.enqueue.emit({ type: 'reply', callId, reply: { error: 'unknown_logic' } });
      }),
      pass: enqueueActions((hands, event: SupervisorEvent) => {
        // Anything else that an actor says to its supervisor is no business of this one.
        if (isFact(event)) hands.enqueue.assign(tell(hands, parts, hands.context, event));
      }),
      keepOrder: enqueueActions(({ context, enqueue, self }, given: Order) => {
        enqueue.assign(order(context, given.to, given.message));
        enqueue.sendTo(self, { type: 'sup.relay', role: given.to });
      }),
      handOver: enqueueActions(({ context, enqueue, self, system }, role: string) => {
        const ref = system.get(role);
        const message = ref && waitingFor(context.relay, role, ref.sessionId);
        if (!message || ref.getSnapshot().status !== 'active') return;
        enqueue.assign({ relay: handedOver(context.relay, role) });
        enqueue.sendTo(ref, message);
        // The next one is another event, so that a receiver that dies of this one is seen dead.
        enqueue.sendTo(self, { type: 'sup.relay', role });
      }),
      escalate: ({ context }) => {
        throw new GaveUp(context.core.ending ?? { kind: 'normal' });
      },
    },
  }).createMachine({
    id: 'supervisor',
    context: ({ input }) => ({
      id: input?.id ?? parts.spec.name,
      incarnation: input?.incarnation ?? 1,
      isRoot: input === null,
      core: newCore(parts.spec),
      ledger: emptyLedger,
      relay: emptyRelay,
    }),
    output: ({ context }) => ({ exit: context.core.ending ?? { kind: 'normal' } }),
    initial: 'supervising',
    states: {
      supervising: {
        entry: { type: 'begin' },
        on: {
          'sup.boot': { actions: { type: 'take', params: { type: 'boot' } } },
          'sup.stop': { actions: { type: 'take', params: { type: 'shutdown' } } },
          'sup.sweep': { actions: { type: 'take', params: { type: 'sweep' } } },
          'sup.timer': { actions: { type: 'take', params: ({ event }) => event.timer } },
          'sup.up': {
            actions: { type: 'take', params: ({ event }) => ({ ...event, type: 'up' }) },
          },
          'sup.halted': {
            actions: { type: 'take', params: ({ event }) => ({ ...event, type: 'halted' }) },
          },
          'sup.call': { actions: { type: 'answer', params: ({ event }) => event } },
          'sup.order': { actions: { type: 'keepOrder', params: ({ event }) => event } },
          'sup.relay': { actions: { type: 'handOver', params: ({ event }) => event.role } },
          'sup.end': [{ guard: 'gaveUp', actions: 'escalate' }, { target: 'stopped' }],
          'child.ready': {
            actions: { type: 'take', params: ({ event }) => ({ ...event, type: 'up' }) },
          },
          'child.beat': {
            actions: { type: 'take', params: ({ event }) => ({ ...event, type: 'beat' }) },
          },
          'xstate.done.actor.*': {
            actions: { type: 'takeEnd', params: ({ event }) => event.actorId },
          },
          'xstate.error.actor.*': {
            actions: { type: 'takeEnd', params: ({ event }) => event.actorId },
          },
          '*': { actions: { type: 'pass', params: ({ event }) => event } },
        },
      },
      stopped: { type: 'final' },
    },
  });
}

/** A supervisor without children: the chart, for pictures and for the rules that every machine keeps. */
export const supervisorMachine = supervisor({
  spec: supervisorSpec({
    name: 'supervisor',
    strategy: 'one_for_one',
    intensity: 0,
    periodMs: 1,
    children: [],
  }),
  catalogue: () => undefined,
  env: { now: () => 0, random: () => 0 },
});
