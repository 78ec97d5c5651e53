import type { suite } from 'uvu';
import { openPostgres, type PostgresUnderTest } from './postgres.ts';

/**
 * Opens a database before the first test of a suite, empties it before each, and drops it at the
 * end. Gives what asks for it: without a server no test runs that could.
 */
export function withPostgres(test: ReturnType<typeof suite>, paceMs?: number) {
  let store: PostgresUnderTest | null = null;
  test.before(async () => {
    store = await openPostgres(paceMs);
  });
  test.before.each(async () => {
    await store?.empty();
  });
  test.after(async () => {
    await store?.close();
  });
  return (): PostgresUnderTest => {
    if (store === null) throw new Error('no database');
    return store;
  };
}
