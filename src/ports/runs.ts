/** Lives of the process, and what is deleted when it is old. Types only. */

/** One life of a process. */
export interface ProcessStart {
  /** uuid of this life. */
  readonly instance: string;
  readonly holder: string;
  readonly version: string;
}

/** The life before this one, on the same machine. */
export interface PreviousRun {
  readonly instance: string;
  /** Null: it could not say how it ended. */
  readonly exitCode: number | null;
}

/** Starts and ends of processes, as operators read them later. */
export interface ProcessRuns {
  /** Repeatable: the same instance is written once. */
  started(run: ProcessStart): Promise<void>;
  ended(instance: string, exitCode: number, reason: string | null): Promise<void>;
  /** The latest other life of the machine; a process id at the end of a holder does not count. */
  previous(run: Pick<ProcessStart, 'instance' | 'holder'>): Promise<PreviousRun | null>;
  /** How many starts of this machine in the last `withinMs` came after an end that was none. */
  uncleanStarts(holder: string, withinMs: number): Promise<number>;
  /** What time the store has, in ms: several machines share it, and it does not jump with theirs. */
  now(): Promise<number>;
}

/** What retention deletes from; a table that is not named here is kept for ever. */
export type PrunedTable =
  | 'alert_episode'
  | 'alert_event'
  | 'alert_instance'
  | 'alert_notice'
  | 'anchor'
  | 'cycle_run'
  | 'ops_log'
  | 'outbox'
  | 'probe_urls'
  | 'process_run'
  | 'seen_envelope'
  | 'silence'
  | 'slack_gate'
  | 'snapshots'
  | 'stage';

/** A finished run of the retention. */
export interface PruneRun {
  /** uuid of the run. */
  readonly id: string;
  /** How long it took, in ms. */
  readonly durationMs: number;
  readonly counts: Readonly<Partial<Record<PrunedTable, number>>>;
  /** Something is left: the next run is due in an hour, not in a day. */
  readonly unfinished: boolean;
}

/** Deletes what nobody needs any more, in small batches; the caller pauses between them. */
export interface Retention {
  readonly tables: readonly PrunedTable[];
  /** Up to 1,000 rows past their time; how many there were. 0: nothing is left. */
  batch(table: PrunedTable): Promise<number>;
  /** When the next run is due, in ms from now; 0 at once, also before the first. */
  dueInMs(): Promise<number>;
  finished(run: PruneRun): Promise<void>;
}
