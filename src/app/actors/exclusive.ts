import { setTimeout as after } from 'node:timers/promises';

/** Something that only one may hold at a time, such as a socket. */
export interface Handle {
  /** Lets go politely; may take its time. */
  close(): Promise<void>;
  /** Lets go now. */
  destroy(): void;
}

/** The place of an exclusive thing: at most one handle of it lives. */
export interface Exclusive<T extends Handle> {
  /**
   * Waits at most a second for the predecessor to close, destroys it if it did not, then opens.
   * Several who ask at once get their turn one after the other.
   */
  open(make: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T>;
}

const PATIENCE_MS = 1_000;

/** A place that nobody holds yet; `patienceMs` is for tests. */
export function exclusive<T extends Handle>(patienceMs = PATIENCE_MS): Exclusive<T> {
  let held: T | null = null;
  let turn: Promise<unknown> = Promise.resolve();
  const open = async (make: (signal: AbortSignal) => Promise<T>, signal: AbortSignal) => {
    signal.throwIfAborted();
    if (held !== null) await letGo(held, patienceMs);
    held = null;
    signal.throwIfAborted();
    const opened = await make(signal);
    if (signal.aborted) {
      opened.destroy(); // whoever wanted it is gone, and nobody else would close it
      signal.throwIfAborted();
    }
    held = opened;
    return opened;
  };
  return {
    open: (make, signal) => {
      const mine = turn.then(() => open(make, signal));
      turn = mine.catch(() => undefined); // its owner hears of it; the next one only waits
      return mine;
    },
  };
}

async function letGo(handle: Handle, patienceMs: number): Promise<void> {
  const patience = new AbortController();
  const late = after(patienceMs, 'late' as const, { signal: patience.signal });
  const closed = handle.close().then(
    () => 'closed' as const,
    () => 'late' as const, // one that cannot close is destroyed like one that does not
  );
  const end = await Promise.race([closed, late]);
  patience.abort();
  await late.catch(() => undefined);
  if (end === 'late') handle.destroy();
}
