/** Serves a growing index from a process of its own, so that its CPU is not counted as ours. */

import { startIndexWorld } from '../../src/commands/world/index/server.ts';
import { bodyOf } from '../../test/support/papers/wg21.ts';
import { grown } from './grown.ts';

const validating = await startIndexWorld(bodyOf(grown(0)));
const bare = await startIndexWorld(bodyOf(grown(0)), { validating: 'none' });

/** Packs it now, and not while somebody is measured. */
async function serve(step: number): Promise<void> {
  const body = bodyOf(grown(step));
  for (const world of [validating, bare]) {
    world.serve(body);
    await (await fetch(world.url)).arrayBuffer();
  }
}

process.on('message', (step) => {
  void serve(Number(step)).then(() => process.send?.({ step }));
});
process.once('disconnect', () => process.exit(0));
await serve(0);
process.send?.({ validating: validating.url, bare: bare.url });
