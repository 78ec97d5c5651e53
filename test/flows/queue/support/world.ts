import { randomUUID } from 'node:crypto';
import { type AnyActorRef, fromPromise, type PromiseActorLogic } from 'xstate';
import { messageQueueMachine } from '../../../../machines/messageQueue.ts';
import type { Content } from '../../../../src/domain/delivery/content.ts';
import type { OutboxDraft } from '../../../../src/domain/delivery/outbox.ts';
import type { Outcome } from '../../../../src/domain/delivery/result.ts';
import type { FactDraft } from '../../../../src/domain/health/fact.ts';
import { Failure } from '../../../../src/domain/health/failure.ts';
import { confirmMessage } from '../../../../src/flows/confirmMessage.ts';
import { type DeliverNeeds, deliverMessage } from '../../../../src/flows/deliverMessage.ts';
import { askSuspect } from '../../../../src/flows/queue/askSuspect.ts';
import { createEmergency } from '../../../../src/flows/queue/emergency.ts';
import { gateKeeper } from '../../../../src/flows/queue/gateKeeper.ts';
import { proveToken } from '../../../../src/flows/queue/proveToken.ts';
import {
  rescueNotice,
  restoreRescues,
  spoolRescues,
} from '../../../../src/flows/queue/rescueNotice.ts';
import { beginQueue, tendQueue, testToken } from '../../../../src/flows/queue/tendQueue.ts';
import type { Clock } from '../../../../src/ports/clock.ts';
import type { Rescue, RescueSpool, SentSpool } from '../../../../src/ports/delivery.ts';
import { createMemoryStore, type MemoryStore } from '../../../../src/store/memory/memory.ts';
import { settle } from '../../../support/settle.ts';
import { start } from '../../../support/start.ts';
import { Slack } from './slack.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
const STARTS_AT = 1_700_000_000_000;

/** A post to a channel, as the flows write it. */
export const post = (key: string, dest = 'C1', some: Partial<OutboxDraft> = {}): OutboxDraft => ({
  dedupeKey: key,
  dest,
  lane: 2,
  kind: 'post',
  anchorKey: null,
  threadOf: null,
  foldable: false,
  notBefore: null,
  expiresAt: null,
  content: { template: 'note', title: '', text: key },
  ...some,
});

/** A spool in memory: it outlives a queue as a file does. */
export function memorySpool(): SentSpool & { kept: readonly Outcome[] } {
  return {
    kept: [],
    async append(outcome) {
      this.kept = [...this.kept, structuredClone(outcome)];
    },
    async read() {
      return this.kept;
    },
    async forget(rows) {
      this.kept = this.kept.filter(({ row }) => !rows.includes(row.id));
    },
  };
}

/** The same for notices that went past the database. */
export function memoryRescues(): RescueSpool & { kept: readonly Rescue[] } {
  return {
    kept: [],
    async append(rescues) {
      this.kept = [...this.kept, ...structuredClone(rescues)];
    },
    async read() {
      return this.kept;
    },
    async clear() {
      this.kept = [];
    },
  };
}

/** What outlives a process. */
export interface Ground {
  readonly store: MemoryStore;
  readonly slack: Slack;
  readonly spool: ReturnType<typeof memorySpool>;
  readonly rescues: ReturnType<typeof memoryRescues>;
  /** Throws instead of every call to the database while it is true. */
  away: boolean;
  now: number;
}

/** A database, a Slack and a disk. */
export function ground(): Ground {
  const land = { away: false, now: STARTS_AT };
  const clock: Clock = { now: () => made.now, elapsed: () => made.now };
  const made: Ground = Object.assign(land, {
    store: createMemoryStore(clock),
    slack: new Slack(clock),
    spool: memorySpool(),
    rescues: memoryRescues(),
  });
  return made;
}

const gone = new Failure({
  category: 'DB',
  reason: 'lost',
  operation: 'outbox',
  message: 'gone',
});

/** The same port, but every call is rejected while `isAway`. */
const guarded = <T extends object>(port: T, isAway: () => boolean): T =>
  new Proxy(port, {
    get: (target, name, receiver) => {
      const method: unknown = Reflect.get(target, name, receiver);
      if (typeof method !== 'function') return method;
      return (...given: unknown[]) =>
        isAway() ? Promise.reject(gone) : Reflect.apply(method, target, given);
    },
  });

