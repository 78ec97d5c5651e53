import type { Exit } from '../../../src/domain/supervision/exit.ts';
import { step } from '../../../src/domain/supervision/policy/step.ts';
import { newCore } from '../../../src/domain/supervision/policy/turn.ts';
import type {
  Core,
  CoreEvent,
  Effect,
  Reply,
  Report,
  SupervisorSpec,
} from '../../../src/domain/supervision/types.ts';

interface Due {
  readonly at: number;
  readonly key: string;
  readonly event: CoreEvent;
}

/**
 * Does what the policy says, without actors: an actor is an entry in `alive`. What it is asked is
 * written down; how it answers, and when, is the test's.
 */
export class World {
  core: Core;
  now = 0;
  readonly alive = new Map<string, number>();
  readonly asked = new Set<string>();
  readonly replies = new Map<string, Reply>();
  readonly reports: Report[] = [];
  readonly started: string[] = [];
  ended = false;
  #timers: Due[] = [];
  readonly #random: () => number;

  constructor(spec: SupervisorSpec, random: () => number = () => 0.5) {
    this.core = newCore(spec);
    this.#random = random;
  }

  take(event: CoreEvent): void {
    const { core, effects } = step(this.core, event, { now: this.now, random: this.#random });
    this.core = core;
    const echoes: CoreEvent[] = [];
    for (const effect of effects) this.#do(effect, echoes);
    for (const echo of echoes) this.take(echo);
  }

  /** An actor ends; nothing when there is none. */
  end(id: string, exit: Exit): void {
    if (!this.alive.delete(id)) return;
    this.asked.delete(id);
    this.take({ type: 'exit', id, exit });
  }

  up(id: string): void {
    const incarnation = this.alive.get(id);
    if (incarnation !== undefined) this.take({ type: 'up', id, incarnation });
  }

  get pending(): number {
    return this.#timers.length;
  }

  /** Fires the next timer. False when there is none. */
  fire(): boolean {
    const next = this.#timers.toSorted((a, b) => a.at - b.at)[0];
    if (next === undefined) return false;
    this.#timers = this.#timers.filter((timer) => timer !== next);
    this.now = Math.max(this.now, next.at);
    this.take(next.event);
    return true;
  }

  statusOf(id: string): string | undefined {
    return this.core.children[id]?.status;
  }

  #do(effect: Effect, echoes: CoreEvent[]): void {
    switch (effect.fx) {
      case 'spawn':
        if (this.alive.has(effect.id)) throw new Error(`${effect.id} runs twice`);
        this.alive.set(effect.id, this.core.children[effect.id]?.incarnation ?? 0);
        return;
      case 'halt': {
        const incarnation = this.alive.get(effect.id) ?? 0;
        this.alive.delete(effect.id);
        this.asked.delete(effect.id);
        echoes.push({ type: 'halted', id: effect.id, incarnation, exit: { kind: 'killed' } });
        return;
      }
      case 'ask_stop':
        this.asked.add(effect.id);
        return;
      case 'probe':
        echoes.push({ type: 'up', id: effect.id, incarnation: effect.incarnation });
        return;
      case 'timer': {
        const { name, id, incarnation, ms } = effect;
        const event = { type: 'timer', name, id, incarnation } as const;
        this.#timers.push({ at: this.now + ms, key: `${name} ${id}`, event });
        return;
      }
      case 'cancel':
        this.#timers = this.#timers.filter(({ key }) => key !== `${effect.name} ${effect.id}`);
        return;
      case 'sweep':
        this.#timers.push({ at: this.now + effect.ms, key: 'sweep', event: { type: 'sweep' } });
        return;
      case 'report':
        this.reports.push(effect.report);
        return;
      case 'started':
        this.started.push(`${effect.id} ${effect.incarnation}`);
        return;
      case 'reply':
        if (this.replies.has(effect.callId)) throw new Error(`${effect.callId} answered twice`);
        this.replies.set(effect.callId, effect.reply);
        return;
      case 'ready':
        return;
      case 'end':
        this.ended = true;
        this.#timers = [];
        return;
    }
  }
}
