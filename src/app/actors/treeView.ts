import type { Actor, AnyActorRef } from 'xstate';
import { rootId, type SupervisorContext } from '../../../machines/supervision/types.ts';
import type { supervisor } from '../../../machines/supervisor.ts';
import type { TreeView } from '../../domain/supervision/supervisionView.ts';
import type { Reply, Request } from '../../domain/supervision/types.ts';

/** The root as an actor. */
export type Root = Actor<ReturnType<typeof supervisor>>;

interface Seen {
  readonly status: string;
  readonly value?: unknown;
  readonly context?: Partial<SupervisorContext>;
  readonly children?: Readonly<Record<string, AnyActorRef | undefined>>;
}

/** Reads the whole tree. Only looks at snapshots, so it serves while supervisors are busy or dead. */
export function treeView(root: Root): TreeView {
  const { ledger } = root.getSnapshot().context;
  return { supervisors: supervisorsIn(rootId, root), ledger };
}

function supervisorsIn(path: string, ref: AnyActorRef): TreeView['supervisors'] {
  const seen: Seen = ref.getSnapshot();
  const core = seen.context?.core;
  if (core === undefined) return [];
  const children = Object.entries(seen.children ?? {});
  const values = children.flatMap(([id, child]) => {
    const value = child && textOf(child.getSnapshot().value);
    return value === undefined ? [] : [[id, value] as const];
  });
  const below = children.flatMap(([id, child]) =>
    child === undefined ? [] : supervisorsIn(`${path}/${id}`, child),
  );
  return [{ path, core, values: Object.fromEntries(values) }, ...below];
}

const textOf = (value: unknown): string | undefined => {
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const PATIENCE_MS = 5_000;
let calls = 0;

/**
 * Asks a supervisor of the tree, and gives up after 5 s with `timeout`. One that has ended, or ends
 * meanwhile, answers `noproc`.
 */
export function call(
  root: Root,
  to: string,
  request: Request,
  patienceMs = PATIENCE_MS,
): Promise<Reply> {
  const ref: AnyActorRef | undefined = to === rootId ? root : root.system.get(to);
  if (ref?.getSnapshot().status !== 'active') return Promise.resolve({ error: 'noproc' });
  calls += 1;
  const callId = `${calls}`;
  const { promise, resolve } = Promise.withResolvers<Reply>();
  const gone = () => resolve({ error: 'noproc' });
  const timer = setTimeout(() => resolve({ error: 'timeout' }), patienceMs);
  const ends = ref.subscribe({ error: gone, complete: gone });
  const replies = ref.on('reply', (event: { callId: string; reply: Reply }) => {
    if (event.callId === callId) resolve(event.reply);
  });
  ref.send({ type: 'sup.call', callId, request });
  return promise.finally(() => {
    clearTimeout(timer);
    ends.unsubscribe();
    replies.unsubscribe();
  });
}
