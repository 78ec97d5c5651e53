/** Other job queues on PostgreSQL, where they are installed in this folder (`npm i` there). */

import { createRequire } from 'node:module';

/** A queue as this bench uses it. */
export interface JobQueue {
  readonly name: string;
  /** One durable job. */
  enqueueOne(): Promise<unknown>;
  enqueueMany(count: number): Promise<unknown>;
  /** Takes one job and finishes it, `count` times in turn. */
  drainOne(count: number): Promise<unknown>;
  /** Takes fifty at a time and finishes them, until `count` are done. */
  drainMany(count: number): Promise<unknown>;
  close(): Promise<unknown>;
}

const require = createRequire(new URL('../package.json', import.meta.url));

/** The module, or null where it is not installed. */
function installed<T>(name: string): T | null {
  try {
    return require(name) as T;
  } catch (thrown) {
    const isMissing =
      thrown instanceof Error && 'code' in thrown && thrown.code === 'MODULE_NOT_FOUND';
    if (isMissing) return null;
    throw thrown;
  }
}

/** What one message is, in every queue. */
export const payload = { template: 'note', title: 'a paper', text: 'P2300R10 is new' } as const;

const BATCH = 50;

/** As much of pg-boss as is used here. */
interface Boss {
  on(event: 'error', listener: (error: Error) => void): void;
  start(): Promise<unknown>;
  createQueue(name: string): Promise<unknown>;
  send(name: string, data: object): Promise<unknown>;
  insert(name: string, jobs: readonly object[]): Promise<unknown>;
  fetch(name: string, options: object): Promise<readonly { readonly id: string }[]>;
  complete(name: string, ids: string | readonly string[]): Promise<unknown>;
  stop(options: object): Promise<unknown>;
}

type BossModule = { readonly PgBoss: new (options: object) => Boss };

/** pg-boss, on a database of its own; null where it is not installed. */
export async function pgBoss(url: string): Promise<JobQueue | null> {
  const module = installed<BossModule>('pg-boss');
  if (module === null) return null;
  const queue = 'bench';
  const boss = new module.PgBoss({
    connectionString: url,
    max: 4,
    supervise: false,
    schedule: false,
  });
  boss.on('error', (error) => console.error(error));
  await boss.start();
  await boss.createQueue(queue);
  const drain = async (count: number, batchSize: number): Promise<void> => {
    for (let done = 0; done < count; ) {
      const jobs = await boss.fetch(queue, { batchSize });
      if (jobs.length === 0) throw new Error('pg-boss has no job left');
      const ids = jobs.map(({ id }) => id);
      await boss.complete(queue, ids.length === 1 ? (ids[0] ?? '') : ids);
      done += jobs.length;
    }
  };
  return {
    name: 'pg-boss',
    enqueueOne: () => boss.send(queue, payload),
    enqueueMany: (count) =>
      boss.insert(
        queue,
        Array.from({ length: count }, () => ({ data: payload })),
      ),
    drainOne: (count) => drain(count, 1),
    drainMany: (count) => drain(count, BATCH),
    close: () => boss.stop({ graceful: false }),
  };
}

/** As much of graphile-worker as is used here. */
interface Utils {
  migrate(): Promise<unknown>;
  addJob(name: string, data: object): Promise<unknown>;
  addJobs(jobs: readonly object[]): Promise<unknown>;
  release(): Promise<unknown>;
}

interface WorkerModule {
  readonly Logger: new (make: () => () => void) => object;
  makeWorkerUtils(options: object): Promise<Utils>;
  runOnce(options: object, tasks: object): Promise<unknown>;
}

/** graphile-worker, on a database of its own; it drains by its own runner. */
export async function graphileWorker(url: string): Promise<JobQueue | null> {
  const module = installed<WorkerModule>('graphile-worker');
  if (module === null) return null;
  const logger = new module.Logger(() => () => {});
  const options = { connectionString: url, maxPoolSize: 4, logger, noHandleSignals: true };
  const utils = await module.makeWorkerUtils(options);
  await utils.migrate();
  const drain = (concurrency: number) =>
    module.runOnce({ ...options, concurrency }, { told: () => undefined });
  return {
    name: 'graphile-worker',
    enqueueOne: () => utils.addJob('told', payload),
    enqueueMany: (count) =>
      utils.addJobs(Array.from({ length: count }, () => ({ identifier: 'told', payload }))),
    drainOne: () => drain(1),
    drainMany: () => drain(BATCH),
    close: () => utils.release(),
  };
}
