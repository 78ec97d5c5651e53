import type { Stage } from '../stage.ts';
import { counted } from '../story.ts';
import { seconds } from './outage.ts';

/** The end as a platform orders it. */
export async function askedToStop(stage: Stage): Promise<void> {
  const { tell, slack } = stage;
  tell.scene(
    'Asked to stop',
    'SIGTERM: what is under way is finished, then actors, database and listeners end in this order.',
  );
  const daemon = stage.daemon();
  const startedAt = performance.now();
  daemon.kill('SIGTERM');
  const { code, signal } = await daemon.ended;
  const tookMs = performance.now() - startedAt;
  const gone = (await stage.databasePid()) === null;
  stage.see(
    'stopped',
    code === 0 && gone,
    `${signal ?? `exit code ${code}`} after ${seconds(tookMs)}, database ${gone ? 'gone' : 'left'}`,
  );
  const breaches = slack.breaches();
  const names = [...new Set(breaches.map(({ name }) => name))].join(', ');
  stage.see(
    'manners',
    breaches.length === 0,
    breaches.length === 0 ? `${counted(slack.calls().length, 'call')}, no breach` : names,
  );
}
