import type { PaperStore } from '../../ports/papers.ts';
import type { Db } from '../pool/db.ts';
import { stage } from '../stage.ts';
import { commit } from './commit.ts';
import { drafts, known, rows, state, toldChanges } from './read.ts';
import { failed, unchanged } from './turns.ts';

/** Entries, snapshots and events in PostgreSQL. What is big goes through `bulk`, one at a time. */
export const createPapers = (db: Db, bulk: Db): PaperStore => ({
  state: () => state(db),
  known: () => known(bulk),
  rows: (keys) => rows(bulk, keys),
  drafts: () => drafts(db),
  toldChanges: (keys) => toldChanges(bulk, keys),
  stage: (batch, parts, signal) => stage(bulk, batch, parts, signal),
  commit: (epoch, poll) => commit(bulk, epoch, poll),
  unchanged: (epoch, turn) => unchanged(db, epoch, turn),
  failed: (epoch, turn) => failed(db, epoch, turn),
});
