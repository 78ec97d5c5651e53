import { checkChild } from '../check.ts';
import type { Call, Child, Reply, Request } from '../types.ts';
import { countOf, whichOf } from '../view.ts';
import { drop, patch, type Turn, unborn } from './turn.ts';

/** Answers a call, or makes the plan that ends in the answer. */
export function called(turn: Turn, { callId, request }: Call): void {
  const answered = answerTo(turn, callId, request);
  if (answered !== null) turn.effects.push({ fx: 'reply', callId, reply: answered });
}

/** Null when the answer comes later. */
function answerTo(turn: Turn, callId: string, request: Request): Reply | null {
  const { core } = turn;
  switch (request.call) {
    case 'which':
      return { ok: whichOf(core) };
    case 'count':
      return { ok: countOf(core) };
    case 'start_child':
      return startChild(turn, callId, request);
    case 'get_childspec':
    case 'terminate_child':
    case 'restart_child':
    case 'delete_child': {
      const child = core.children[request.id];
      if (child === undefined) return { error: 'not_found' };
      return onChild(turn, callId, child)[request.call]();
    }
  }
}

const onChild = (turn: Turn, callId: string, child: Child) => ({
  get_childspec: (): Reply => ({ ok: child.spec }),
  terminate_child: () => {
    const { id } = child.spec;
    turn.core.plan = [
      { step: 'stop', id },
      { step: 'reply', callId, reply: { ok: null } },
    ];
    return null;
  },
  restart_child: () => {
    if (child.status !== 'down') return busy(child);
    const { id } = patch(turn, child, { attempt: 0 }).spec;
    turn.core.plan = [{ step: 'start', id, purpose: 'again', callId }];
    return null;
  },
  delete_child: (): Reply => {
    if (child.status !== 'down') return busy(child);
    drop(turn, child.spec.id);
    return { ok: null };
  },
});

const busy = ({ status }: Child): Reply => ({
  error: status === 'restarting' ? 'restarting' : 'running',
});

function startChild(
  turn: Turn,
  callId: string,
  { spec }: Extract<Request, { readonly call: 'start_child' }>,
): Reply | null {
  const { core } = turn;
  const [problem] = checkChild(spec, core.spec.autoShutdown);
  if (problem !== undefined) return { error: problem };
  const known = core.children[spec.id];
  if (known !== undefined) {
    const idle = known.status === 'down' || known.status === 'restarting';
    return { error: idle ? 'already_present' : 'already_started' };
  }
  core.children[spec.id] = unborn(spec);
  core.order = [...core.order, spec.id];
  core.plan = [{ step: 'start', id: spec.id, purpose: 'add', callId }];
  return null;
}
