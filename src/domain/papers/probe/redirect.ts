/** More redirects than this for one URL are taken for a loop. */
const MOST_HOPS = 2;

/** What to do about a redirect: `host` and `path` are not followed and looked at with suspicion. */
export type Redirect =
  | { readonly type: 'follow'; readonly url: string }
  | { readonly type: 'host' | 'path' | 'loop' };

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);

/** The id in the last segment of a path, in upper case: `D2300R11` of `/files/papers/d2300r11.pdf`. */
const idIn = (url: URL): string =>
  (url.pathname.split('/').at(-1) ?? '').replace(/\.[^.]*$/, '').toUpperCase();

/**
 * Whether a redirect may be followed: at most twice, within the host, over https (http on
 * loopback), and only to the same id; a login page is not. `visited`: the URL asked for, then
 * every one that it led to. A redirect without a readable target leads to `path`.
 */
export function redirected(visited: readonly string[], location: string | null): Redirect {
  const [asked = ''] = visited;
  const from = URL.parse(visited.at(-1) ?? '');
  const target = location === null ? null : URL.parse(location, from?.href);
  if (from === null || target === null) return { type: 'path' };
  const isSafe = target.protocol === 'https:' || isLoopback(target.hostname);
  if (target.host !== from.host || !isSafe) return { type: 'host' };
  if (idIn(target) !== idIn(new URL(asked))) return { type: 'path' };
  const isLoop = visited.length > MOST_HOPS || visited.includes(target.href);
  return isLoop ? { type: 'loop' } : { type: 'follow', url: target.href };
}
