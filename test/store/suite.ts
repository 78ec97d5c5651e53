/** One conformance suite: whatever keeps rows for the daemon passes all of it. */

import type { suite } from 'uvu';
import { alertTests } from './suite/alerts.ts';
import { cycleTests } from './suite/drafts/cycles.ts';
import { planTests } from './suite/drafts/inputs.ts';
import { heldTests } from './suite/held.ts';
import { leaderTests } from './suite/leader.ts';
import { libraryTests } from './suite/library.ts';
import { notifyTests } from './suite/notify.ts';
import { asideTests } from './suite/outbox/aside.ts';
import { deadLetterTests } from './suite/outbox/deadLetters.ts';
import { destinationTests } from './suite/outbox/destinations.ts';
import { foldTests } from './suite/outbox/fold.ts';
import { laneTests } from './suite/outbox/lanes.ts';
import { claimTests } from './suite/outbox/order.ts';
import { rowTests } from './suite/outbox/rows.ts';
import { paperTests } from './suite/papers.ts';
import { peopleTests } from './suite/people.ts';
import { retentionTests } from './suite/retention.ts';
import { seenTests } from './suite/seen.ts';
import type { Open } from './suite/support.ts';
import { draftLookupTests } from './suite/talk/drafts.ts';
import { lookupTests } from './suite/talk/lookup.ts';
import { searchTests } from './suite/talk/search.ts';
import { turnTests } from './suite/turns.ts';

/** Adds the tests to `test`; `open` gives the store of the test that runs, with empty tables. */
export function storeTests(test: ReturnType<typeof suite>, open: Open): void {
  claimTests(test, open);
  rowTests(test, open);
  asideTests(test, open);
  deadLetterTests(test, open);
  laneTests(test, open);
  foldTests(test, open);
  destinationTests(test, open);
  paperTests(test, open);
  turnTests(test, open);
  planTests(test, open);
  cycleTests(test, open);
  leaderTests(test, open);
  retentionTests(test, open);
  seenTests(test, open);
  peopleTests(test, open);
  notifyTests(test, open);
  heldTests(test, open);
  libraryTests(test, open);
  alertTests(test, open);
  searchTests(test, open);
  lookupTests(test, open);
  draftLookupTests(test, open);
}
