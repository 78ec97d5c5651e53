import { join } from 'node:path';
import type { AlertCommit } from '../../domain/alerts/book.ts';
import type { AlertSpool } from '../../ports/alerts/store.ts';
import { createSpool } from '../spool.ts';

/** About 10 MB; beyond it the oldest half goes. */
const MOST = 5_000;

const lists = ['instances', 'episodes', 'events', 'notices', 'rows'] as const;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** We wrote it ourselves, so it is enough to tell a commit from something else. */
const isCommit = (value: unknown): value is AlertCommit =>
  isObject(value) &&
  lists.every((name) => {
    const list: unknown = Reflect.get(value, name);
    return Array.isArray(list) && list.every(isObject);
  });

/**
 * Transitions that wait for the database, in `episodes.ndjson` of the folder `dir`. `onTorn` is told
 * how many lines could not be read, when there are some.
 */
export function createAlertSpool(dir: string, onTorn: (lines: number) => void): AlertSpool {
  const spool = createSpool(join(dir, 'episodes.ndjson'));
  let kept: number | null = null;
  return {
    async append(commit) {
      kept ??= (await spool.read()).values.length;
      if (kept >= MOST) {
        let n = 0;
        await spool.filter(() => ++n > MOST / 2);
        kept -= MOST / 2;
      }
      await spool.append(commit);
      kept += 1;
    },
    async read() {
      const { values, torn } = await spool.read();
      const commits = values.filter(isCommit);
      const unread = torn + values.length - commits.length;
      if (unread > 0) onTorn(unread);
      kept = values.length;
      return commits;
    },
    refused: onTorn,
    async clear() {
      await spool.filter(() => false);
      kept = 0;
    },
  };
}
