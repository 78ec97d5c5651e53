import type { AlertCommit, StoredInstance } from '../../domain/alerts/book.ts';
import type { AlertEvent, Episode } from '../../domain/alerts/episode.ts';
import type { Notice } from '../../domain/alerts/telling/notice.ts';
import type { Silence } from '../../domain/alerts/telling/silence.ts';

/** The tables of alerts. */
export interface AlertTables {
  readonly instances: Map<string, StoredInstance>;
  readonly episodes: Map<string, Episode>;
  /** By episode and number. */
  readonly events: Map<string, AlertEvent>;
  readonly notices: Map<string, Notice>;
  readonly silences: Map<string, Silence>;
  /** By id. */
  readonly handovers: Map<string, readonly AlertCommit[]>;
}

/** Empty tables. */
export const createAlertTables = (): AlertTables => ({
  instances: new Map(),
  episodes: new Map(),
  events: new Map(),
  notices: new Map(),
  silences: new Map(),
  handovers: new Map(),
});
