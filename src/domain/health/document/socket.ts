/** What the health document says of the socket to Slack. */

/** Where the socket is; the words of the document. */
export type SocketWord =
  | 'connected'
  | 'replacing'
  | 'connecting'
  | 'backing_off'
  | 'parked'
  | 'standby'
  | 'dry_run';

/** Moments in ms since the epoch. */
export interface SocketPart {
  /** Null before there is one. */
  readonly socket: SocketWord | null;
  readonly connectedSince: number | null;
  /** Since when no connection serves, though one is wanted. */
  readonly awaySince: number | null;
  readonly lastFrameAt: number | null;
  /** How many connections of the app Slack counts. */
  readonly reported: number | null;
  /** Another process uses the app token. */
  readonly haunted: boolean;
}

/** For how long there may be no socket before it is worth a warning. */
const AWAY_MS = 2 * 60_000;

/** What is wrong with the socket, in words; null when nothing is. */
export function socketTrouble(part: SocketPart, nowMs: number): string | null {
  const { socket, awaySince, haunted, reported } = part;
  if (socket === 'parked') return 'Slack refuses the socket: see SLACK_APP_TOKEN';
  const isWanted = socket === 'connecting' || socket === 'backing_off';
  if (isWanted && awaySince !== null && nowMs - awaySince > AWAY_MS)
    return 'no socket for over two minutes: commands and buttons do nothing';
  return haunted ? `another process uses this app token (${reported ?? 0} connections)` : null;
}

/** The part of the socket in `summary.slack`. */
export function aboutSocket(part: SocketPart | null, nowMs: number) {
  const last = part?.lastFrameAt ?? null;
  return {
    socket: part?.socket ?? null,
    connected_since:
      part?.connectedSince == null ? null : new Date(part.connectedSince).toISOString(),
    last_frame_age_seconds: last === null ? null : Math.round((nowMs - last) / 1_000),
    reported_connections: part?.reported ?? null,
  };
}
