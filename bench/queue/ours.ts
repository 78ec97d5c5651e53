/** Our outbox as the bench uses it, and the whole queue actor over it. */

import { randomUUID } from 'node:crypto';
import { createActor } from 'xstate';
import { queueWorker } from '../../src/app/workers/queue.ts';
import type { OutboxDraft, OutboxRow } from '../../src/domain/delivery/outbox.ts';
import { createEmergency } from '../../src/flows/queue/emergency.ts';
import { gateKeeper } from '../../src/flows/queue/gateKeeper.ts';
import type { Outbox } from '../../src/ports/delivery.ts';
import type { Committed, Epoch, Leadership } from '../../src/ports/leadership.ts';
import { render } from '../../src/slack/blocks.ts';
import { slackChat } from '../../src/slack/chat.ts';
import { slackFetch } from '../../src/sources/slackFetch.ts';
import { createLeadership } from '../../src/store/leader.ts';
import { createOutbox } from '../../src/store/outbox/outbox.ts';
import { createHeld } from '../../src/store/people/held.ts';
import type { Db } from '../../src/store/pool/db.ts';
import { memoryRescues, memorySpool } from '../../test/flows/queue/support/world.ts';
import { type JobQueue, payload } from './peers.ts';

let made = 0;

/** A message to one of fifty conversations. */
const draft = (some: Partial<OutboxDraft> = {}): OutboxDraft => ({
  dedupeKey: randomUUID(),
  dest: `C${made++ % 50}`,
  lane: 2,
  kind: 'post',
  anchorKey: null,
  threadOf: null,
  foldable: false,
  notBefore: null,
  expiresAt: null,
  content: payload,
  ...some,
});

/** Drafts of the bench. */
export const drafts = (count: number, some: Partial<OutboxDraft> = {}): readonly OutboxDraft[] =>
  Array.from({ length: count }, () => draft(some));

const rowsOf = (claimed: Committed<readonly OutboxRow[]>): readonly OutboxRow[] => {
  if (claimed.type === 'fenced') throw new Error('fenced');
  return claimed.value;
};

/** The lease of a process of its own, and the fence of its queue. */
export async function lead(db: Db): Promise<{ leadership: Leadership; epoch: Epoch }> {
  const candidate = { instance: randomUUID(), holder: 'bench', alone: true };
  const leadership = createLeadership(db, candidate);
  await leadership.bid(true);
  const epoch = await leadership.take('messageQueue');
  if (epoch === null) throw new Error('not leading');
  return { leadership, epoch };
}

/** The table without pace, as the other queues have none. */
export async function outboxQueue(db: Db): Promise<JobQueue> {
  const { epoch } = await lead(db);
  const outbox = createOutbox(db, 0);
  const finish = (row: OutboxRow) =>
    outbox.record(row, { type: 'sent', channel: row.dest, ts: '1700000000.000100' });
  const drain = async (count: number, limit: number): Promise<void> => {
    for (let done = 0; done < count; ) {
      const rows = rowsOf(await outbox.claim(epoch, randomUUID(), limit));
      if (rows.length === 0) throw new Error('no row left');
      await Promise.all(rows.map(finish));
      done += rows.length;
    }
  };
  return {
    name: 'outbox',
    enqueueOne: () => outbox.enqueue([draft()]),
    enqueueMany: (count) => outbox.enqueue(drafts(count)),
    drainOne: (count) => drain(count, 1),
    drainMany: (count) => drain(count, 50),
    close: async () => undefined,
  };
}

/** The queue actor with its real flows, PostgreSQL and Slack's own client. */
export async function startQueue(db: Db, slack: { readonly url: string; readonly token: string }) {
  const clock = { now: () => Date.now(), elapsed: () => performance.now() };
  const connections = slackFetch();
  const chat = slackChat({
    token: slack.token,
    apiUrl: slack.url,
    fetch: connections.fetch,
    redact: (text) => text,
  });
  const { leadership } = await lead(db);
  const outbox: Outbox = createOutbox(db);
  const { logic } = queueWorker({
    clock,
    leadership,
    outbox,
    render,
    uuid: randomUUID,
    random: Math.random,
    held: createHeld(db),
    way: { mode: 'slack', chat },
    keeper: gateKeeper(clock, Math.random),
    ring: createEmergency({ clock, uuid: randomUUID, spool: memoryRescues() }),
    rescueSpool: memoryRescues(),
    spool: memorySpool(),
    threshold: 1_000_000,
    drainMs: 1_000,
  });
  const quiet = { report: () => {}, ready: () => {}, beat: () => {} };
  const machine = (
    logic as unknown as { provide(some: object): Parameters<typeof createActor>[0] }
  ).provide({ actions: quiet });
  const actor = createActor(machine, {
    input: {
      id: 'messageQueue',
      incarnation: 1,
      lastExit: null,
      threshold: 1_000_000,
      drainMs: 1_000,
    },
  });
  actor.start();
  return {
    enqueue: async (some: readonly OutboxDraft[]) => {
      await outbox.enqueue(some);
      actor.send({ type: 'poll.succeeded' });
    },
    stop: async () => {
      actor.stop();
      await connections.close();
    },
  };
}
