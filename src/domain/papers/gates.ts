/** The gates that an index passes before anything is written (papers.md 4). */

/** The reasons of the gates, in the order in which they are asked. */
export type GateName =
  | 'too_large'
  | 'html'
  | 'not_object'
  | 'not_json'
  | 'too_few'
  | 'fields_missing'
  | 'shrunk'
  | 'papers_shrunk'
  | 'frontier_back';

/** The numbers that explain a refusal; null where the gate came too early to know them. */
export interface GateNumbers {
  readonly bytes: number;
  readonly entries: number | null;
  readonly papers: number | null;
  readonly frontier: number | null;
  readonly gone: number | null;
}
