/** What the servers of the bench answer; who makes a store for them must know it, too. */

const common =
  'Date: Sat, 22 Aug 2026 12:00:00 GMT\r\nServer: Apache\r\nConnection: keep-alive\r\n';
const idle = 'Keep-Alive: timeout=60\r\n\r\n';

/** The headers by which a file is known again. */
export const validators = {
  etag: '"abcdef123456"',
  lastModified: 'Sat, 22 Aug 2026 11:00:00 GMT',
  length: 123_456,
} as const;

/** Whole answers to HEAD. */
export const answers = {
  miss: `HTTP/1.1 404 Not Found\r\n${common}Content-Type: text/html\r\nContent-Length: 1234\r\n${idle}`,
  hit: `HTTP/1.1 200 OK\r\n${common}Content-Type: application/pdf\r\nContent-Length: ${validators.length}\r\nLast-Modified: ${validators.lastModified}\r\nETag: ${validators.etag}\r\n${idle}`,
  slower: `HTTP/1.1 429 Too Many Requests\r\n${common}Retry-After: 1\r\nContent-Length: 0\r\n${idle}`,
  away: `HTTP/1.1 503 Service Unavailable\r\n${common}Retry-After: 1\r\nContent-Length: 0\r\n${idle}`,
} as const;

/** One of so many is there. */
const HITS = 50;

/** Whether a file is there; the canary of the cycle never is, and no first draft: it would change the plan. */
export const isThere = (path: string): boolean =>
  scatter(path) % HITS === 0 && !/R(0|99)\./.test(path);

/** A number that spreads texts evenly. */
export function scatter(text: string): number {
  let sum = 7;
  for (let n = text.lastIndexOf('/') + 1; n < text.length; n += 1)
    sum = Math.imul(sum ^ text.charCodeAt(n), 0x0100_0193) >>> 0;
  return (sum ^ (sum >>> 15)) >>> 0;
}
