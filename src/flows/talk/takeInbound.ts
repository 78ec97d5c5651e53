import type { FactBody, FactDraft } from '../../domain/health/fact.ts';
import { Failure, type FailureRecord, failureRecord } from '../../domain/health/failure.ts';
import type { Inbound } from '../../domain/talk/inbound.ts';
import type { Remembered } from '../../domain/talk/socket/remembered.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Outbox } from '../../ports/delivery.ts';
import type { OnInbound, SeenEnvelopes } from '../../ports/talk/answers.ts';

/** What one arrival needs. */
export interface TakeNeeds {
  readonly seen: SeenEnvelopes;
  /** Serves when the database does not. */
  readonly remembered: Remembered;
  readonly outbox: Pick<Outbox, 'resume'>;
  readonly onInbound: OnInbound;
  readonly clock: Pick<Clock, 'now'>;
}

const component = 'slack-socket';

/**
 * Deals with what arrived, once however often Slack sends it; its ack is on the way already. Never
 * throws: a failure is one of the facts, and whoever asked hears of it from the flow that answers.
 */
export async function takeInbound(
  needs: TakeNeeds,
  inbound: Inbound,
): Promise<readonly FactDraft[]> {
  const at = needs.clock.now();
  const told = (body: FactBody): FactDraft => ({ ...body, component, at });
  const failed = (thrown: unknown, operation: string): FactDraft =>
    told({ type: 'slack.failed', failure: recordOf(thrown, operation, at) });
  const first = await isNew(needs, inbound.key);
  const facts = first.thrown === null ? [] : [failed(first.thrown, 'envelope.note')];
  if (!first.isNew) return [...facts, told({ type: 'slack.duplicate', kind: inbound.type })];
  try {
    return [...facts, ...(await act(needs, inbound)).map(told)];
  } catch (thrown) {
    return [...facts, failed(thrown, `talk.${inbound.type}`)];
  }
}

interface Noted {
  readonly isNew: boolean;
  /** Why the database could not be asked; null: it was. */
  readonly thrown: unknown;
}

async function isNew({ seen, remembered }: TakeNeeds, key: string): Promise<Noted> {
  if (!remembered.note(key)) return { isNew: false, thrown: null };
  try {
    return { isNew: await seen.note(key), thrown: null };
  } catch (thrown) {
    return { isNew: true, thrown };
  }
}

/** What Slack tells of the workspace is ours; what people say is answered elsewhere. */
async function act(needs: TakeNeeds, inbound: Inbound): Promise<readonly FactBody[]> {
  switch (inbound.type) {
    case 'events_limited':
      return [{ type: 'slack.failed', failure: limited(inbound.minute, needs.clock.now()) }];
    case 'unauthorised':
      return [{ type: 'slack.token_revoked', reason: inbound.reason }];
    case 'channel_restored':
      return (await needs.outbox.resume(inbound.channel))
        ? [{ type: 'destination.restored', dest: inbound.channel }]
        : [];
    case 'channel_archived':
      return []; // the next message there finds out, and says so
    default:
      await needs.onInbound(inbound);
      return [];
  }
}

const limited = (minute: number | null, at: number): FailureRecord =>
  recordOf(
    new Failure({
      category: 'RATE_LIMIT',
      reason: 'events',
      operation: 'slack.events',
      message: `Slack holds events back${minute === null ? '' : ` since minute ${minute}`}`,
    }),
    'slack.events',
    at,
  );

const recordOf = (thrown: unknown, operation: string, at: number): FailureRecord =>
  failureRecord(thrown, operation, 1, { component, at });
