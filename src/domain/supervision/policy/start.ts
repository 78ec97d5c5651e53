import type { Exit } from '../exit.ts';
import type { Child, PlanStep, Reply, Waiting } from '../types.ts';
import { bootFailed, endAll, retryStart } from './restart.ts';
import { drop, patch, putDown, report, type Turn } from './turn.ts';

type Start = Extract<PlanStep, { readonly step: 'start' }>;
type Pending = Extract<Waiting, { readonly for: 'start' }>;

/** Starts a child and waits until it is up or has failed. */
export function start(turn: Turn, { id, purpose, callId }: Start): void {
  const child = turn.core.children[id];
  if (child === undefined) return;
  const { spec } = child;
  const incarnation = child.incarnation + 1;
  patch(turn, child, { status: 'starting', incarnation, restartAt: null, due: null });
  turn.core.waiting = { for: 'start', id, purpose, callId };
  turn.effects.push({ fx: 'spawn', id });
  if (spec.start === 'sync') turn.effects.push({ fx: 'probe', id, incarnation });
  else {
    const ms = spec.start.readyWithinMs;
    turn.effects.push({ fx: 'timer', name: 'ready', id, incarnation, ms });
  }
  orderSweep(turn, child);
}

/** A start that did well; `value` is what the child said when it was ready. */
export function startedUp(turn: Turn, child: Child, value: unknown): void {
  const { effects, core } = turn;
  const { spec, incarnation } = child;
  const pending = startOf(core.waiting, spec.id);
  settle(turn, child);
  patch(turn, child, { status: 'up', upSince: turn.env.now });
  const byCall = pending?.purpose === 'add' || pending?.purpose === 'again';
  effects.push({ fx: 'started', id: spec.id, component: spec.component, incarnation, byCall });
  answer(turn, pending, { ok: value ?? null });
}

/** A start that ended before the child was up: switched off, or failed. */
export function startEnded(turn: Turn, child: Child, exit: Exit): void {
  const pending = startOf(turn.core.waiting, child.spec.id);
  settle(turn, child);
  if (exit.kind === 'ignore') {
    putDown(turn, child, exit);
    answer(turn, pending, { ignored: true });
  } else if (pending !== null) startFailed(turn, child, exit, pending);
}

/** A failed start means the end at boot, an answer to who asked, another attempt to a restart. */
function startFailed(turn: Turn, child: Child, exit: Exit, pending: Pending): void {
  const { id } = child.spec;
  const down = patch(turn, child, { status: 'down', lastExit: exit });
  switch (pending.purpose) {
    case 'boot':
      report(turn, 'start_error', child, exit);
      endAll(turn, bootFailed(turn, id, exit));
      return;
    case 'restart':
      report(turn, 'start_error', child, exit);
      turn.core.plan = []; // those after it stay down until it is up
      retryStart(turn, down, exit);
      return;
    case 'add':
      drop(turn, id);
      answer(turn, pending, { error: 'start_error' });
      return;
    case 'again':
      answer(turn, pending, { error: 'start_error' });
      return;
  }
}

/** The start is over, whichever way. */
function settle(turn: Turn, { spec }: Child): void {
  turn.core.waiting = null;
  if (spec.start !== 'sync') turn.effects.push({ fx: 'cancel', name: 'ready', id: spec.id });
}

function answer({ effects }: Turn, pending: Pending | null, reply: Reply): void {
  const callId = pending?.callId ?? null;
  if (callId !== null) effects.push({ fx: 'reply', callId, reply });
}

const startOf = (waiting: Waiting | null, id: string): Pending | null =>
  waiting?.for === 'start' && waiting.id === id ? waiting : null;

function orderSweep(turn: Turn, { spec }: Child): void {
  if (spec.liveness === null || turn.core.sweeping) return;
  turn.core.sweeping = true;
  turn.effects.push({ fx: 'sweep', ms: turn.core.spec.sweepMs });
}
