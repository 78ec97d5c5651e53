import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { noRefusals } from './refusals.ts';

/** Open to everybody on the operators' listener, too. No secret is in any of them. */
const open = new Set(['/livez', '/readyz', '/health', '/metrics']);

/** The inspector without its data: a browser must get the page before a token can be typed into it. */
const page = /^\/inspect(\/[a-z]+\.(js|css))?$/;

/** How the operators' listener tells operators from others. */
export interface AuthOptions {
  /** Null: no token, which only a loopback address may have. */
  readonly token: string | null;
  readonly onRefused: (path: string) => void;
  /** A clock that only passes, in ms. */
  readonly elapsed: () => number;
  /** The address of the other side. */
  readonly addressOf: (c: Context) => string;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/;

/**
 * With a token every path but the open ones needs `Authorization: Bearer …`, compared in
 * constant time and never read from the URL; who is refused ten times in a minute is shut out for
 * one. Without a token a foreign `Host`, `Origin` or `Sec-Fetch-Site` is refused: a page in the
 * operator's browser must not get in.
 */
export function operatorsOnly(options: AuthOptions): MiddlewareHandler {
  const { token } = options;
  const guard = token === null ? thisMachineOnly(options) : withToken(token, options);
  return (c, next) => (open.has(c.req.path) ? next() : guard(c, next));
}

function withToken(token: string, options: AuthOptions): MiddlewareHandler {
  const { onRefused, elapsed, addressOf } = options;
  const wanted = digest(`Bearer ${token}`);
  const refusals = noRefusals(elapsed);
  return async (c, next) => {
    if (page.test(c.req.path)) return next();
    const address = addressOf(c);
    const shutOutMs = refusals.shutOutMs(address);
    if (shutOutMs > 0)
      return c.json({ error: 'too many refused requests' }, 429, {
        'retry-after': String(Math.ceil(shutOutMs / 1_000)),
      });
    if (timingSafeEqual(wanted, digest(c.req.header('authorization') ?? ''))) return next();
    refusals.refused(address);
    onRefused(c.req.path);
    return c.json({ error: 'unauthorized' }, 401, { 'www-authenticate': 'Bearer' });
  };
}

const thisMachineOnly =
  ({ onRefused }: AuthOptions): MiddlewareHandler =>
  async (c, next) => {
    if (isOwnPage((name) => c.req.header(name) ?? null)) return next();
    onRefused(c.req.path);
    return c.json({ error: 'only for this machine' }, 403);
  };

function isOwnPage(header: (name: string) => string | null): boolean {
  const host = header('host') ?? '';
  const origin = header('origin');
  const site = header('sec-fetch-site');
  if (!loopbackHost.test(host)) return false;
  if (origin !== null && origin !== `http://${host}`) return false;
  return site === null || site === 'same-origin' || site === 'none';
}
