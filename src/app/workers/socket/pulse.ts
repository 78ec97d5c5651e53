/** What health reads of the socket: moments, as they happen. In ms since the epoch. */
export interface SocketPulse {
  /** Since when one of the connections serves; null when none does. */
  connectedSince: number | null;
  /** Since when none does; null while one does, and before the first was wanted. */
  awaySince: number | null;
  /** The last frame, ping or pong; null before the first. */
  lastFrameAt: number | null;
  /** How many connections Slack counted at the last greeting. */
  reported: number | null;
}

/** Before the first connection. */
export const noPulse = (): SocketPulse => ({
  connectedSince: null,
  awaySince: null,
  lastFrameAt: null,
  reported: null,
});
