import { join } from 'node:path';
import type { Rescue, RescueSpool } from '../../../ports/delivery.ts';
import { createSpool } from '../../spool.ts';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** We wrote it ourselves, so it is enough to tell a rescue from something else. */
const isRescue = (value: unknown): value is Rescue =>
  isObject(value) &&
  isObject(value['draft']) &&
  typeof value['nonce'] === 'string' &&
  Array.isArray(value['before']) &&
  ['waiting', 'ambiguous', 'sent'].includes(String(value['state']));

/**
 * Alerts that went past the database, or could not yet, in `alerts.ndjson` of the folder `dir`.
 * `onTorn` is told how many lines could not be read, when there are some.
 */
export function createRescueSpool(dir: string, onTorn: (lines: number) => void): RescueSpool {
  const spool = createSpool(join(dir, 'alerts.ndjson'));
  return {
    async append(rescues) {
      for (const rescue of rescues) await spool.append(rescue);
    },
    async read() {
      const { values, torn } = await spool.read();
      const rescues = values.filter(isRescue);
      const unread = torn + values.length - rescues.length;
      if (unread > 0) onTorn(unread);
      return rescues;
    },
    clear: () => spool.filter(() => false),
  };
}