/** Notes by their text, papers by their ids. */
function wordsOf(content: Content): string {
  switch (content.template) {
    case 'note':
      return content.text;
    case 'papers':
      return content.sections.flatMap(({ lines }) => lines.map(({ id }) => id)).join(' ');
    case 'digest':
      return content.parts.map(wordsOf).join(' ');
    default:
      return '';
  }
}

let processes = 0;

/** A queue with its real flows, over this ground, on a clock that the test moves. */
export async function startQueue(on: Ground, mode: 'slack' | 'dry_run' = 'slack', threshold = 100) {
  const clock: Clock = { now: () => on.now, elapsed: () => on.now };
  let n = 0;
  const instance = `process-${++processes}`;
  const life = { over: false }; // what a killed process still had in mind reaches nothing any more
  const leadership = on.store.leadership({ instance, holder: instance, alone: true } as never);
  await leadership.bid(true);
  const keeper = gateKeeper(clock, () => 0);
  const rescueSpool = guarded(on.rescues, () => life.over);
  const ring = createEmergency({ clock, uuid: randomUUID, spool: rescueSpool });
  const needs: DeliverNeeds & { readonly leadership: typeof leadership } = {
    outbox: guarded(on.store.outbox, () => on.away || life.over),
    spool: guarded(on.spool, () => life.over),
    clock,
    keeper,
    leadership,
    random: () => 0.5,
    ring,
    rescueSpool,
    uuid: () => `${instance}-${n++}`,
    way: mode === 'slack' ? { mode, chat: on.slack } : { mode },
    render: (row) => ({
      kind: row.kind,
      channel: row.channel,
      threadTs: row.threadTs,
      nonce: row.nonce,
      text: `${row.plain ? 'plain ' : ''}${wordsOf(row.content)}${row.missed > 0 ? ` (${row.missed} missed)` : ''}`,
      blocks: null,
      attachments: null,
      ts: row.anchorTs,
    }),
  };
  const reports: FactDraft[] = [];
  const run = <T, I>(flow: (input: I) => Promise<T>): PromiseActorLogic<T, I> =>
    fromPromise<T, I>(({ input }) => flow(input));
  const { actor, clock: timers } = start(
    messageQueueMachine.provide({
      actors: {
        begin: run(() => beginQueue(needs)),
        turn: run((order) => deliverMessage(needs, order)),
        confirm: run((order) => confirmMessage(needs, order)),
        tend: run((order) => tendQueue(needs, order)),
        authTest: run(() => testToken({ clock, chat: on.slack })),
        askSuspect: run((epoch) => askSuspect(needs, epoch)),
        proveToken: run(() => proveToken(needs)),
        restore: run(() => restoreRescues(needs)),
        rescue: run(() => rescueNotice(needs)),
        spool: run(() => spoolRescues(needs)),
      },
      actions: {
        report: (_, fact) => void reports.push(fact),
        ready: () => undefined,
        beat: () => undefined,
      },
    }),
    {
      input: {
        id: 'messageQueue',
        incarnation: 1,
        lastExit: null,
        threshold,
        drainMs: 10 * SECOND,
      },
    },
  );
  ring.onOffer = () => actor.send({ type: 'notice.offered' });
  const calm = async () => {
    for (let round = 0; round < 8; round++) await settle();
  };
  const pass = async (ms: number, slice = 50) => {
    for (let left = ms; left > 0; left -= slice) {
      on.now += Math.min(slice, left);
      timers.increment(Math.min(slice, left));
      await settle();
      await settle();
    }
    await calm();
  };
  const enqueue = async (...drafts: readonly OutboxDraft[]) => {
    await on.store.outbox.enqueue(drafts);
    actor.send({ type: 'poll.succeeded' });
    await calm();
  };
  await calm();
  return {
    actor: actor as AnyActorRef,
    ring,
    reports,
    pass,
    enqueue,
    calm,
    needs,
    kill: () => {
      life.over = true;
      actor.stop();
    },
    facts: (type: FactDraft['type']) => reports.filter((fact) => fact.type === type),
    failures: () =>
      reports.flatMap((fact) =>
        fact.type === 'delivery.failed' ? `${fact.failure.category}/${fact.failure.reason}` : [],
      ),
    mode: () => JSON.stringify(actor.getSnapshot().value.mode),
    rows: () => [...on.store.tables.messages.values()],
  };
}
