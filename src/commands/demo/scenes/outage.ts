import { listing } from '../../world/slack/listing.ts';
import { INTERVAL_MS, OPS, type Stage, until } from '../stage.ts';
import { counted, type Line } from '../story.ts';
import { goodHealth, healthOf } from './start.ts';

/** Nobody crashes for it: an outage is a state, and operators hear of it once. */
export async function indexGoesAway(stage: Stage): Promise<void> {
  const { tell, slack, index } = stage;
  tell.scene(
    'wg21.link goes away',
    `Connections are refused. Look at the log: every poll fails with a category and a reason. After twice the interval (2 × ${INTERVAL_MS / 1_000} s here, 2 × 30 min usually) the index is stale: one alert, and health fails.`,
  );
  const daemon = stage.daemon();
  tell.health('before', await daemon.health());
  const from = daemon.mark();
  const earlier = slack.messages(OPS).length;
  await index.stop();
  const stale = await daemon.wait('poll.stale', { from });
  await daemon.wait('delivery.sent', { from, fits: toOps });
  const health = await until(
    'a failing health',
    healthOf(stage, (one) => one.status === 'fail'),
  );
  const posted = slack.messages(OPS).slice(earlier);
  tell.slack(OPS, listing(posted), { messages: 2, lines: 5 });
  tell.health('after', health);
  const failed = daemon.all('poll.failed', from);
  stage.see(
    'failed',
    failed.length > 1 && failed.every(isRefused) && daemon.all('actor.crashed', from).length === 0,
    `${failed.filter(isRefused).length} of ${failed.length} NETWORK/refused`,
  );
  const waitedMs = Date.parse(String(stale['time'])) - Number(stale['since_ms']);
  stage.see(
    'stale',
    posted.length === 1 && health.code === 503 && Math.abs(waitedMs - 2 * INTERVAL_MS) < 2_000,
    `${counted(posted.length, 'alert')} after ${seconds(waitedMs)}, health ${health.code}`,
  );
}

/** What began with an alert ends with a word, too. */
export async function indexComesBack(stage: Stage): Promise<void> {
  const { tell, slack, index } = stage;
  tell.scene(
    'It is back',
    'The poller tries again by itself, at most one interval later. Look at Slack: the alert says so itself, and one reply below it.',
  );
  const daemon = stage.daemon();
  const from = daemon.mark();
  const earlier = slack.messages(OPS).length;
  await index.start();
  await daemon.wait('poll.recovered', { from });
  await daemon.wait('delivery.sent', { from, fits: toOps });
  const health = await until('a good health', goodHealth(stage));
  const posted = await until('a reply below the alert', () => {
    const later = slack.messages(OPS).slice(earlier);
    return later.length > 0 ? later : null;
  });
  // With the alert itself: a reply is listed below what it replies to.
  tell.slack(OPS, listing(slack.messages(OPS).slice(earlier - 1)), { messages: 2, lines: 5 });
  tell.health('after', health);
  stage.see(
    'recovered',
    posted.length === 1 && health.code === 200,
    `${counted(posted.length, 'message')}, health ${health.code}`,
  );
}

const toOps = (line: Line): boolean => line['dest'] === OPS;

const isRefused = (line: Line): boolean =>
  line['failure_category'] === 'NETWORK' && line['failure_reason'] === 'refused';

/** `1.2 s`. */
export const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
