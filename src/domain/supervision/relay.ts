import type { Fact } from '../health/fact.ts';

/** Anything that can be sent to an actor. */
export interface Message {
  readonly type: string;
}

const MOST_KEPT = 100;

/** What the root keeps for roles that are not up, and which actor of a role is known to be up. */
export interface Relay {
  readonly queues: Readonly<Record<string, readonly Message[]>>;
  /** Role to the session of the actor that said it had started. */
  readonly sessions: Readonly<Record<string, string>>;
  /** Messages that were dropped because nobody came for them. */
  readonly dropped: number;
}

export const emptyRelay: Relay = { queues: {}, sessions: {}, dropped: 0 };

/** Keeps a message for a role; beyond a hundred the oldest is dropped and counted. */
export function keep(relay: Relay, role: string, message: Message): Relay {
  const queue = [...(relay.queues[role] ?? []), message];
  const extra = Math.max(0, queue.length - MOST_KEPT);
  return {
    ...relay,
    queues: { ...relay.queues, [role]: queue.slice(extra) },
    dropped: relay.dropped + extra,
  };
}

/** The next message for a role, if this very actor is the one that said it was up. */
export const waitingFor = (relay: Relay, role: string, session: string): Message | null =>
  relay.sessions[role] === session ? (relay.queues[role]?.[0] ?? null) : null;

/** Takes out the message that `waitingFor` gave. */
export const handedOver = (relay: Relay, role: string): Relay => ({
  ...relay,
  queues: { ...relay.queues, [role]: relay.queues[role]?.slice(1) ?? [] },
});

/** A role is up as this actor. */
export const announce = (relay: Relay, role: string, session: string): Relay => ({
  ...relay,
  sessions: { ...relay.sessions, [role]: session },
});

/** The roles that want to hear of a fact. */
export const rolesFor = (
  factsTo: Readonly<Record<string, readonly string[]>>,
  { type }: Fact,
): readonly string[] =>
  Object.entries(factsTo)
    .filter(([, types]) => types.includes(type) || types.includes('*'))
    .map(([role]) => role);
