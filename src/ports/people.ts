/** What is kept of people. Types only. */

/** What is known of people. */
export interface People {
  /** Deletes every row of a person but those of `ops_log`. Doing it again is harmless. */
  forget(slackId: string): Promise<void>;
}
