import { conclude } from '../../../src/domain/papers/probe/draft/conclude.ts';
import type {
  Draft,
  Findings,
  KnownFile,
  LatestEntry,
  SeenFile,
} from '../../../src/domain/papers/probe/draft/rows.ts';
import { fileAt } from '../../../src/domain/papers/probe/file.ts';
import { BASE } from './index.ts';

/** Noon of 22 August 2026, as servers write it. */
export const NOW = 'Sat, 22 Aug 2026 12:00:00 GMT';

/** A moment before that, as a header. */
export const hoursAgo = (hours: number): string =>
  new Date(Date.parse(NOW) - hours * 3_600_000).toUTCString();

/** A file that was verified, uploaded an hour ago unless `more` says otherwise. */
export function seenFile(
  name: string,
  content: string,
  more: Partial<SeenFile & { lastModified: string | null; title: string }> = {},
): SeenFile {
  const { lastModified = hoursAgo(1), title = null, ...rest } = more;
  const url = BASE + name;
  const file = fileAt(url);
  if (file === null) throw new Error(name);
  const verified = { etag: null, lastModified, length: 5_000, headSha256: content, title };
  return {
    ...file,
    url,
    verified: { ...verified, words: title },
    date: NOW,
    missedBefore: true,
    firstPlan: false,
    ...rest,
  };
}

/** Drafts over several cycles: the rows are kept as a store keeps them. */
export class Drafts {
  drafts: Draft[] = [];
  files: KnownFile[] = [];
  readonly latest: LatestEntry[] = [];
  readonly events = new Set<string>();

  /** One cycle: its events as `kind key`, those whose dedupe is known left out. */
  cycle(cycle: number, found: Partial<Findings>) {
    const findings = { seen: [], unchanged: [], gone: [], ...found };
    const { drafts, files, latest } = this;
    const end = conclude({ drafts, files, latest, cycle }, findings);
    for (const row of end.drafts) {
      const before = drafts.find(
        (one) => one.number === row.number && one.revision === row.revision,
      );
      const at = { firstSeenAt: before?.firstSeenAt ?? cycle, lastChangeAt: cycle };
      this.drafts = [...this.drafts.filter((one) => one !== before), { ...row, ...at }];
    }
    for (const row of end.files)
      this.files = [
        ...this.files.filter(({ url }) => url !== row.url),
        { ...row, firstSeenAt: cycle },
      ];
    const fresh = end.events.filter(({ dedupe }) => !this.events.has(dedupe));
    for (const { dedupe } of fresh) this.events.add(dedupe);
    return fresh;
  }

  /** As `cycle`, in words. */
  words(cycle: number, found: Partial<Findings>): readonly string[] {
    return this.cycle(cycle, found).map(({ kind, key, facts }) =>
      [kind, key, facts['older'] === true ? 'older' : '', facts['reason'] ?? '']
        .filter((word) => word !== '')
        .join(' '),
    );
  }
}
