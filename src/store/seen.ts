import type { SeenEnvelopes } from '../ports/talk/answers.ts';
import type { Db } from './pool/db.ts';

/** Somebody waits for an answer: after that the memory has to do. */
const DEADLINE_MS = 2_000;

/** Envelopes in PostgreSQL. Throws DB failures; retention deletes what is older than a day. */
export const createSeenEnvelopes = (db: Db): SeenEnvelopes => ({
  async note(key) {
    const rows = await db.run(
      // Not repeatable: a second run after a lost answer would take the first for somebody else's.
      { name: 'envelope.note', repeatable: false, deadlineMs: DEADLINE_MS },
      (sql) => sql`
        insert into seen_envelope (key, at) values (${key}, now())
        on conflict do nothing
        returning key`,
    );
    return rows.length > 0;
  },
});
