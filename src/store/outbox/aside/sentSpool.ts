import { join } from 'node:path';
import type { Outcome } from '../../../domain/delivery/result.ts';
import type { SentSpool } from '../../../ports/delivery.ts';
import { createSpool } from '../../spool.ts';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const endings: readonly unknown[] = ['sent', 'printed', 'pending', 'ambiguous', 'parked', 'dead'];

/** We wrote it ourselves, so it is enough to tell an outcome from something else. */
const isOutcome = (value: unknown): value is Outcome =>
  isObject(value) &&
  isObject(value['row']) &&
  typeof value['row']['id'] === 'string' &&
  typeof value['row']['nonce'] === 'string' &&
  isObject(value['result']) &&
  endings.includes(value['result']['type']) &&
  Array.isArray(value['gates']);

/**
 * Results of calls that wait for the database, in `sent.ndjson` of the folder `dir`. `onTorn` is
 * told how many lines could not be read, when there are some.
 */
export function createSentSpool(dir: string, onTorn: (lines: number) => void): SentSpool {
  const spool = createSpool(join(dir, 'sent.ndjson'));
  return {
    append: (outcome) => spool.append(outcome),
    async read() {
      const { values, torn } = await spool.read();
      const outcomes = values.filter(isOutcome);
      const unread = torn + values.length - outcomes.length;
      if (unread > 0) onTorn(unread);
      return outcomes;
    },
    forget: (rows) => spool.filter((value) => isOutcome(value) && !rows.includes(value.row.id)),
  };
}
