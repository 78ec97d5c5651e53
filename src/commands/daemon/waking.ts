import type { Outbox } from '../../ports/delivery.ts';

/** The same outbox; whoever sends is told of rows at once, not at the next tick. */
export const waking = (outbox: Outbox, wake: () => void): Outbox => ({
  ...outbox,
  enqueue: async (drafts) => {
    const answer = await outbox.enqueue(drafts);
    if (answer.written > 0) wake();
    return answer;
  },
});
