import type { BenchRow } from './row.ts';

type Part = () => Promise<readonly BenchRow[]>;

/** The parts by name; each runs in a process of its own, and loads only what it needs. */
export const parts: Readonly<Record<string, Part>> = {
  poll: async () => (await import('./poll.ts')).pollBench(),
  match: async () => (await import('./match.ts')).matchBench(),
  index: async () => (await import('./index.ts')).indexBench(),
  store: async () => (await import('./store.ts')).storeBench(),
  search: async () => (await import('./search.ts')).searchBench(),
  log: async () => (await import('./log.ts')).logBench(),
  http: async () => (await import('./http.ts')).httpBench(),
  start: async () => (await import('./start.ts')).startBench(),
  memory: async () => (await import('./memory.ts')).memoryBench(),
  socket: async () => (await import('./socket.ts')).socketBench(),
  supervisor: async () => (await import('./supervisor.ts')).supervisorBench(),
  queue: async () => (await import('./queue/queue.ts')).queueBench(),
  chaos: async () => (await import('./queue/chaos.ts')).chaosBench(),
  kills: async () => (await import('./kills.ts')).killsBench(),
  probe: async () => (await import('./probing/probe.ts')).probeBench(),
  recall: async () => (await import('./probing/recall.ts')).recallBench(),
  week: async () => (await import('./month/month.ts')).weekBench(),
  month: async () => (await import('./month/month.ts')).monthBench(),
};

/** Parts that last long: they run only when they are named. */
export const onlyNamed: readonly string[] = ['chaos', 'week', 'month'];
