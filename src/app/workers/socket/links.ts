/** The connections of one incarnation of the socket, by their numbers. */

import type { LinkEvent } from '../../../../machines/socket/types.ts';
import type { FactBody } from '../../../domain/health/fact.ts';
import type { Inbound } from '../../../domain/talk/inbound.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Connect, Connection } from '../../../ports/talk/socket.ts';
import type { Handle } from '../../actors/exclusive.ts';
import type { SocketPulse } from './pulse.ts';

/** What the connections need, and whom they tell. */
export interface LinksNeeds {
  /** Null: nobody ever opens one. */
  readonly connect: Connect | null;
  readonly pulse: SocketPulse;
  readonly clock: Pick<Clock, 'now'>;
  readonly say: (event: LinkEvent) => void;
  readonly tell: (fact: FactBody) => void;
  readonly onInbound: (inbound: Inbound) => void;
}

/** All of them are one exclusive thing. */
export interface Links extends Handle {
  open(n: number): void;
  /** Closes one that may be gone already. */
  closeOne(n: number): void;
  closeAll(): void;
}

const component = 'slack-socket';

/** None yet. */
export function openLinks(needs: LinksNeeds): Links {
  const { pulse, clock, say, tell } = needs;
  const all = new Map<number, Connection>();
  /** Those whose line is not gone yet, closed ones included. */
  const lines = new Set<Connection>();
  const serving = new Set<number>();
  const left = (n: number): void => {
    all.delete(n);
    serving.delete(n);
    if (serving.size > 0) return;
    pulse.connectedSince = null;
    pulse.awaySince ??= clock.now();
  };
  const closeOne = (n: number): void => {
    const one = all.get(n);
    left(n);
    one?.close();
  };
  const closeAll = (): void => {
    for (const n of [...all.keys()]) closeOne(n);
  };
  const began = (n: number, connections: number | null): void => {
    serving.add(n);
    pulse.connectedSince ??= clock.now();
    pulse.awaySince = null;
    pulse.reported = connections;
    say({ type: 'link.connected', n, connections });
  };
  return {
    open: (n) => {
      if (needs.connect === null) return;
      pulse.awaySince ??= serving.size > 0 ? null : clock.now();
      const one = needs.connect({
        authenticated: () => say({ type: 'link.authenticated', n }),
        connected: (connections) => began(n, connections),
        notice: (reason) => say({ type: 'link.notice', n, reason }),
        received: (kind, ackMs) => tell({ type: 'slack.received', kind, ackMs }),
        inbound: needs.onInbound,
        rejected: (kind) => tell({ type: 'slack.frame_rejected', kind }),
        alive: () => {
          pulse.lastFrameAt = clock.now();
        },
        closed: (failure, parks) => {
          left(n);
          const record = failure.toRecord(1, { component, at: clock.now() });
          say({ type: 'link.closed', n, failure: record, parks });
        },
      });
      all.set(n, one);
      lines.add(one);
      void one.gone.then(() => lines.delete(one)); // it never rejects
    },
    closeOne,
    closeAll,
    close: async () => {
      closeAll();
      await Promise.all([...lines].map(({ gone }) => gone));
    },
    destroy: () => {
      closeAll();
      for (const one of lines) one.destroy();
    },
  };
}
