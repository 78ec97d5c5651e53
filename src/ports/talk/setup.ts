/** How the app is set up at Slack, as the checks at the start want to know it. Types only. */

/** Who the bot token is. */
export interface Authorised {
  /** Our own user id. */
  readonly user: string;
  readonly workspace: string;
  /** The granted rights; null when Slack did not say. */
  readonly scopes: readonly string[] | null;
}

/** A channel as the bot sees it. */
export interface SeenChannel {
  readonly name: string;
  readonly archived: boolean;
  /** Whether the bot is in it. */
  readonly member: boolean;
  readonly private: boolean;
}

/** Questions that change nothing. Throws SLACK, NETWORK, TIMEOUT and RATE_LIMIT failures. */
export interface SlackSetup {
  authorised(): Promise<Authorised>;
  channel(id: string): Promise<SeenChannel>;
}
