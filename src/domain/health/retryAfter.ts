const SHORTEST_MS = 1_000;
const LONGEST_MS = 6 * 3_600_000;

/**
 * How long a `Retry-After` header asks to wait, in ms, clamped to 1 s … 6 h: seconds (`120`)
 * or an HTTP date. `missingMs` for a header that is absent, unreadable or negative.
 */
export function retryAfterMs(header: string | null, nowMs: number, missingMs: number): number {
  const asked = header === null ? Number.NaN : parse(header.trim(), nowMs);
  return Number.isNaN(asked) ? missingMs : Math.min(Math.max(asked, SHORTEST_MS), LONGEST_MS);
}

function parse(text: string, nowMs: number): number {
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  // Only the form of RFC 9110 (`Sun, 06 Nov 1994 08:49:37 GMT`): Date.parse alone takes `-1` for a year.
  return /^[A-Z][a-z]{2},.*GMT$/.test(text) ? Date.parse(text) - nowMs : Number.NaN;
}
