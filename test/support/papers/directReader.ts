import type { Prepared } from '../../../src/domain/papers/reading.ts';
import type { IndexReader } from '../../../src/ports/papers.ts';
import { IndexTurn } from '../../../src/sources/index/turn.ts';

/** The reader without its thread: for tests about what it says, not about where it works. */
export function directReader(): IndexReader {
  const turn = new IndexTurn();
  return {
    read: async ({ bytes, encoding }, minEntries) => turn.read({ bytes, encoding, minEntries }),
    compare: async (known, base) => turn.compare({ known, base }),
    prepare: async (rows, facts) => {
      const parts: Prepared['parts'][number][] = [];
      const making = turn.prepare({ rows, facts });
      let step = making.next();
      while (step.done !== true) {
        parts.push(step.value);
        step = making.next();
      }
      return { ...step.value, parts };
    },
    close: async () => {},
  };
}
