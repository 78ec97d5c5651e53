import { alertsMachine } from '../../../machines/alerts.ts';
import { deadmanMachine } from '../../../machines/deadman.ts';
import { noticeChannelMachine } from '../../../machines/noticeChannel.ts';
import type { Fallback } from '../../domain/alerts/telling/notice.ts';
import { type BeginNeeds, beginAlerts } from '../../flows/alerts/beginAlerts.ts';
import { type DeadmanNeeds, pingDeadman } from '../../flows/alerts/pingDeadman.ts';
import { type RaiseNeeds, raiseAlert } from '../../flows/alerts/raiseAlert.ts';
import { type SendNeeds, sendNotice } from '../../flows/alerts/sendNotice.ts';
import type { Clock } from '../../ports/clock.ts';
import { step } from '../step.ts';
import type { Worker } from '../tree.ts';

/** What alerts need. */
export interface AlertsNeeds extends RaiseNeeds, BeginNeeds, SendNeeds, DeadmanNeeds {
  readonly clock: Clock;
  /** How often the dead man's switch hears, where that is not once a minute. */
  readonly pingMs?: number;
}

const STORE_MS = 15_000;
const SEND_MS = 12_000; // the sending itself gives up after 10 s
const PING_MS = 24_000; // twice

/** Alerts, with their steps. */
export function alertsWorker(needs: AlertsNeeds): Worker {
  const common = { component: 'alerts', clock: needs.clock } as const;
  const logic = alertsMachine.provide({
    actors: {
      begin: step({
        ...common,
        operation: 'alerts.begin',
        deadlineMs: 2 * STORE_MS,
        run: () => beginAlerts(needs),
      }),
      raise: step({
        ...common,
        operation: 'alerts.raise',
        deadlineMs: 2 * STORE_MS,
        run: () => raiseAlert(needs),
      }),
      noticeChannel: noticeChannelMachine.provide({
        actors: {
          send: step({
            ...common,
            operation: 'alerts.send',
            deadlineMs: SEND_MS,
            run: (channel: string, signal) => sendNotice(needs, channel as Fallback, signal),
          }),
        },
      }),
      deadman: deadmanMachine.provide({
        actors: {
          ping: step({
            ...common,
            operation: 'deadman.ping',
            deadlineMs: PING_MS,
            run: (_, signal) => pingDeadman(needs, signal),
          }),
        },
        delays: needs.pingMs === undefined ? {} : { interval: needs.pingMs },
      }),
    },
  });
  return { logic, input: () => ({}) };
}
