import type { Collected, HealthParts } from '../domain/health/document/parts.ts';
import type { Clock } from '../ports/clock.ts';

type ValueIn<C> = C extends Collected<infer T> ? T : never;

/** One function for each part of the health document. None does I/O. */
export type Collectors = {
  readonly [K in keyof HealthParts]: () =>
    | ValueIn<HealthParts[K]>
    | Promise<ValueIn<HealthParts[K]>>;
};

/** What was collected, and when: the moments of the document are those of the collection. */
export interface Collection {
  readonly parts: HealthParts;
  readonly at: number;
}

/** Limits and what to do about a collector in trouble. */
export interface CollectOptions {
  readonly clock: Clock;
  /** A collector that takes longer costs its own fields; 250 ms. */
  readonly deadlineMs: number;
  /** A collection serves everybody who asks within this time; 1 s. */
  readonly keepMs: number;
  readonly onTrouble: (collector: string, thrown: unknown) => void;
}

type Collect = () => Promise<Collected<unknown>>;

/**
 * Runs all collectors side by side, at most once in `keepMs`, however many ask. One that throws
 * or hangs costs only its own part; one that hangs is not called again before it has returned.
 */
export function createCollect(
  collectors: Collectors,
  options: CollectOptions,
): () => Promise<Collection> {
  const guarded = Object.entries(collectors).map(
    ([name, collect]) => [name, guard(name, collect, options)] as const,
  );
  let last: { readonly since: number; readonly collection: Promise<Collection> } | null = null;
  const run = async (): Promise<Collection> => {
    const entries = await Promise.all(
      guarded.map(async ([name, one]) => [name, await one()] as const),
    );
    // Each entry comes from the collector of that name, so the parts have the types of the collectors.
    return {
      parts: Object.fromEntries(entries) as unknown as HealthParts,
      at: options.clock.now(),
    };
  };
  return () => {
    const now = options.clock.elapsed();
    if (last === null || now - last.since >= options.keepMs)
      last = { since: now, collection: run() };
    return last.collection;
  };
}

function guard(name: string, collect: () => unknown, options: CollectOptions): Collect {
  const { deadlineMs, onTrouble } = options;
  let running: Promise<Collected<unknown>> | null = null;
  const start = async (): Promise<Collected<unknown>> => {
    try {
      return { ok: true, value: await collect() };
    } catch (thrown) {
      onTrouble(name, thrown);
      return { ok: false, output: 'collector error' };
    } finally {
      running = null;
    }
  };
  return async () => {
    const { promise: late, resolve } = Promise.withResolvers<Collected<unknown>>();
    const timer = setTimeout(() => resolve({ ok: false, output: 'collector timeout' }), deadlineMs);
    if (running === null) {
      const begun = start();
      running = begun;
      void begun.then(() => clearTimeout(timer));
    }
    const result = await Promise.race([running, late]);
    clearTimeout(timer);
    if (!result.ok && result.output === 'collector timeout') onTrouble(name, result.output);
    return result;
  };
}
