import { type Exit, isClean } from '../exit.ts';
import type { Child, ChildSpec } from '../types.ts';
import { patch, putDown, report, type Turn } from './turn.ts';

const killed: Exit = { kind: 'killed' };

/** Stops one child of a plan and waits for its end, where there is one to wait for. */
export function stop(turn: Turn, id: string): void {
  const child = turn.core.children[id];
  if (child === undefined) return;
  if (child.goneBy !== null) stopEnded(turn, child, child.goneBy);
  else
    switch (child.status) {
      case 'down':
        return;
      case 'restarting':
        turn.effects.push({ fx: 'cancel', name: 'restart', id });
        putDown(turn, child, child.lastExit);
        return;
      case 'starting': // only a shutdown request comes between a child and its start
        turn.effects.push({ fx: 'cancel', name: 'ready', id }, { fx: 'halt', id });
        putDown(turn, child, killed);
        return;
      case 'up':
        stopRunning(turn, child);
        return;
      case 'stopping': // asked before, by the plan that this one replaced
        turn.core.waiting = { for: 'stop', id };
        return;
    }
}

/** A stop is over; `exit` is how. Says so unless the child ended as it should. */
export function stopEnded(turn: Turn, child: Child, exit: Exit): void {
  const { core, effects } = turn;
  const { id, shutdown } = child.spec;
  if (core.waiting?.id === id) core.waiting = null;
  if (child.status === 'stopping' && typeof shutdown === 'number')
    effects.push({ fx: 'cancel', name: 'kill', id });
  // An end that was waiting to be looked at is dealt with here.
  core.deferred = core.deferred.filter((event) => event.type !== 'exit' || event.id !== id);
  if (!endsAsAsked(child.spec, exit)) report(turn, 'shutdown_error', child, exit);
  putDown(turn, child, exit);
}

function stopRunning(turn: Turn, child: Child): void {
  const { effects, core } = turn;
  const { incarnation } = child;
  const { id, shutdown } = child.spec;
  patch(turn, child, { status: 'stopping' });
  core.waiting = { for: 'stop', id };
  effects.push({ fx: shutdown === 'brutal_kill' ? 'halt' : 'ask_stop', id });
  if (typeof shutdown === 'number')
    effects.push({ fx: 'timer', name: 'kill', id, incarnation, ms: shutdown });
}

/** A permanent child has no business to end normally, not even when it is asked to stop. */
function endsAsAsked({ restart, shutdown }: ChildSpec, exit: Exit): boolean {
  if (restart !== 'permanent' && isClean(exit)) return true;
  if (shutdown === 'brutal_kill') return exit.kind === 'killed';
  return exit.kind === 'shutdown' && !exit.term;
}
