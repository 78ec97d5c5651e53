import type { Paths } from '../../domain/alerts/route.ts';
import type { AlertsPart } from '../../domain/health/document/parts.ts';
import { holds, type Ledger } from '../../domain/health/ledger.ts';
import type { AlertKeeper } from '../../flows/alerts/keeper.ts';

/** A notice that has waited so long on every way shows that none works. */
const BROKEN_MS = 2 * 60_000;

/** What health says of alerts. */
export function alertsPart(keeper: AlertKeeper, paths: Paths, ledger: Ledger | null): AlertsPart {
  const outbox = keeper.undelivered();
  const last = ledger?.last;
  const pinged = last?.['deadman.pinged']?.at ?? null;
  const failed = last?.['deadman.failed'];
  return {
    counts: keeper.counts(),
    outbox,
    path: (outbox.oldestMs ?? 0) >= BROKEN_MS ? 'broken' : pathOf(paths),
    fallbacks: paths.fallbacks.length,
    deadman: {
      lastOkAt: pinged,
      lastError:
        failed !== undefined && ledger !== null && holds(ledger, 'deadman.failed', 'deadman.pinged')
          ? `${failed.failure.category}/${failed.failure.reason}`
          : null,
    },
  };
}

function pathOf({ slack, fallbacks }: Paths): AlertsPart['path'] {
  if (slack === 'ok') return 'ok';
  return fallbacks.length > 0 ? 'fallback' : 'none';
}
