import type { FailureRecord, Kind } from '../../domain/health/failure.ts';
import { partsOf, stagedEvent } from '../../domain/papers/diff/stage.ts';
import type { PaperEvent } from '../../domain/papers/event.ts';
import { learned } from '../../domain/papers/probe/cycle/canary.ts';
import type { CycleFacts, CycleResult } from '../../domain/papers/probe/cycle/facts.ts';
import { faster, restAfter, type Stop, slower } from '../../domain/papers/probe/cycle/pace.ts';
import { type Concluded, conclude } from '../../domain/papers/probe/draft/conclude.ts';
import type { CycleOutcome, DraftNews } from '../../domain/papers/probe/steps.ts';
import { stagedMessage } from '../../domain/papers/staged.ts';
import { audienceOf } from '../../domain/papers/tell/audience.ts';
import { tell } from '../../domain/papers/tell/tell.ts';
import type { StagePart } from '../../ports/papers.ts';
import { opsMessages } from '../polling/messages.ts';
import type { CycleRun, ProbeNeeds, Stopped } from './run.ts';

/** Why the cycle has failed; null: it has not. */
function failureKind({ stop, tally }: CycleRun): Kind | null {
  if (stop === null) return tally.tooManyErrors();
  switch (stop.type) {
    case 'canary':
      return stop.kind;
    case 'suspicious':
      return { category: 'UPSTREAM_CHANGED', reason: 'suspicious' };
    case 'blocked':
      return { category: 'UPSTREAM_CHANGED', reason: 'http_403' };
    case 'limited':
      return { category: 'RATE_LIMIT', reason: stop.reason };
  }
}

/** In words, for the log. */
function messageOf(stop: Stopped | null): string {
  if (stop === null) return 'more than a tenth of the requests failed';
  switch (stop.type) {
    case 'canary':
      return 'a canary did not answer as it should';
    case 'suspicious':
      return 'several answers were neither drafts nor misses';
    case 'blocked':
      return `HTTP ${stop.status}`;
    case 'limited':
      return `asked to wait for ${Math.round(stop.retryAfterMs / 1_000)} s`;
  }
}

function failureOf(run: CycleRun, at: number): FailureRecord | null {
  const kind = failureKind(run);
  if (kind === null) return null;
  return {
    ...kind,
    operation: 'probe.cycle',
    component: 'prober',
    message: messageOf(run.stop),
    attempt: run.state.consecutiveFailures + 1,
    retryAfterMs: run.stop?.type === 'limited' ? run.stop.retryAfterMs : null,
    at,
  };
}

/** A cycle that was misled yields nothing: neither drafts nor canaries. */
const isMisled = ({ stop }: CycleRun): boolean =>
  stop?.type === 'canary' || stop?.type === 'suspicious';

const nothing: Concluded = { drafts: [], files: [], events: [], texts: new Map() };

async function concludeRun({ store }: ProbeNeeds, run: CycleRun): Promise<Concluded> {
  const { seen, unchanged, gone, drafts, files, cycle } = run;
  if (isMisled(run) || seen.length + unchanged.length + gone.length === 0) return nothing;
  const known = [...unchanged, ...gone].flatMap((url) => files.get(url)?.number ?? []);
  const latest = await store.latest([...new Set([...seen.map(({ number }) => number), ...known])]);
  const all = { drafts, files: [...files.values()], latest, cycle };
  return conclude(all, { seen, unchanged, gone });
}

/** Those of the events that nobody was told of before. */
async function freshOf(
  { store }: ProbeNeeds,
  events: readonly PaperEvent[],
): Promise<readonly PaperEvent[]> {
  const told = new Set(await store.told(events.map(({ dedupe }) => dedupe)));
  return events.filter(({ dedupe }) => !told.has(dedupe));
}

const WEEK_MS = 7 * 86_400_000;

/** Events and what people are told of them, as rows to write. */
async function partsFor(
  needs: ProbeNeeds,
  run: CycleRun,
  events: readonly PaperEvent[],
  texts: Concluded['texts'],
): Promise<readonly StagePart[]> {
  const { people, clock, channels } = needs;
  const notes = run.forgotten
    ? opsMessages([{ type: 'canaries.forgotten', cycle: run.id }], channels.ops)
    : [];
  if (events.length === 0) return [...partsOf('outbox', notes.map(stagedMessage))];
  const audience = audienceOf(await people.followers(), channels.papers);
  const { lastSuccessAt } = run.state;
  const nowMs = clock.now();
  const afterPause = lastSuccessAt !== null && nowMs - lastSuccessAt > WEEK_MS;
  const { notifications, messages } = tell(events, audience, { nowMs, afterPause, texts });
  return [
    ...partsOf('events', events.map(stagedEvent)),
    ...partsOf('notifications', notifications),
    ...partsOf('outbox', [...messages, ...notes].map(stagedMessage)),
  ];
}

