import type { Outbox } from '../../ports/delivery.ts';
import type { Db } from '../pool/db.ts';
import { adopt } from './aside/adopt.ts';
import {
  asked,
  dropHomes,
  endPrinted,
  keepChannel,
  resume,
  suspects,
  suspend,
} from './aside/destinations.ts';
import { claim, giveBack } from './claim.ts';
import { enqueue } from './enqueue.ts';
import { companions, fold } from './fold.ts';
import { closedGates, closeGate } from './gates.ts';
import { measure } from './measure.ts';
import { doubtful, doubtsBeside, sweep } from './sweep.ts';
import { recorder } from './together.ts';

/** How far apart two posts in one conversation are: Slack's one a second. */
const PACE_MS = 1_000;

/**
 * The queue's table in PostgreSQL. `paceMs` is for tests. Everything is timed by the database's
 * clock, but for moments that callers give. Throws DB failures.
 */
export const createOutbox = (db: Db, paceMs: number = PACE_MS): Outbox => ({
  sweep: (epoch) => sweep(db, epoch),
  claim: (epoch, token, limit, options) => claim(db, { ...options, epoch, token, limit, paceMs }),
  giveBack: (token, ids) => giveBack(db, token, ids),
  doubtful: (epoch, limit) => doubtful(db, epoch, limit),
  doubtsBeside: (row) => doubtsBeside(db, row),
  record: recorder(db),
  suspend: (dest, reason) => suspend(db, dest, reason),
  resume: (dest) => resume(db, dest),
  keepChannel: (dest, channel) => keepChannel(db, dest, channel),
  suspects: (epoch, limit) => suspects(db, epoch, limit),
  asked: (dest, usable) => asked(db, dest, usable),
  dropHomes: (epoch) => dropHomes(db, epoch),
  endPrinted: (epoch) => endPrinted(db, epoch),
  companions: (row) => companions(db, row),
  fold: (row, ids, content) => fold(db, row, ids, content),
  closeGate: (gate) => closeGate(db, gate),
  gates: () => closedGates(db),
  measure: () => measure(db),
  adopt: (rescues) => adopt(db, rescues),
  enqueue: (drafts) => enqueue(db, drafts),
});
