import { fork } from 'node:child_process';
import { once } from 'node:events';

/** A server of the index in a process of its own. */
export interface Origin {
  /** Answers 304 to who has the index. */
  readonly validating: string;
  /** Gives no validators, so that the same bytes come again. */
  readonly bare: string;
  /** From now on the index of this step. */
  serve(step: number): Promise<void>;
  close(): void;
}

/** Starts serving the index at step 0. */
export async function startOrigin(): Promise<Origin> {
  const child = fork(new URL('./originChild.ts', import.meta.url));
  const [urls] = await once(child, 'message'); // from our own child
  return {
    ...urls,
    serve: async (step) => {
      const served = once(child, 'message');
      child.send(step);
      await served;
    },
    close: () => child.disconnect(),
  };
}
