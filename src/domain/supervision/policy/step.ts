import { hung, shutdown } from '../exit.ts';
import type {
  Child,
  ChildWord,
  Core,
  CoreEvent,
  Deferred,
  Effect,
  Ended,
  Env,
  PlanStep,
  TimerFired,
  TimerName,
} from '../types.ts';
import { called } from './calls.ts';
import { endedByItself, exited, sweep } from './exits.ts';
import { endAll, restartDue } from './restart.ts';
import { start, startEnded, startedUp } from './start.ts';
import { stop } from './stop.ts';
import { openTurn, patch, type Turn } from './turn.ts';

/**
 * The whole policy of a supervisor: what it knows and what happened give what it knows then and
 * what is to be done. Same input, same result; it reads no clock and rolls no dice of its own.
 */
export function step(
  core: Core,
  event: CoreEvent,
  env: Env,
): { readonly core: Core; readonly effects: readonly Effect[] } {
  const turn = openTurn(core, env);
  if (core.mode === 'ended') refuse(turn, [event]);
  else if (take(turn, event)) run(turn);
  return { core: turn.core, effects: turn.effects };
}

/** Lets an event in. False when it can have set nothing in motion. */
function take(turn: Turn, event: CoreEvent): boolean {
  const { core } = turn;
  switch (event.type) {
    case 'boot':
      core.plan = core.order.map((id) => ({ step: 'start', id, purpose: 'boot', callId: null }));
      return true;
    case 'shutdown':
      shutDown(turn);
      return true;
    case 'sweep':
      sweep(turn);
      return true;
    case 'call':
      core.deferred = [...core.deferred, event];
      return true;
    case 'exit':
    case 'up':
    case 'beat':
    case 'halted':
    case 'timer':
      return takeChildEvent(turn, event);
  }
}

/** What a child says, or a timer says of it. Words of a dead incarnation change nothing. */
function takeChildEvent(turn: Turn, event: ChildWord | Ended): boolean {
  const { core } = turn;
  const child = core.children[event.id];
  if (child === undefined) return false;
  if (event.type === 'exit') {
    exited(turn, child, event.exit);
    return true;
  }
  return event.incarnation === child.incarnation && takeWord(turn, child, event);
}

function takeWord(turn: Turn, child: Child, event: ChildWord): boolean {
  switch (event.type) {
    case 'up':
      if (child.status === 'starting') startedUp(turn, child, event.value);
      return true;
    case 'beat':
      if (child.status === 'up') patch(turn, child, { lastBeat: turn.env.now });
      return false;
    case 'halted':
      if (child.status === 'stopping') exited(turn, child, event.exit);
      return true;
    case 'timer':
      return takeTimer(turn, child, event);
  }
}

function takeTimer(turn: Turn, child: Child, event: TimerFired): boolean {
  const { effects, core, env } = turn;
  const { id, component } = child.spec;
  const actions: Readonly<Record<TimerName, () => void>> = {
    kill: () => {
      if (child.status === 'stopping') effects.push({ fx: 'halt', id });
    },
    ready: () => {
      if (child.status !== 'starting') return;
      effects.push({ fx: 'halt', id });
      startEnded(turn, child, hung('not_ready', component, env.now));
    },
    restart: () => {
      core.deferred = [...core.deferred, event];
    },
  };
  actions[event.name]();
  return true;
}

/** Drops what is planned and what waits, and stops everything; a second request changes nothing. */
function shutDown(turn: Turn): void {
  const { core } = turn;
  if (core.ending !== null) return;
  if (core.waiting?.for === 'start') {
    const { callId } = core.waiting;
    core.waiting = null;
    if (callId !== null) reply(turn, callId);
  }
  const promised = core.plan.find(({ step }) => step === 'reply');
  if (promised?.step === 'reply') reply(turn, promised.callId);
  endAll(turn, shutdown);
}

/** Takes the plan as far as it goes without waiting; then what waited for its end, one by one. */
function run(turn: Turn): void {
  const { core } = turn;
  while (core.waiting === null && core.mode !== 'ended') {
    const next = core.plan[0];
    if (next !== undefined) {
      core.plan = core.plan.slice(1);
      perform(turn, next);
      continue;
    }
    if (core.mode === 'booting') {
      core.mode = 'running';
      turn.effects.push({ fx: 'ready' });
    }
    const event = core.deferred[0];
    if (event === undefined) break;
    core.deferred = core.deferred.slice(1);
    handle(turn, event);
  }
  if (core.mode === 'running' || core.mode === 'recovering') core.mode = calmOrNot(core);
}

function perform(turn: Turn, next: PlanStep): void {
  switch (next.step) {
    case 'start':
      start(turn, next);
      return;
    case 'stop':
      stop(turn, next.id);
      return;
    case 'reply':
      turn.effects.push({ fx: 'reply', callId: next.callId, reply: next.reply });
      return;
    case 'end':
      turn.core.mode = 'ended';
      refuse(turn, turn.core.deferred);
      turn.core.deferred = [];
      turn.effects.push({ fx: 'end' });
      return;
  }
}

function handle(turn: Turn, event: Deferred): void {
  if (event.type === 'call') {
    called(turn, event);
    return;
  }
  const child = turn.core.children[event.id];
  if (child === undefined) return;
  if (event.type === 'exit') {
    if (child.goneBy !== null) endedByItself(turn, child, child.goneBy);
  } else if (child.status === 'restarting' && child.incarnation === event.incarnation)
    restartDue(turn, child);
}

/** Nobody who asked is left without an answer. */
function refuse(turn: Turn, events: readonly CoreEvent[]): void {
  for (const event of events) if (event.type === 'call') reply(turn, event.callId);
}

const reply = (turn: Turn, callId: string): void => {
  turn.effects.push({ fx: 'reply', callId, reply: { error: 'noproc' } });
};

function calmOrNot({ waiting, children }: Core): 'running' | 'recovering' {
  if (waiting !== null) return 'recovering';
  for (const id in children) if (children[id]?.status === 'restarting') return 'recovering';
  return 'running';
}
