/** Where alerts are kept. Types only. */

import type { AlertCommit, Outcome, StoredInstance } from '../../domain/alerts/book.ts';
import type { Episode } from '../../domain/alerts/episode.ts';
import type { Notice } from '../../domain/alerts/telling/notice.ts';
import type { Silence } from '../../domain/alerts/telling/silence.ts';
import type { Handover } from '../../domain/alerts/telling/takenOver.ts';
import type { SentAt } from '../delivery.ts';
import type { Committed, Epoch } from '../leadership.ts';

/** What the process before left. */
export interface StoredAlerts {
  /** Those that are not inactive. */
  readonly instances: readonly StoredInstance[];
  /** Open ones, those that ended in the last half hour, and those with notices under way; oldest first. */
  readonly episodes: readonly Episode[];
  /** The notices of these, oldest first. A row of the queue that has ended counts as it ended. */
  readonly notices: readonly Notice[];
  /** Those that hold now. */
  readonly silences: readonly Silence[];
  /** Where Slack has the messages of these episodes. */
  readonly anchors: readonly (SentAt & { readonly anchorKey: string })[];
}

/** Which row of the queue tells which notice. */
export interface NoticeRow {
  readonly notice: string;
  readonly outbox: string;
}

/** Where alerts are kept. Throws DB failures. */
export interface AlertStore {
  load(): Promise<StoredAlerts>;
  /** All or nothing, fenced; the same commit again changes nothing. */
  commit(epoch: Epoch, commit: AlertCommit): Promise<Committed<readonly NoticeRow[]>>;
  /** How the rows of the queue that tell these notices have ended; those that have not are left out. */
  rowEnds(notices: readonly string[]): Promise<readonly Outcome[]>;
  /** Leaves commits to whoever leads. Not fenced: it tells nobody anything. */
  handOver(commits: readonly AlertCommit[]): Promise<void>;
  /** What was left, oldest first. */
  handedOver(): Promise<readonly Handover[]>;
  /** It is stored: it goes. Repeatable. */
  endHandover(id: string): Promise<void>;
  /** Writes a silence; gives its id. */
  silence(silence: Omit<Silence, 'id'>): Promise<string>;
  /** False: there is none of this id that holds. */
  endSilence(id: string, by: string): Promise<boolean>;
}

/** Transitions that the database did not take, kept on disk until it does. */
export interface AlertSpool {
  /** Waits for the disk where the commit is about a P1. Throws CONFIG/`data_dir_unwritable`. */
  append(commit: AlertCommit): Promise<void>;
  /** What is kept, oldest first; a torn last line is left out. */
  read(): Promise<readonly AlertCommit[]>;
  /** Everything that was read is stored: it goes. */
  clear(): Promise<void>;
  /** So many of what was read cannot be stored, ever: they go with the rest, and it is said. */
  refused(commits: number): void;
}
