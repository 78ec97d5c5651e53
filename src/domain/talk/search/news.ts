import type { EventKind } from '../../papers/event.ts';

/** The kinds that `recent` lists: what appeared, not what changed in the books. */
export const newsKinds: readonly EventKind[] = [
  'paper.new',
  'paper.revision',
  'draft.published',
  'draft.found',
  'draft.updated',
  'ndoc.new',
  'sd.new',
];
