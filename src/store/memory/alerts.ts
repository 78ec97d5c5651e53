import type { AlertCommit } from '../../domain/alerts/book.ts';
import type { Notice } from '../../domain/alerts/telling/notice.ts';
import type { AlertStore, NoticeRow } from '../../ports/alerts/store.ts';
import { writeDrafts } from './outbox/messages.ts';
import { holds, type Tables } from './tables.ts';

const HALF_AN_HOUR = 30 * 60_000;

const ends: Readonly<Record<string, Notice['state']>> = {
  sent: 'delivered',
  printed: 'delivered',
  dead: 'dead',
  expired: 'dead',
};

/** Nobody knows whether what was under way arrived: it is sent again, under the same key. */
function underWay(tables: Tables, notice: Notice): Notice {
  if (notice.state !== 'pending' && notice.state !== 'sending') return notice;
  const row =
    notice.outbox === null
      ? [...tables.messages.values()].find(({ dedupeKey }) => dedupeKey === notice.key)
      : tables.messages.get(Number(notice.outbox));
  const state = ends[row?.state ?? ''] ?? 'pending';
  const isOurs = state === 'pending' && row === undefined;
  const outbox = row === undefined ? notice.outbox : String(row.id);
  const attempts = isOurs ? Math.max(1, notice.attempts) : notice.attempts;
  return { ...notice, state, outbox, attempts };
}

function write(tables: Tables, commit: AlertCommit): readonly NoticeRow[] {
  const { instances, episodes, events, notices } = tables.alerts;
  for (const one of commit.instances) instances.set(one.key, one);
  for (const one of commit.episodes) episodes.set(one.id, one);
  for (const one of commit.events)
    if (!events.has(`${one.episode}:${one.number}`))
      events.set(`${one.episode}:${one.number}`, one);
  writeDrafts(
    tables,
    commit.rows.map(({ draft }) => draft),
  );
  const messages = [...tables.messages.values()];
  const shown = commit.rows.flatMap(({ notice, draft }) => {
    const row = messages.find(({ dedupeKey }) => dedupeKey === draft.dedupeKey);
    return notice === null || row === undefined ? [] : { notice, outbox: String(row.id) };
  });
  for (const one of commit.notices) {
    const before = notices.get(one.key);
    if (before?.state === 'delivered') continue;
    const outbox = before?.outbox ?? shown.find(({ notice }) => notice === one.key)?.outbox ?? null;
    notices.set(one.key, { ...one, outbox });
  }
  return shown;
}

/** Alerts in memory. */
export const createMemoryAlerts = (tables: Tables): AlertStore => ({
  async load() {
    const now = tables.clock.now();
    const { instances, episodes, notices, silences } = tables.alerts;
    const open = (id: string): boolean =>
      [...notices.values()].some(
        (one) => one.episode === id && (one.state === 'pending' || one.state === 'sending'),
      );
    const lately = [...episodes.values()].filter(
      ({ id, endedAt }) => endedAt === null || endedAt > now - HALF_AN_HOUR || open(id),
    );
    lately.sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
    const ids = new Set(lately.map(({ id }) => id));
    return structuredClone({
      instances: [...instances.values()].filter(({ state }) => state !== 'inactive'),
      episodes: lately,
      notices: [...notices.values()]
        .filter(({ episode }) => ids.has(episode))
        .map((one) => underWay(tables, one)),
      silences: [...silences.values()].filter((one) => one.untilAt > now && one.endedBy === null),
      anchors: [...tables.anchors]
        .filter(([key, { ts }]) => ts !== null && ids.has(key.replace(/^alert:/, '')))
        .map(([anchorKey, { channel, ts }]) => ({ anchorKey, channel, ts })),
    });
  },
  commit: async (epoch, commit) =>
    holds(tables, epoch)
      ? { type: 'done', value: write(tables, structuredClone(commit)) }
      : { type: 'fenced' },
  async rowEnds(notices) {
    return [...tables.messages.values()].flatMap(({ dedupeKey, state }) => {
      const end = ends[state];
      return (end === 'delivered' || end === 'dead') && notices.includes(dedupeKey)
        ? { notice: dedupeKey, state: end }
        : [];
    });
  },
  async handOver(commits) {
    tables.alerts.handovers.set(String(tables.nextId++), structuredClone(commits));
  },
  async handedOver() {
    const { handovers, episodes } = tables.alerts;
    return structuredClone(
      [...handovers].map(([id, commits]) => ({
        id,
        commits,
        known: Object.fromEntries(
          commits
            .flatMap((one) => one.episodes)
            .flatMap((one) => episodes.get(one.id) ?? [])
            .map((one) => [one.id, one.events]),
        ),
      })),
    );
  },
  async endHandover(id) {
    tables.alerts.handovers.delete(id);
  },
  async silence(silence) {
    const id = String(tables.nextId++);
    tables.alerts.silences.set(id, { ...silence, id });
    return id;
  },
  async endSilence(id, by) {
    const one = tables.alerts.silences.get(id);
    if (one === undefined || one.endedBy !== null || one.untilAt <= tables.clock.now())
      return false;
    tables.alerts.silences.set(id, { ...one, endedBy: by });
    return true;
  },
});
