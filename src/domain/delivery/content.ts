/** What messages hold: template name and data. Rendering happens when a row is claimed. */

import type { Reply } from './reply.ts';

/** One paper or draft in a message; foreign text is literal and unescaped. */
export interface PaperLine {
  /** The id shown, such as `P2300R10`. */
  readonly id: string;
  readonly url: string | null;
  /** The files of a draft, in place of `url`. */
  readonly files?: readonly string[];
  /** `new`, `R2 → R3`, `draft`, …: what happened. */
  readonly mark: string;
  /** Null when nobody knows it. */
  readonly title: string | null;
  /** At most two; `more` says that there are others. */
  readonly authors: readonly string[];
  readonly more: boolean;
  readonly groups: readonly string[];
  /** Other revisions that the line stands for, such as `R1`. */
  readonly also: readonly string[];
  /** Why this recipient is told; empty where everybody is. */
  readonly because: readonly string[];
}

/** Lines under a heading; `heading` is null where there is only one section. */
export interface PaperSection {
  readonly heading: string | null;
  readonly lines: readonly PaperLine[];
}

/** How an alert stands. */
export type AlertFace = 'firing' | 'acknowledged' | 'resolved';

/** What may be told together with its like. */
export type Foldable =
  | {
      readonly template: 'papers';
      /** Null in a thread reply that only goes on. */
      readonly head: string | null;
      readonly sections: readonly PaperSection[];
      /** What did not fit, with the command that lists it. */
      readonly rest: { readonly count: number; readonly command: string } | null;
    }
  | {
      readonly template: 'note';
      readonly title: string;
      readonly text: string;
      /** It takes the place of a message that is gone. */
      readonly anew?: boolean;
    };

/** Every template there is. `text` fields are our own words and need no escaping. */
export type Content =
  | Reply
  | Foldable
  /** Several messages in one; each part is kept, so that they can be told alone after all. */
  | { readonly template: 'digest'; readonly parts: readonly Foldable[] }
  | {
      readonly template: 'alert';
      readonly rule: string;
      readonly state: AlertFace;
      readonly severity: 'P1' | 'P2' | 'P3';
      readonly title: string;
      readonly text: string;
      readonly sinceMs: number;
      /** It takes the place of a message that is gone. */
      readonly anew?: boolean;
      /** Who has taken it on, and when. */
      readonly acked: { readonly by: string; readonly at: number } | null;
      /** Null: nothing can be pressed but the runbook. */
      readonly buttons: { readonly episode: string; readonly acked: boolean } | null;
      /** Address of the section of the runbook; null for none. */
      readonly runbook: string | null;
      /** A reply that is shown in the channel, too. */
      readonly broadcast: boolean;
    };
