/** The poller with its adapters. */

import { randomUUID } from 'node:crypto';
import type { Worker } from '../../../app/tree.ts';
import { pollerWorker } from '../../../app/workers/poller.ts';
import type { Config } from '../../../config/config.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Leadership } from '../../../ports/leadership.ts';
import type { OnRequest } from '../../../ports/operators/measured.ts';
import type { PaperStore } from '../../../ports/papers.ts';
import type { People } from '../../../ports/people.ts';
import { createHttp } from '../../../sources/http.ts';
import { indexReader } from '../../../sources/index/reader.ts';
import { createPaperIndex } from '../../../sources/paperIndex.ts';
import { type DaemonOptions, limited } from '../options.ts';

/** What it is made of. */
export interface PollerNeeds {
  readonly config: Pick<Config, 'index' | 'poller' | 'slack'>;
  readonly papers: PaperStore;
  readonly people: People;
  readonly clock: Clock;
  readonly leadership: Leadership;
  readonly userAgent: string;
  readonly traceparent: () => string | null;
  readonly onRequest: OnRequest;
  readonly options: DaemonOptions;
}

/** The worker, and how to close its connections. */
export interface OpenPoller {
  readonly worker: Worker;
  /** The id of the cycle that was begun last; null before the first. */
  lastCycle(): string | null;
  close(): Promise<void>;
}

/** Joins the poller with wg21.link and the database. */
export function openPoller(needs: PollerNeeds): OpenPoller {
  const { config, papers, people, clock, leadership, options } = needs;
  const { userAgent, onRequest, traceparent } = needs;
  const http = createHttp({ clock, userAgent, onRequest, traceparent });
  const reader = indexReader();
  let last: string | null = null;
  const worker = pollerWorker({
    clock,
    leadership,
    random: Math.random,
    source: createPaperIndex({ http, url: config.index.url, ...limited(options) }),
    reader,
    store: papers,
    people,
    newId: () => {
      last = randomUUID();
      return last;
    },
    channels: { papers: config.slack.channel, ops: config.slack.opsChannel },
    minEntries: config.index.minEntries,
    intervalMs: config.poller.intervalMs,
  });
  const close = async (): Promise<void> => {
    await Promise.all([http.close(), reader.close()]);
  };
  return { worker, lastCycle: () => last, close };
}
