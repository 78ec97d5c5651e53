/** Whether a conversation may be written about. */

import { isPerson } from '../../domain/delivery/outbox.ts';
import type { Sql, Statement } from '../pool/db.ts';

/**
 * A CTE named `known` with one row unless `dest` is a person of whom nothing is stored: who asked to
 * be forgotten while a message was under way is not written down again by its result. The row of
 * the conversation stays locked to the end of the statement, so forgetting waits for it.
 */
export const knownOf = (sql: Sql, dest: string): Statement<object> =>
  isPerson(dest)
    ? sql`known as materialized (
        select 1 from destination where dest = ${dest} for key share
      )`
    : sql`known as (select 1)`;
