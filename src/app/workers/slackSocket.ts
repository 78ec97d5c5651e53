import { slackSocketMachine } from '../../../machines/slackSocket.ts';
import type { LinkEvent, SocketOrder } from '../../../machines/socket/types.ts';
import { callback } from '../../../machines/supervision/callback.ts';
import type { FactBody, FactDraft } from '../../domain/health/fact.ts';
import { afterOpening, freshPace, pauseMs } from '../../domain/talk/socket/pause.ts';
import { nothingRemembered } from '../../domain/talk/socket/remembered.ts';
import { type TakeNeeds, takeInbound } from '../../flows/talk/takeInbound.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Connect } from '../../ports/talk/socket.ts';
import { exclusive } from '../actors/exclusive.ts';
import { isLeading } from '../healthCollectors.ts';
import type { Worker } from '../tree.ts';
import { type Links, openLinks } from './socket/links.ts';
import type { SocketPulse } from './socket/pulse.ts';

/** What the socket needs. */
export interface SocketNeeds extends Omit<TakeNeeds, 'remembered'> {
  /** Null: a dry run, there is no socket. */
  readonly connect: Connect | null;
  readonly clock: Clock;
  readonly random: () => number;
  readonly pulse: SocketPulse;
  /** Does the work as a turn of its own, with a trace: one for each envelope. */
  readonly turn: <T>(work: () => T) => T;
}

/** The worker, and what it leaves behind when it stops. */
export interface SocketWorker extends Worker {
  /** Resolves when everything that had arrived is dealt with. */
  settled(): Promise<void>;
}

const component = 'slack-socket';

/** The socket, with its connections. At most one incarnation of it holds any. */
export function slackSocketWorker(needs: SocketNeeds): SocketWorker {
  const { clock, random, connect, pulse } = needs;
  const place = exclusive<Links>();
  const take: TakeNeeds = { ...needs, remembered: nothingRemembered() };
  const pending = new Set<Promise<void>>();
  let pace = freshPace; // of the process: a restart does not begin anew

  const connections = callback<SocketOrder>(({ receive, sendBack, guard }) => {
    const life = new AbortController();
    const say = guard((event: LinkEvent) => sendBack(event));
    const report = (fact: FactDraft): void => say({ type: 'link.fact', fact });
    const tell = (body: FactBody): void => report({ ...body, component, at: clock.now() });
    const links = openLinks({
      connect,
      pulse,
      clock,
      say,
      tell,
      onInbound: (inbound) => {
        // It never rejects: what fails is a fact.
        const taken = needs
          .turn(() => takeInbound(take, inbound))
          .then((facts) => facts.forEach(report));
        pending.add(taken);
        void taken.then(() => pending.delete(taken));
      },
    });
    let held: Promise<unknown> | null = null;
    const open = guard((n: number) => links.open(n));
    receive((order) => {
      switch (order.type) {
        case 'pause': {
          const ms = pauseMs(order, pace, clock.elapsed(), random());
          return say({ type: 'pause.told', ms });
        }
        case 'open':
          pace = afterOpening(pace, clock.elapsed());
          held ??= place.open(async () => links, life.signal);
          // Rejected: this incarnation is over, and wants no connection any more.
          return void held.then(
            () => open(order.n),
            () => undefined,
          );
        case 'close':
          return links.closeOne(order.n);
        case 'closeAll':
          return links.closeAll();
      }
    });
    return () => {
      life.abort();
      links.closeAll();
    };
  });
  return {
    logic: slackSocketMachine.provide({ actors: { connections } }),
    settled: async () => {
      await Promise.all(pending);
    },
    input: (ledger) => ({ enabled: connect !== null, leading: isLeading(ledger) }),
  };
}
