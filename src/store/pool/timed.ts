import type { Clock } from '../../ports/clock.ts';
import type { OnStatement } from '../../ports/operators/measured.ts';
import type { Db } from './db.ts';

/** The same pool; says of every call how long it took, the wait for a connection included. */
export const timed = (db: Db, clock: Clock, onStatement: OnStatement): Db => ({
  run: async (call, work) => {
    const begun = clock.elapsed();
    try {
      return await db.run(call, work);
    } finally {
      onStatement(call.name, clock.elapsed() - begun);
    }
  },
  check: () => db.check(),
  status: () => db.status(),
  close: (withinMs) => db.close(withinMs),
});
