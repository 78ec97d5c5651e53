import { type AnyActorLogic, type AnyActorRef, fromTransition } from 'xstate';
import type { Fact, FactDraft } from '../../src/domain/health/fact.ts';
import { emptyLedger, foldFact, type Ledger } from '../../src/domain/health/ledger.ts';
import { announce, keep, type Message, rolesFor } from '../../src/domain/supervision/relay.ts';
import type { Child } from '../../src/domain/supervision/types.ts';
import { rootId, type SupervisorContext, type SupervisorParts } from './types.ts';

/** Finds an actor by its name in the whole tree. */
export interface Names {
  get(id: string): AnyActorRef | undefined;
}

/** What is to be spawned for a child; `systemId` is absent where the name must not be taken. */
export interface Spawn {
  readonly logic: AnyActorLogic;
  readonly options: { id: string; systemId?: string; input: unknown };
}

/** An actor that cannot be started: it throws its input. So every failed start is one event. */
const unable = fromTransition(
  () => undefined,
  ({ input }: { input: unknown }): undefined => {
    throw input;
  },
);

/** The start of a child. Whatever is wrong with it fails the start, never the supervisor. */
export function spawnOf(
  { catalogue }: SupervisorParts,
  child: Child,
  ledger: Ledger,
  isTaken: boolean,
): Spawn {
  const { id } = child.spec;
  try {
    if (isTaken) throw new Error('the id is taken');
    const entry = catalogue(id);
    if (entry === undefined) throw new Error('no logic for this id');
    const { incarnation, lastExit } = child;
    const input = { ...entry.input?.(ledger, child.spec), id, incarnation, lastExit };
    return { logic: entry.logic, options: { id, systemId: id, input } };
  } catch (thrown) {
    return { logic: unable, options: { id, input: thrown } };
  }
}

/** The ledger of the root, wherever in the tree one stands. */
export function knownLedger(context: SupervisorContext, names: Names): Ledger {
  if (context.isRoot) return context.ledger;
  const root: { readonly context?: Partial<SupervisorContext> } | undefined = names
    .get(rootId)
    ?.getSnapshot();
  return root?.context?.ledger ?? emptyLedger;
}

/** A fact with its moment. */
export const dated = (draft: FactDraft, now: number): Fact => ({
  ...draft,
  at: draft.at ?? now,
});

/** What only the root keeps. */
export type Kept = Pick<SupervisorContext, 'ledger' | 'relay'>;

/** The root takes a fact in: counts it, keeps it for whoever wants it, notes who is up. */
export function absorb(
  { core, ledger, relay }: SupervisorContext,
  fact: Fact,
  names: Names,
): Kept & { readonly wake: readonly string[] } {
  const roles = rolesFor(core.spec.factsTo, fact);
  let next = relay;
  for (const role of roles) next = keep(next, role, fact);
  const started = fact.type === 'actor.started' || fact.type === 'actor.restarted';
  const session = started ? names.get(fact.id)?.sessionId : undefined;
  if (started && session !== undefined) next = announce(next, fact.id, session);
  const counted = { ...foldFact(ledger, fact), relayDropped: next.dropped };
  return { ledger: counted, relay: next, wake: started ? [...roles, fact.id] : roles };
}

/** The root keeps an order for a role. */
export function order({ ledger, relay }: SupervisorContext, to: string, message: Message): Kept {
  const next = keep(relay, to, message);
  return { ledger: { ...ledger, relayDropped: next.dropped }, relay: next };
}

/** Whether there is logic for an id; a catalogue that throws is found out by the start. */
export function knows({ catalogue }: SupervisorParts, id: string): boolean {
  try {
    return catalogue(id) !== undefined;
  } catch {
    return true;
  }
}