const newsOf = (event: PaperEvent): readonly DraftNews[] => {
  const { kind, facts, entry } = event;
  if (kind !== 'draft.found' && kind !== 'draft.updated') return [];
  const [number, revision] = [Number(facts['number']), Number(facts['revision'])];
  const older = facts['older'] === true;
  return [{ type: kind, number, revision, url: entry?.url ?? '', older }];
};

function resultOf(run: CycleRun, failed: boolean, news: number): CycleResult {
  if (failed) return 'FAILED';
  if (!run.memory.canariesAlone && dueLeft(run) > 0) return 'PARTIAL';
  return news > 0 ? 'OK' : 'EMPTY';
}

const dueLeft = ({ due, tally }: CycleRun): number => due.length - tally.attempts();

const round4 = (rate: number | null): number | null =>
  rate === null ? null : Math.round(rate * 10_000) / 10_000;

function factsOf(
  { clock }: ProbeNeeds,
  run: CycleRun,
  { result, news }: { readonly result: CycleResult; readonly news: readonly DraftNews[] },
): CycleFacts {
  const { cycle, startedAt, began, tally, limits, canary, targets } = run;
  const { requests, hits, misses, suspicious } = tally;
  const found = news.filter(({ type }) => type === 'draft.found').length;
  return {
    cycle,
    result,
    startedAt,
    requests,
    hits,
    misses,
    suspicious,
    canary,
    targets,
    found,
    durationMs: Math.round(clock.elapsed() - began),
    attempts: tally.attempts(),
    errors: tally.errors(),
    hitRate: round4(tally.hitRate()),
    errorRate: round4(tally.errorRate()),
    rate: limits.ratePerSecond,
    dueLeft: dueLeft(run),
    updated: news.length - found,
  };
}

const stopOf = ({ stop }: CycleRun): Stop | null =>
  stop?.type === 'blocked' || stop?.type === 'limited' ? stop : null;

/** When the next cycle may come, and what is remembered until then. */
function restOf({ clock, intervalMs }: ProbeNeeds, run: CycleRun, failed: boolean, nowMs: number) {
  const canaries = isMisled(run)
    ? run.memory.canaries
    : learned(run.memory.canaries, run.candidates, run.cycle);
  const { canariesAlone } = run.memory;
  return restAfter(intervalMs, {
    memory: {
      ...run.memory,
      canaries,
      canariesAlone: canariesAlone && failed,
    },
    stop: stopOf(run),
    whole: !canariesAlone && !failed,
    failures: run.state.consecutiveFailures + 1,
    tookMs: clock.elapsed() - run.began,
    nowMs,
  });
}

function rateAfter({ rate }: ProbeNeeds, { limits, stop }: CycleRun, failed: boolean): number {
  if (stop?.type === 'limited') return slower(limits.ratePerSecond);
  return failed ? limits.ratePerSecond : faster(limits.ratePerSecond, rate);
}

/** Commits what the cycle has come to: rows, drafts, events, messages and state, all or nothing. */
export async function closeCycle(needs: ProbeNeeds, run: CycleRun): Promise<CycleOutcome> {
  const nowMs = needs.clock.now();
  const failure = failureOf(run, nowMs);
  const failed = failure !== null;
  const concluded = await concludeRun(needs, run);
  const events = await freshOf(needs, concluded.events);
  const news = events.flatMap(newsOf);
  const facts = factsOf(needs, run, { result: resultOf(run, failed, news.length), news });
  const { memory, ...rest } = restOf(needs, run, failed, nowMs);
  const rows = new Map(run.rows);
  if (!isMisled(run)) for (const row of run.hits.values()) rows.set(row.url, row);
  const { id, cycle, startedAt, epoch } = run;
  const { drafts, files, texts } = concluded;
  const end = await needs.store.commit(
    { role: 'prober', epoch },
    {
      id,
      cycle,
      startedAt,
      requests: run.tally.requests,
      facts,
      failure,
      memory,
      rows: [...rows.values()],
      rate: rateAfter(needs, run, failed),
      drafts,
      files,
      parts: await partsFor(needs, run, events, texts),
    },
  );
  if (end.type === 'fenced') return end;
  return { type: 'ended', id, facts, rest, failure, drafts: news, failed: run.tally.failed };
}
