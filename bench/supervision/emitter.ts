import { EventEmitter } from 'node:events';

interface Child {
  emitter: EventEmitter;
  incarnation: number;
  upSince: number;
}

/**
 * What one would write by hand: one_for_one over event emitters. It counts restarts in a window,
 * tells who listens, and knows who is up; no groups, no order, no stop, no report kept.
 */
export class EmitterSupervisor extends EventEmitter {
  readonly #children = new Map<string, Child>();
  readonly #now: () => number;
  readonly #limit: { readonly intensity: number; readonly periodMs: number };
  #restarts: number[] = [];
  beats = 0;

  constructor(
    ids: readonly string[],
    limit: { readonly intensity: number; readonly periodMs: number },
    now: () => number,
  ) {
    super();
    this.#limit = limit;
    this.#now = now;
    for (const id of ids) this.#start(id, 1);
  }

  send(id: string, event: string): void {
    this.#children.get(id)?.emitter.emit(event);
  }

  incarnationOf(id: string): number {
    return this.#children.get(id)?.incarnation ?? 0;
  }

  #start(id: string, incarnation: number): void {
    const emitter = new EventEmitter();
    emitter.on('crash', () => {
      try {
        throw new Error('crash');
      } catch (thrown) {
        this.#crashed(id, thrown);
      }
    });
    emitter.on('gone', (reason: unknown) => this.#crashed(id, reason));
    emitter.on('beat', () => {
      this.beats += 1;
      const child = this.#children.get(id);
      if (child !== undefined) child.upSince = this.#now();
    });
    this.#children.set(id, { emitter, incarnation, upSince: this.#now() });
    this.emit('started', { id, incarnation });
  }

  #crashed(id: string, thrown: unknown): void {
    const child = this.#children.get(id);
    if (child === undefined) return;
    child.emitter.removeAllListeners();
    this.emit('crashed', { id, incarnation: child.incarnation, thrown });
    const now = this.#now();
    const { intensity, periodMs } = this.#limit;
    this.#restarts = this.#restarts.filter((at) => at >= now - periodMs);
    this.#restarts.push(now);
    if (this.#restarts.length > intensity) throw new Error('too many restarts');
    this.#start(id, child.incarnation + 1);
  }
}
