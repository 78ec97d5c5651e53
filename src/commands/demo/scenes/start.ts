import type { Health } from '../health.ts';
import { OPS, PAPERS, type Stage, until } from '../stage.ts';
import { counted } from '../story.ts';

/** The first index is taken as known: a message for each of its papers would be a flood. */
export async function firstStart(stage: Stage): Promise<void> {
  const { tell, slack } = stage;
  tell.scene(
    'First start: an index of 18,483 entries, and silence',
    'The daemon makes its own PostgreSQL, reads the index for the first time and stores it. Look at Slack: nothing for people, one note for operators.',
  );
  const daemon = stage.start();
  const poll = await daemon.wait('poll.succeeded');
  await daemon.wait('delivery.sent');
  tell.slack(PAPERS, slack.listing(PAPERS), { messages: 1, lines: 4 });
  tell.slack(OPS, slack.listing(OPS), { messages: 2, lines: 4 });
  const url = await daemon.url();
  tell.health('now', await until('a good health', goodHealth(stage)));
  tell.links('Look yourself while this runs', [`${url}/health`, `${url}/debug/actors`]);
  const [people, notes] = [slack.messages(PAPERS).length, slack.messages(OPS).length];
  stage.see(
    'seeded',
    poll['result'] === 'seeded' && poll['entries'] === 18_483 && people === 0,
    `${poll['entries']} entries ${poll['result']}, ${counted(people, 'message')} to people`,
  );
  stage.see('note', notes === 1, counted(notes, 'message'));
}

/** For `until`: the health document once it passes and no message waits; the queue is counted every 5 s. */
export const goodHealth = (stage: Stage) =>
  healthOf(stage, ({ status, summary }) => status === 'pass' && summary.queue_depth === 0);

/** For `until`: the health document once it fits; it is up to a second old. */
export const healthOf =
  (stage: Stage, fits: (health: Health) => boolean) => async (): Promise<Health | null> => {
    const health = await stage.daemon().health();
    return fits(health) ? health : null;
  };
