/** Rows and cycles as the prober makes them. */

import { randomUUID } from 'node:crypto';
import type { CycleFacts } from '../../../../src/domain/papers/probe/cycle/facts.ts';
import { emptyMemory } from '../../../../src/domain/papers/probe/cycle/memory.ts';
import type { FileWrite } from '../../../../src/domain/papers/probe/draft/rows.ts';
import type { ProbeRow } from '../../../../src/domain/papers/probe/plan/rows.ts';
import type { CycleEnd, CycleMark } from '../../../../src/ports/drafts.ts';

/** Where a file lies. */
export const url = (name: string): string => `https://isocpp.org/files/papers/${name}`;

/** A row of a URL that was never asked, or as `change` says. */
export const row = (name: string, change: Partial<ProbeRow> = {}): ProbeRow => ({
  url: url(name),
  number: 4349,
  class: 'F',
  period: 4,
  dueSince: null,
  lastAsked: null,
  lastStatus: null,
  missed: false,
  firstPlan: true,
  ...change,
});

/** A cycle that begins. */
export const markOf = (change: Partial<CycleMark> = {}): CycleMark => ({
  id: randomUUID(),
  cycle: 1,
  startedAt: 1_790_000_000_000,
  requests: 12,
  rows: [],
  ...change,
});

/** What a good cycle came to. */
export const facts: CycleFacts = {
  cycle: 1,
  result: 'OK',
  startedAt: 1_790_000_000_000,
  durationMs: 5_000,
  requests: 12,
  attempts: 10,
  hits: 1,
  misses: 9,
  suspicious: 0,
  errors: {},
  hitRate: 0.1,
  errorRate: 0,
  rate: 2,
  canary: 'missing_only',
  dueLeft: 0,
  targets: 10,
  found: 1,
  updated: 0,
};

/** The end of a cycle. */
export const endOf = (mark: CycleMark, change: Partial<CycleEnd> = {}): CycleEnd => ({
  ...mark,
  facts,
  failure: null,
  rate: 2,
  memory: emptyMemory,
  drafts: [],
  files: [],
  parts: [],
  ...change,
});

/** A draft that was found. */
export const found = {
  number: 4349,
  revision: 0,
  state: 'found',
  told: 'x=y',
  toldCycle: null,
} as const;

/** One of its files. */
export const file = (name: string, change: Partial<FileWrite> = {}): FileWrite => ({
  url: url(name),
  number: 4349,
  revision: 0,
  etag: '"v1"',
  lastModified: null,
  length: 5_000,
  headSha256: 'abc',
  firstCycle: 1,
  misses: 0,
  missingCycle: null,
  title: 'A draft',
  words: 'some words',
  ...change,
});
