import {
  type DraftsWorld,
  type DraftsWorldOptions,
  startDraftsWorld,
} from '../../../src/commands/world/drafts/server.ts';
import type { ProbeAnswer } from '../../../src/domain/papers/probe/answer.ts';
import type { Look } from '../../../src/ports/drafts.ts';
import {
  createDraftProbe,
  type DraftProbeNeeds,
  type OpenDraftProbe,
} from '../../../src/sources/draftProbe.ts';

/** What the answers call now; the servers have a clock of their own. */
export const NOW = Date.UTC(2026, 7, 22, 12);

/** No pacing, and short limits of time. */
export const brisk = { concurrency: 4, ratePerSecond: 0, timeoutMs: 400 } as const;

export const { signal: never } = new AbortController();

/** A probe of a folder of drafts; to be closed. */
export const probeOf = (url: string, needs: Partial<DraftProbeNeeds> = {}): OpenDraftProbe =>
  createDraftProbe({
    clock: { now: () => NOW, elapsed: () => performance.now() },
    userAgent: 'PaperScout/0.1.0 (+https://example.org/paperscout)',
    url,
    connections: 4,
    connectMs: 400,
    ...needs,
  });

/** Runs `body` with a server of drafts and a probe for it. */
export async function inWorld(
  body: (world: DraftsWorld, probe: OpenDraftProbe) => Promise<void>,
  options: DraftsWorldOptions = {},
  needs: Partial<DraftProbeNeeds> = {},
): Promise<void> {
  const world = await startDraftsWorld(options);
  const probe = probeOf(world.url, needs);
  try {
    await body(world, probe);
  } finally {
    await probe.close();
    await world.close();
  }
}

/** Looks at files; their answers in the order of the files, null for those without one. */
export async function looked(
  probe: OpenDraftProbe,
  folder: string,
  files: readonly string[],
  how: Partial<Look> = {},
): Promise<readonly (ProbeAnswer | null)[]> {
  const answers: (ProbeAnswer | null)[] = files.map(() => null);
  const look: Look = {
    ...brisk,
    urls: files.map((file) => folder + file),
    method: 'HEAD',
    mayGoOn: () => true,
    onAnswer: (index, answer) => {
      answers[index] = answer;
    },
    ...how,
  };
  await probe.look(look, never);
  return answers;
}

/** So many names of files that are not there. */
export const names = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => `D${String(1000 + n)}R0.pdf`);
