import { type Watch, watchLimits } from '../../../domain/papers/match/watch.ts';
import { defaultSettings, type Settings } from '../../../domain/people/settings.ts';
import type { People, Who } from '../../../ports/people.ts';
import type { MessageRow, RecipientRow, Tables } from '../tables.ts';

const bySlackId = (tables: Tables, slackId: string): RecipientRow | undefined =>
  [...tables.recipients.values()].find((row) => row.slackId === slackId);

const ensured = (tables: Tables, who: Who): RecipientRow => {
  const known = bySlackId(tables, who.slackId);
  if (known !== undefined) return known;
  const made = { ...who, id: tables.nextId++, settings: defaultSettings };
  tables.recipients.set(made.id, made);
  return made;
};

/** The settings; a mute that is over is none. */
export const settled = (tables: Tables, settings: Settings): Settings => ({
  ...settings,
  mutedUntil: (settings.mutedUntil ?? 0) > tables.clock.now() ? settings.mutedUntil : null,
});

/** A message that nobody asked for and nobody tried yet; the home tab is neither. */
export const isUntriedNews = ({ state, attempts, lane, kind }: MessageRow): boolean =>
  state === 'pending' && attempts === 0 && lane >= 2 && kind === 'post';

/** Rows of the queue that nobody tried yet wait until then; null: no longer. */
export function wait(tables: Tables, slackId: string, until: number | null): void {
  for (const row of tables.messages.values())
    if (row.dest === slackId && isUntriedNews(row))
      tables.messages.set(row.id, {
        ...row,
        notBefore: until,
        expiresAt: Math.max(row.expiresAt, (until ?? 0) + 14 * 24 * 3_600_000),
      });
}

function change(tables: Tables, who: Who, what: Partial<Settings>): Settings {
  const row = ensured(tables, who);
  const settings = { ...row.settings, ...what };
  tables.recipients.set(row.id, { ...row, settings });
  for (const [key, one] of tables.notifications)
    if (one.recipient === row.id && one.state === 'held')
      tables.notifications.set(key, { ...one, dueAt: tables.clock.now() });
  if (what.mutedUntil !== undefined || what.quiet !== undefined)
    wait(tables, who.slackId, settings.mutedUntil);
  return settled(tables, settings);
}

const watchesOf = (tables: Tables, slackId: string) => {
  const id = bySlackId(tables, slackId)?.id;
  return [...tables.watches.values()].filter(({ recipient }) => recipient === id);
};

const withoutOwner = ({ recipient: _, ...watch }: Watch & { readonly recipient: number }): Watch =>
  watch;

const drop = <K, V>(rows: Map<K, V>, isTheirs: (row: V) => boolean): void => {
  for (const [key, row] of rows) if (isTheirs(row)) rows.delete(key);
};

function forget(tables: Tables, slackId: string): void {
  const isTheirs = ({ dest }: { readonly dest: string }) => dest === slackId;
  const isForThem = (row: MessageRow) => isTheirs(row) || row.user === slackId;
  const messages = [...tables.messages.values()].filter(isForThem);
  const keys = new Set(messages.map(({ dedupeKey }) => dedupeKey));
  const named = new RegExp(`(^|[^A-Z0-9])${slackId}($|[^A-Z0-9])`); // U1 is not U12
  for (const key of tables.announced)
    if (keys.has(key) || named.test(key)) tables.announced.delete(key);
  for (const key of tables.seen.keys()) if (named.test(key)) tables.seen.delete(key);
  drop(tables.messages, isForThem);
  drop(tables.anchors, isTheirs);
  drop(tables.gates, isTheirs);
  tables.destinations.delete(slackId);
  const id = bySlackId(tables, slackId)?.id ?? 0;
  tables.recipients.delete(id);
  drop(tables.watches, ({ recipient }) => recipient === id);
  drop(tables.notifications, ({ recipient }) => recipient === id);
}

/** People in memory. */
export const createMemoryPeople = (tables: Tables): People => ({
  settings: async (slackId) =>
    settled(tables, bySlackId(tables, slackId)?.settings ?? defaultSettings),
  change: async (who, what) => change(tables, who, what),
  watches: async (slackId) => watchesOf(tables, slackId).map(withoutOwner),
  async watch(who, draft) {
    const limit = watchLimits[who.kind];
    const recipient = ensured(tables, who).id;
    const theirs = watchesOf(tables, who.slackId);
    const same = theirs.find(({ kind, value }) => kind === draft.kind && value === draft.value);
    if (same === undefined && theirs.length >= limit) return { type: 'full', limit };
    const id = same?.id ?? String(tables.nextId++);
    const createdSeq = same?.createdSeq ?? String(tables.events.size);
    const watch = { ...draft, id, createdSeq };
    tables.watches.set(id, { ...watch, recipient });
    return { type: same === undefined ? 'added' : 'changed', watch };
  },
  async unwatch(slackId, id) {
    const isTheirs = watchesOf(tables, slackId).some((watch) => watch.id === id);
    if (isTheirs) tables.watches.delete(id);
    return isTheirs;
  },
  async followers() {
    const all = [...tables.recipients.values()].map(({ id, slackId, kind, settings }) => ({
      id: String(id),
      slackId,
      kind,
      settings: settled(tables, settings),
      watches: watchesOf(tables, slackId).map(withoutOwner),
    }));
    const some = all.filter(
      ({ settings, watches }) => settings.delivery === 'mailing' || watches.length > 0,
    );
    return some.length === 0 ? [] : [JSON.stringify(some)];
  },
  async matches(slackId, limit) {
    const id = bySlackId(tables, slackId)?.id;
    const events = new Map([...tables.events.values()].map((event) => [event.seq, event]));
    return [...tables.notifications.values()]
      .filter(({ recipient, reasons }) => recipient === id && reasons.length > 0)
      .toSorted((a, b) => b.event - a.event)
      .slice(0, limit)
      .flatMap(({ event, reasons }) => {
        const found = events.get(event);
        if (found === undefined) return [];
        const { kind, key, facts, at } = found;
        return [{ kind, key, facts, at, reasons }];
      });
  },
  forget: async (slackId) => forget(tables, slackId),
});
