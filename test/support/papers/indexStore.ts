import { readEntryLine } from '../../../src/domain/papers/diff/line.ts';
import type { IndexBase, Prepared } from '../../../src/domain/papers/reading.ts';
import type { StagedEntry, StagedEvent, StagedMissing } from '../../../src/domain/papers/staged.ts';
import type { IndexBody, IndexReader } from '../../../src/ports/papers.ts';
import { bodyOf } from './wg21.ts';

/** An index as it is sent, without compression. */
export const plainBody = (bytes: Uint8Array): IndexBody => ({
  type: 'body',
  bytes,
  encoding: 'identity',
  etag: null,
  lastModified: null,
  sentSha256: '',
});

const rowsOf = (parts: Prepared['parts'], kind: string) =>
  parts.filter((part) => part.kind === kind).flatMap(({ body }) => JSON.parse(body));

/** A store that knows only what a poll needs: rows by key, marks, events by their dedupe. */
export class IndexStore {
  base: IndexBase | null = null;
  readonly rows = new Map<string, StagedEntry>();
  readonly missing = new Set<string>();
  readonly events = new Map<string, StagedEvent>();

  known(): string[] {
    const lines = [...this.rows].map(
      ([key, { hash }]) => `${key} ${this.missing.has(key) ? '-' : ''}${hash}`,
    );
    const pages = Math.ceil(lines.length / 5000);
    return Array.from({ length: pages }, (_, n) =>
      lines.slice(n * 5000, n * 5000 + 5000).join('\n'),
    );
  }

  stored(keys: readonly string[]): string[] {
    return keys.length === 0 ? [] : [JSON.stringify(keys.map((key) => this.rows.get(key)))];
  }

  /** Takes what was prepared; the events that are new to it. */
  commit(parts: Prepared['parts'], base: IndexBase): StagedEvent[] {
    for (const row of (rowsOf(parts, 'entries') as string[]).map(readEntryLine)) {
      const seeded = this.rows.get(row.key)?.seeded ?? row.seeded;
      this.rows.set(row.key, { ...row, seeded });
      this.missing.delete(row.key);
    }
    for (const { key, missing } of rowsOf(parts, 'missing') as StagedMissing[])
      missing ? this.missing.add(key) : this.missing.delete(key);
    const fresh = (rowsOf(parts, 'events') as StagedEvent[]).filter(
      ({ dedupe }) => !this.events.has(dedupe),
    );
    for (const event of fresh) this.events.set(event.dedupe, event);
    this.base = base;
    return fresh;
  }
}

/** What one poll came to. */
export interface Polled {
  readonly gate: string | null;
  readonly prepared: Prepared | null;
  readonly fresh: readonly StagedEvent[];
}

let polls = 0;

/** One poll from body to commit; a refusal by gates 5 to 7 is ignored when `accept` is given. */
export async function poll(
  reader: IndexReader,
  store: IndexStore,
  index: unknown,
  options: { readonly accept?: boolean; readonly nowMs?: number; readonly least?: number } = {},
): Promise<Polled> {
  const { accept = false, nowMs = Date.UTC(2026, 7, 18, 12), least = 1 } = options;
  const refused = (gate: string): Polled => ({ gate, prepared: null, fresh: [] });
  const body = plainBody(Buffer.isBuffer(index) ? index : bodyOf(index));
  const reading = await reader.read(body, least, new AbortController().signal);
  if (reading.type === 'rejected') return refused(reading.gate);
  const compared = await reader.compare(store.known(), store.base);
  if (compared.rejection !== null && !accept) return refused(compared.rejection.gate);
  polls += 1;
  const facts = { snapshot: `s${polls}`, nowMs };
  const prepared = await reader.prepare(store.stored(compared.changed), facts);
  return { gate: null, prepared, fresh: store.commit(prepared.parts, reading.index) };
}
