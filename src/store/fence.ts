/** The fence of a role, as the first part of a statement that commits for it. */

import type { Epoch } from '../ports/leadership.ts';
import type { Sql, Statement } from './pool/db.ts';

/**
 * A CTE named `fence` with one row while `epoch` is the newest of its role, else none. The row
 * stays locked to the end of the statement, so a bump waits for it; if the bump came first, this
 * waits and then finds nothing. Every write of the statement must read it, or it is not run.
 */
export const fenceOf = (sql: Sql, { role, epoch }: Epoch): Statement<object> => sql`
  fence as materialized (
    select 1 from actor_epoch where role = ${role} and epoch = ${epoch}::bigint for share
  )`;
