import { messageQueueMachine } from '../../../machines/messageQueue.ts';
import type { QueueInput } from '../../../machines/queue/types.ts';
import { holds, type Ledger } from '../../domain/health/ledger.ts';
import { confirmMessage } from '../../flows/confirmMessage.ts';
import { type DeliverNeeds, deliverMessage } from '../../flows/deliverMessage.ts';
import { askSuspect } from '../../flows/queue/askSuspect.ts';
import { proveToken } from '../../flows/queue/proveToken.ts';
import { createTend } from '../../flows/queue/releaseAndTend.ts';
import { rescueNotice, restoreRescues, spoolRescues } from '../../flows/queue/rescueNotice.ts';
import { beginQueue, testToken } from '../../flows/queue/tendQueue.ts';
import type { Held } from '../../ports/held.ts';
import type { Leadership } from '../../ports/leadership.ts';
import { step } from '../step.ts';
import type { Worker } from '../tree.ts';

/** What the queue needs, and its limits. */
export interface QueueNeeds extends DeliverNeeds {
  readonly held: Held;
  readonly leadership: Leadership;
  readonly threshold: number;
  /** How long calls in flight may take to end at shutdown. */
  readonly drainMs: number;
}

/** A call to Slack gives up after 10 s; the step around it waits longer, so that Slack's side speaks first. */
const CALL_MS = 15_000;
/** Statements give up after 10 s. */
const STORE_MS = 15_000;

const DISK_MS = 5_000;
/** Releasing what is held ends after this and one statement more. */
const RELEASE_MS = 15_000;

/** The queue, with its steps. */
export function queueWorker(needs: QueueNeeds): Worker {
  const { clock, threshold, drainMs } = needs;
  const common = { component: 'message-queue', clock } as const;
  const tend = createTend(needs);
  const logic = messageQueueMachine.provide({
    actors: {
      begin: step({
        ...common,
        operation: 'queue.begin',
        deadlineMs: STORE_MS,
        run: () => beginQueue(needs),
      }),
      // Claim, call and record: each has a limit of its own; their sum is this one.
      turn: step({
        ...common,
        operation: 'queue.deliver',
        deadlineMs: STORE_MS + CALL_MS + STORE_MS,
        run: (order) => deliverMessage(needs, order),
      }),
      confirm: step({
        ...common,
        operation: 'queue.confirm',
        deadlineMs: STORE_MS + CALL_MS + STORE_MS,
        run: (order) => confirmMessage(needs, order),
      }),
      tend: step({
        ...common,
        operation: 'queue.tend',
        deadlineMs: RELEASE_MS + 2 * STORE_MS,
        run: tend,
      }),
      authTest: step({
        ...common,
        operation: 'queue.auth_test',
        deadlineMs: CALL_MS,
        run: async () =>
          needs.way.mode === 'slack'
            ? testToken({ clock, chat: needs.way.chat })
            : { signal: 'success', facts: [] },
      }),
      askSuspect: step({
        ...common,
        operation: 'queue.ask_suspect',
        deadlineMs: STORE_MS + CALL_MS + STORE_MS,
        run: (epoch) => askSuspect(needs, epoch),
      }),
      proveToken: step({
        ...common,
        operation: 'queue.prove_token',
        deadlineMs: CALL_MS + STORE_MS,
        run: () => proveToken(needs),
      }),
      restore: step({
        ...common,
        operation: 'queue.restore',
        deadlineMs: DISK_MS,
        run: () => restoreRescues(needs),
      }),
      rescue: step({
        ...common,
        operation: 'queue.rescue',
        deadlineMs: 2 * CALL_MS,
        run: () => rescueNotice(needs),
      }),
      spool: step({
        ...common,
        operation: 'queue.spool',
        deadlineMs: DISK_MS,
        run: () => spoolRescues(needs),
      }),
    },
  });
  return {
    logic,
    input: (ledger) => ({
      threshold,
      drainMs,
      startsIn: beginsIn(ledger),
      paused: holds(ledger, 'queue.paused', 'queue.resumed'),
      pressedSince: holds(ledger, 'queue.backpressure', 'queue.relieved')
        ? (ledger.last['queue.backpressure']?.at ?? null)
        : null,
    }),
  };
}

/** A restart of the queue goes on where its predecessor was, so that what was told also ends. */
function beginsIn(ledger: Ledger): NonNullable<QueueInput['startsIn']> {
  if (holds(ledger, 'queue.unauthorised', 'queue.authorised')) return 'unauthorised';
  return holds(ledger, 'queue.breaker_opened', 'queue.breaker_closed') ? 'breakerOpen' : 'open';
}
