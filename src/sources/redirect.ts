import { Failure, type Kind } from '../domain/health/failure.ts';

/** More hops than this are taken for a loop. */
const MOST_HOPS = 3;

const codes = new Set([301, 302, 303, 307, 308]);

/** Whether a status sends a GET elsewhere. */
export const isRedirect = (status: number): boolean => codes.has(status);

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);

/**
 * Where a redirect leads, or a Failure: only the same host (and port) is followed, only over
 * https (http on loopback), and at most three times.
 */
export function redirectTarget(
  operation: string,
  visited: readonly URL[],
  location: string | null,
): URL {
  const from = visited.at(-1);
  const refuse = (kind: Kind, message: string) => new Failure({ ...kind, operation, message });
  const target = location === null ? null : URL.parse(location, from?.href);
  if (from === undefined || target === null)
    throw refuse(
      { category: 'UPSTREAM_CHANGED', reason: 'http_unexpected' },
      'a redirect without a target',
    );
  if (target.host !== from.host)
    throw refuse(
      { category: 'UPSTREAM_CHANGED', reason: 'redirect_host' },
      `redirected to ${target.host}`,
    );
  if (target.protocol !== 'https:' && !isLoopback(target.hostname))
    throw refuse(
      { category: 'UPSTREAM_CHANGED', reason: 'redirect_insecure' },
      `redirected to ${target.protocol}`,
    );
  if (visited.length > MOST_HOPS || visited.some(({ href }) => href === target.href))
    throw refuse(
      { category: 'UPSTREAM_CHANGED', reason: 'redirect_loop' },
      `${visited.length} redirects`,
    );
  return target;
}
