/** What people and Slack say to us, as plain data. Made by the adapter, answered by flows. */

/** Where an answer may go at once: a URL that Slack gives for 30 minutes and five uses. A secret. */
export interface ReplyTo {
  readonly responseUrl: string;
}

/** Somebody asked for something in words. */
export type Asked =
  /** `/paperscout words` or `/paper words`; `channel` is where it was said. */
  | ({
      readonly type: 'command';
      readonly command: '/paperscout' | '/paper';
      readonly text: string;
      readonly user: string;
      readonly channel: string;
    } & ReplyTo)
  /** `@paperscout words` in a channel. `threadTs`: the thread that it was said in, null at top level. */
  | {
      readonly type: 'mention';
      readonly text: string;
      readonly user: string;
      readonly channel: string;
      readonly ts: string;
      readonly threadTs: string | null;
    }
  /** Words in a direct message; `channel` is the conversation `D…`. */
  | {
      readonly type: 'direct';
      readonly text: string;
      readonly user: string;
      readonly channel: string;
      readonly ts: string;
      readonly threadTs: string | null;
    };

/** Somebody pressed a button. `value` is ours; `view`: it was pressed in the App Home. */
export interface Clicked {
  readonly type: 'click';
  readonly actionId: string;
  readonly value: string | null;
  readonly user: string;
  /** Null in the App Home. */
  readonly channel: string | null;
  readonly messageTs: string | null;
  /** Null in the App Home. */
  readonly responseUrl: string | null;
}

/** An ordinary message in a channel that we are in; previews look at it. */
export interface Overheard {
  readonly type: 'message';
  readonly text: string;
  readonly user: string;
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | null;
}

/** What Slack tells of the workspace. */
export type Notice =
  | { readonly type: 'home_opened'; readonly user: string }
  | { readonly type: 'channel_restored'; readonly channel: string }
  | { readonly type: 'channel_archived'; readonly channel: string }
  | { readonly type: 'unauthorised'; readonly reason: 'tokens_revoked' | 'app_uninstalled' }
  | { readonly type: 'events_limited'; readonly minute: number | null };

/** What is said of every envelope. */
export interface Arrived {
  /** Unique for what happened, however often Slack sends it. */
  readonly key: string;
  /** When it arrived here, in ms since the epoch. */
  readonly at: number;
}

/** One envelope after its ack. Texts are as Slack sent them: `&amp;`, `<@U…|name>`, `<#C…|name>`. */
export type Inbound = Arrived & (Asked | Clicked | Overheard | Notice);
