import type { DraftStore } from '../../ports/drafts.ts';
import type { Db } from '../pool/db.ts';
import { commit, mark } from './cycle.ts';
import { inputs, latest, state, told } from './read.ts';

/** Plans, drafts and cycles in PostgreSQL. What is big goes through `bulk`, one at a time. */
export const createDrafts = (db: Db, bulk: Db): DraftStore => ({
  state: () => state(db),
  inputs: () => inputs(bulk),
  latest: (numbers) => latest(db, numbers),
  told: (dedupes) => told(db, dedupes),
  mark: (epoch, cycle) => mark(bulk, epoch, cycle),
  commit: (epoch, end) => commit(bulk, epoch, end),
});
