/** URLs for answers, as Slack gives them with commands and clicks: 30 minutes, five uses. */

import { isObject } from '../args.ts';

/** Something that was posted to such a URL. */
export interface Answer {
  readonly url: string;
  readonly at: number;
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly ephemeral: boolean;
  readonly replace: boolean;
}

/** All of them. */
export interface Answers {
  newUrl(): string;
  /** Takes a post; the status to answer with, and what was wrong. */
  take(path: string, body: string): { readonly status: number; readonly text: string };
  readonly all: readonly Answer[];
}

const LIFETIME_MS = 30 * 60_000;
const USES = 5;

/** No answers yet; `base` is the server's own address without a path. */
export function noAnswers(base: () => string, now: () => number): Answers {
  const urls = new Map<string, { readonly since: number; uses: number }>();
  const all: Answer[] = [];
  return {
    all,
    newUrl: () => {
      const path = `/answers/${urls.size + 1}/${Math.random().toString(36).slice(2)}`;
      urls.set(path, { since: now(), uses: 0 });
      return `${base()}${path}`;
    },
    take: (path, body) => {
      const known = urls.get(path);
      if (known === undefined || now() - known.since > LIFETIME_MS)
        return { status: 404, text: 'expired_url' };
      if (known.uses >= USES) return { status: 404, text: 'used_url' };
      known.uses += 1;
      const said: unknown = JSON.parse(body);
      if (!isObject(said)) return { status: 400, text: 'invalid_payload' };
      const { text = '', blocks = [] } = said;
      all.push({
        url: `${base()}${path}`,
        at: now(),
        text: String(text),
        blocks: Array.isArray(blocks) ? blocks : [],
        ephemeral: said['response_type'] !== 'in_channel',
        replace: said['replace_original'] === true,
      });
      return { status: 200, text: 'ok' };
    },
  };
}
