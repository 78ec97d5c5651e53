/** wg21.link and isocpp.org inside the process, with what is asked of them counted by the day. */

import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { missing } from '../../../src/domain/papers/probe/answer.ts';
import type { DraftProbe, Look } from '../../../src/ports/drafts.ts';
import type { IndexSource } from '../../../src/ports/papers.ts';
import type { VirtualClock } from '../clock.ts';
import { bodyOf, type IndexObject } from '../papers/wg21.ts';
import { body, status } from '../probing/answers.ts';

const DAY = 86_400_000;

/** Requests by the day of the run, from 0. */
export class Daily {
  readonly days: number[] = [];
  readonly #clock: VirtualClock;
  readonly #startsAt: number;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
    this.#startsAt = clock.now();
  }

  count(): void {
    const day = Math.floor((this.#clock.now() - this.#startsAt) / DAY);
    this.days[day] = (this.days[day] ?? 0) + 1;
  }

  most(): number {
    return Math.max(0, ...this.days.map((one) => one ?? 0));
  }
}

/** The index as it is served: with an ETag that changes with it. */
export function innerIndex(clock: VirtualClock, first: IndexObject) {
  const asked = new Daily(clock);
  let entries = first;
  let version = 1;
  const etag = (): string => `"v${version}"`;
  const source: IndexSource = {
    fetch: async (validators) => {
      asked.count();
      if (validators?.etag === etag()) return { type: 'not_modified' };
      const bytes = gzipSync(bodyOf(entries));
      const sentSha256 = createHash('sha256').update(bytes).digest('hex');
      return {
        type: 'body',
        bytes,
        encoding: 'gzip',
        etag: etag(),
        lastModified: null,
        sentSha256,
      };
    },
  };
  const publish = (more: IndexObject): void => {
    entries = { ...entries, ...more };
    version += 1;
  };
  return { source, asked, publish };
}

const AT_ONCE = 20;

/** Files of drafts; asking takes the time that the pace leaves it. */
export function innerDrafts(clock: VirtualClock) {
  const asked = new Daily(clock);
  const files = new Map<string, { readonly body: string; readonly modifiedAt: number }>();
  const nameOf = (url: string): string => url.slice(url.lastIndexOf('/') + 1);
  const rest = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const timer = clock.setTimeout(() => {
        signal.removeEventListener('abort', stop);
        resolve();
      }, ms);
      const stop = (): void => {
        clock.clearTimeout(timer);
        reject(signal.reason);
      };
      signal.addEventListener('abort', stop, { once: true });
    });
  const headOf = (url: string) => {
    asked.count();
    const file = files.get(nameOf(url));
    if (file === undefined) return missing;
    const lastModified = new Date(file.modifiedAt).toUTCString();
    const date = new Date(clock.now()).toUTCString();
    return status(200, { lastModified, date, length: file.body.length });
  };
  const look = async (
    { urls, ratePerSecond, mayGoOn, onAnswer }: Look,
    signal: AbortSignal,
  ): Promise<void> => {
    for (const [index, url] of urls.entries()) {
      signal.throwIfAborted();
      if (!mayGoOn()) return;
      onAnswer(index, headOf(url));
      if (index % AT_ONCE === AT_ONCE - 1) await rest((AT_ONCE * 1_000) / ratePerSecond, signal);
    }
  };
  const probe: DraftProbe = {
    look,
    read: async ({ url, maxBytes }, signal) => {
      signal.throwIfAborted();
      const head = headOf(url);
      const text = files.get(nameOf(url))?.body ?? '<html><body>Nothing here</body></html>';
      const { date, lastModified } = head;
      return body(text.slice(0, maxBytes), { status: head.status, date, lastModified });
    },
  };
  const put = (name: string, text: string): void =>
    void files.set(name, { body: text, modifiedAt: clock.now() });
  return { probe, asked, put };
}
