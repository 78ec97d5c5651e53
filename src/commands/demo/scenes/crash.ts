import { type Stage, until } from '../stage.ts';
import { counted, type Line } from '../story.ts';
import { seconds } from './outage.ts';
import { healthOf } from './start.ts';

/** A bug ends one actor; its supervisor starts a new one, and the others never notice. */
export async function actorCrashes(stage: Stage): Promise<void> {
  const { tell } = stage;
  tell.scene(
    'An actor crashes',
    'POST /debug/actors/poller/fault/crash (a route that only the demo has) makes the poller throw in its next step. Look at the log: one crash, and about a second later the next incarnation, which polls at once. Health warns for an hour.',
  );
  const daemon = stage.daemon();
  tell.health('before', await daemon.health());
  const from = daemon.mark();
  await fetch(`${await daemon.url()}/debug/actors/poller/fault/crash`, { method: 'POST' });
  const crashed = await daemon.wait('actor.crashed', { from });
  const restarted = await daemon.wait('actor.restarted', { from });
  const since = daemon.mark();
  await daemon.wait('poll.succeeded', { from: since });
  const health = await until(
    'a health that counts the restart',
    healthOf(stage, ({ summary }) => (summary.supervisor.restarts_1h ?? 0) > 0),
  );
  tell.health('after', health);
  const crashes = daemon.all('actor.crashed', from).length;
  const tookMs = timeOf(restarted) - timeOf(crashed);
  stage.see(
    'crash',
    crashes === 1 && tookMs < 5_000 && health.status === 'warn',
    `${counted(crashes, 'crash', 'crashes')}, back after ${seconds(tookMs)}, health ${health.status}`,
  );
}

const timeOf = (line: Line): number => Date.parse(String(line['time']));
