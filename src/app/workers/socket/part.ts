/** The socket as health sees it. */

import type { SocketPart, SocketWord } from '../../../domain/health/document/socket.ts';
import { holds, type Ledger } from '../../../domain/health/ledger.ts';
import type { SupervisionView } from '../../../domain/supervision/supervisionView.ts';
import type { SocketPulse } from './pulse.ts';

/** What the collector looks at. */
export interface SocketSight {
  readonly view: SupervisionView | null;
  readonly ledger: Ledger;
  readonly pulse: SocketPulse;
  readonly dryRun: boolean;
}

const words: Readonly<Record<string, SocketWord>> = {
  standby: 'standby',
  opening: 'connecting',
  greeting: 'connecting',
  connected: 'connected',
  replacing: 'replacing',
  backingOff: 'backing_off',
  parked: 'parked',
};

/** Reads it. No I/O. */
export function socketPart({ view, ledger, pulse, dryRun }: SocketSight): SocketPart {
  const { connectedSince, awaySince, lastFrameAt, reported } = pulse;
  return {
    socket: dryRun ? 'dry_run' : wordOf(view),
    connectedSince,
    awaySince,
    lastFrameAt,
    reported,
    haunted: isHaunted(ledger),
  };
}

function wordOf(view: SupervisionView | null): SocketWord | null {
  const child = view?.children.find(({ id }) => id === 'slackSocket');
  if (child === undefined) return null;
  if (child.status === 'restarting' || child.status === 'down') return 'backing_off';
  const link = /"link":\{?"(\w+)"/.exec(child.value ?? '')?.[1] ?? '';
  return words[link] ?? null;
}

/** The last word about it said so. */
const isHaunted = (ledger: Ledger): boolean =>
  ledger.last['slack.ghosts']?.confirmed === true &&
  holds(ledger, 'slack.ghosts', 'slack.ghosts_gone');
