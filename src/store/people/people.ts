import type { People } from '../../ports/people.ts';
import type { Db } from '../pool/db.ts';
import { followers } from './followers.ts';
import { forget } from './forget.ts';
import { matches } from './matches.ts';
import { change, settings } from './settings.ts';
import { unwatch, watch, watches } from './watches.ts';

/** People in PostgreSQL. Throws DB failures. */
export const createPeople = (db: Db): People => ({
  settings: (slackId) => settings(db, slackId),
  change: (who, what) => change(db, who, what),
  watches: (slackId) => watches(db, slackId),
  watch: (who, draft) => watch(db, who, draft),
  unwatch: (slackId, id) => unwatch(db, slackId, id),
  followers: () => followers(db),
  matches: (slackId, limit) => matches(db, slackId, limit),
  forget: (slackId) => forget(db, slackId),
});
