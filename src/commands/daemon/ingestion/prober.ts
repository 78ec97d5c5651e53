/** The prober with its adapters. */

import { randomUUID } from 'node:crypto';
import type { TreeTimes, Worker } from '../../../app/tree.ts';
import { proberWorker } from '../../../app/workers/prober.ts';
import type { Config } from '../../../config/config.ts';
import { longestProbeSilenceMs } from '../../../flows/probeDrafts.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Leadership } from '../../../ports/leadership.ts';
import type { OnRequest } from '../../../ports/operators/measured.ts';
import { createDraftProbe } from '../../../sources/draftProbe.ts';
import { createDrafts } from '../../../store/drafts/drafts.ts';
import type { OpenStore } from '../../../store/open.ts';
import { createPeople } from '../../../store/people/people.ts';

/** What it is made of. */
export interface ProberNeeds {
  readonly config: Pick<Config, 'prober' | 'slack'>;
  readonly pools: OpenStore['pools'];
  readonly clock: Clock;
  readonly leadership: Leadership;
  readonly userAgent: string;
  readonly traceparent: () => string | null;
  readonly onRequest: OnRequest;
}

/** The worker, and how to close its connections. */
export interface OpenProber {
  readonly worker: Worker;
  /** The id of the cycle that is begun next. */
  nextCycle(): string;
  readonly times: Pick<TreeTimes, 'longestProbeSilenceMs'>;
  close(): Promise<void>;
}

/** Joins the prober with isocpp.org and the database. */
export function openProber({
  config,
  pools,
  clock,
  leadership,
  userAgent,
  ...hooks
}: ProberNeeds): OpenProber {
  const { url, concurrency, timeoutMs, ...limits } = config.prober;
  const probe = createDraftProbe({
    clock,
    userAgent,
    url,
    connections: concurrency,
    connectMs: timeoutMs,
    ...hooks,
  });
  let upcoming = randomUUID();
  const worker = proberWorker({
    ...limits,
    concurrency,
    timeoutMs,
    base: url,
    probe,
    clock,
    leadership,
    store: createDrafts(pools.main, pools.bulk),
    people: createPeople(pools.main),
    newId: () => {
      const id = upcoming;
      upcoming = randomUUID();
      return id;
    },
    channels: { papers: config.slack.channel, ops: config.slack.opsChannel },
  });
  const times = { longestProbeSilenceMs: longestProbeSilenceMs(timeoutMs) };
  return { worker, times, nextCycle: () => upcoming, close: probe.close };
}
