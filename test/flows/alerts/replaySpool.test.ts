import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { AlertCommit } from '../../../src/domain/alerts/book.ts';
import { Failure } from '../../../src/domain/health/failure.ts';
import { createAlertKeeper } from '../../../src/flows/alerts/keeper.ts';
import { replaySpool } from '../../../src/flows/alerts/replaySpool.ts';

const lines: readonly AlertCommit[] = ['bad', 'good'].map(
  (key) => ({ instances: [{ key }] }) as unknown as AlertCommit, // only told apart
);

/** Replays both lines; the first one is answered so. What was stored, refused and cleared. */
async function replayed(thrown: unknown) {
  const stored: string[] = [];
  let refused = 0;
  let cleared = false;
  const needs = {
    keeper: createAlertKeeper({ now: () => 0, elapsed: () => 0 }, []),
    store: {
      commit: async (_: unknown, { instances }: AlertCommit) => {
        const [first] = instances;
        if (first?.key === 'bad') throw thrown;
        stored.push(first?.key ?? '');
        return { type: 'done' as const, value: [] };
      },
    },
    spool: {
      append: async () => {},
      read: async () => lines,
      clear: async () => {
        cleared = true;
      },
      refused: (count: number) => {
        refused += count;
      },
    },
  };
  const outcome = await replaySpool(needs, { role: 'alerts', epoch: '1' }).catch(() => 'threw');
  return { outcome, stored, refused, cleared };
}

const failure = (reason: 'constraint' | 'lost'): Failure =>
  new Failure({ category: 'DB', reason, operation: 'alerts.commit', message: reason });

const test = suite('the spool of alerts, read again');

test('a line that the store will never take is said and goes; the others are stored', async () => {
  const kept = { outcome: 'done', stored: ['good'], refused: 1, cleared: true };
  assert.equal(await replayed(new TypeError('no key')), kept);
  assert.equal(await replayed(failure('constraint')), kept);
});

test('a store that is away is waited for, and nothing goes', async () => {
  const waits = { outcome: 'threw', stored: [], refused: 0, cleared: false };
  assert.equal(await replayed(failure('lost')), waits);
});

test.run();
