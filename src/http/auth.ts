import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';

/** Open to everybody on the operators' listener, too. */
const open = new Set(['/livez', '/readyz', '/health', '/metrics']);

/** How the operators' listener tells operators from others. */
export interface AuthOptions {
  /** Null: no token, which only a loopback address may have. */
  readonly token: string | null;
  readonly onRefused: (path: string) => void;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/;

/**
 * With a token every path but the open ones needs `Authorization: Bearer …`, compared in
 * constant time and never read from the URL. Without one, a foreign `Host`, `Origin` or
 * `Sec-Fetch-Site` is refused: a page in the operator's browser must not get in.
 */
export function operatorsOnly({ token, onRefused }: AuthOptions): MiddlewareHandler {
  const wanted = token === null ? null : digest(`Bearer ${token}`);
  return async (c, next) => {
    const header = (name: string) => c.req.header(name) ?? null;
    if (open.has(c.req.path)) return next();
    if (wanted === null) {
      if (isOwnPage(header)) return next();
      onRefused(c.req.path);
      return c.json({ error: 'only for this machine' }, 403);
    }
    if (timingSafeEqual(wanted, digest(header('authorization') ?? ''))) return next();
    onRefused(c.req.path);
    return c.json({ error: 'unauthorized' }, 401, { 'www-authenticate': 'Bearer' });
  };
}

function isOwnPage(header: (name: string) => string | null): boolean {
  const host = header('host') ?? '';
  const origin = header('origin');
  const site = header('sec-fetch-site');
  if (!loopbackHost.test(host)) return false;
  if (origin !== null && origin !== `http://${host}`) return false;
  return site === null || site === 'same-origin' || site === 'none';
}
