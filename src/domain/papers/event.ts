/** What counts as news. */

export type EventKind =
  | 'paper.new'
  | 'paper.revision'
  | 'draft.published'
  | 'draft.found'
  | 'draft.updated'
  | 'draft.vanished'
  | 'ndoc.new'
  | 'sd.new'
  | 'issue.new'
  | 'editorial.new'
  | 'draft.listed'
  | 'meta.changed'
  | 'entry.missing'
  | 'entry.restored'
  | 'mailing.posted'
  | 'index.mass_change'
  | 'index.mass_add'
  | 'index.frozen';

/** What a message about an entry needs; null and empty where the index says nothing. */
export interface EntryFacts {
  readonly title: string | null;
  readonly authors: readonly string[];
  readonly groups: readonly string[];
  readonly date: string | null;
  readonly url: string | null;
}

/** One thing that happened to one id. `dedupe` is unique for ever. */
export interface PaperEvent {
  readonly kind: EventKind;
  /** The id (`P2300R10`), or a name such as `mailing`. */
  readonly key: string;
  readonly dedupe: string;
  /** The dedupe of the event that tells this one too; null when it stands for itself. */
  readonly foldedInto: string | null;
  readonly entry: EntryFacts | null;
  /** Kept as `facts` beside `entry`: `previous` (revision before), `also` (other revisions), `field`, `count`, … */
  readonly facts: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
}
