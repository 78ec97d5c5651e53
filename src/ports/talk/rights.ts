/** What the bot may do at Slack, as far as answers need to know. Types only. */

/** Asks Slack; null where Slack does not say, whatever the reason. Never rejects. */
export interface Rights {
  /** Whether the bot is in a channel. */
  isMember(channel: string): Promise<boolean | null>;
  /** The granted bot scopes. */
  scopes(): Promise<readonly string[] | null>;
}
