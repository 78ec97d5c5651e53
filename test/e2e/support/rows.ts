import { openClient } from '../../../src/store/single/client.ts';
import type { Scene } from './scene.ts';

/** Asks the database of a scene; a connection of its own for each question. */
export async function ask<T extends object>(
  scene: Scene,
  statement: string,
): Promise<readonly T[]> {
  if (scene.database === null) throw new Error('the scene has no database of its own');
  const { sql, close } = openClient(scene.database.settings, { name: 'paperscout-test' });
  try {
    return (await sql.unsafe<T[]>(statement)).map((row) => ({ ...row })); // plain, to be compared
  } finally {
    await close();
  }
}

/** How many rows of the outbox are in which state. */
export async function outboxStates(scene: Scene): Promise<Readonly<Record<string, number>>> {
  const rows = await ask<{ state: string; n: number }>(
    scene,
    'select state, count(*)::int as n from outbox group by state order by state',
  );
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}

/** Lets the lease of what is in flight run out: half a minute passes for these rows. */
export const endLeases = (scene: Scene): Promise<unknown> =>
  ask(
    scene,
    `update outbox set lease_until = now() - interval '1 second' where state = 'inflight'`,
  );
