import { listing } from '../../world/slack/listing.ts';
import { june2021, may2021 } from '../data.ts';
import { PAPERS, type Stage, until } from '../stage.ts';
import { counted } from '../story.ts';
import { repeated, toldIds } from '../told.ts';
import { changed } from './mailing.ts';
import { goodHealth, healthOf } from './start.ts';

/** The worst moment for a daemon to die: papers are known, messages written, nothing sent. */
export async function killedWithNews(stage: Stage): Promise<void> {
  const { tell, slack } = stage;
  tell.scene(
    'kill -9, with news that Slack could not take',
    'Slack goes away, three papers appear. They are committed and their message waits. Then the daemon is killed, Slack comes back, and a new daemon starts. Look at the database: it was left running and is adopted. Look at Slack: the message arrives, once.',
  );
  const earlier = slack.messages(PAPERS).length;
  await killWithNews(stage);
  const database = await stage.databasePid();
  await slack.comeBack();
  tell.say('The daemon is dead, Slack is back. Starting again:');
  const daemon = stage.start();
  const { how } = await daemon.wait('db.started');
  await until('the papers in Slack', () =>
    toldIds(since(stage, earlier)).length > 2 ? true : null,
  );
  const from = daemon.mark();
  await daemon.wait('poll.succeeded', { from }); // time for a second message, were there one
  const posted = since(stage, earlier);
  tell.slack(PAPERS, listing(posted), { messages: 2, lines: 5 });
  tell.health('after', await until('a good health', goodHealth(stage)));
  judge(stage, earlier);
  const same = database !== null && database === (await stage.databasePid());
  stage.see(
    'adopted',
    how === 'adopted' && same,
    `${how}, ${same ? 'the same server' : 'another server'} as before`,
  );
}

async function killWithNews(stage: Stage): Promise<void> {
  const { tell, slack, index } = stage;
  const daemon = stage.daemon();
  const from = daemon.mark();
  await slack.goAway();
  index.serve({ ...may2021(), ...june2021 });
  await daemon.wait('poll.succeeded', { from, fits: changed });
  await daemon.wait('delivery.failed', { from });
  const waiting = healthOf(stage, ({ summary }) => (summary.queue_depth ?? 0) > 0);
  tell.health('before', await until('a message that waits', waiting));
  daemon.kill('SIGKILL');
  await daemon.ended;
}

const since = ({ slack }: Stage, earlier: number) => slack.messages(PAPERS).slice(earlier);

function judge(stage: Stage, earlier: number): void {
  const wanted = Object.keys(june2021);
  const told = toldIds(since(stage, earlier));
  const all = toldIds(stage.slack.messages(PAPERS));
  const missing = wanted.filter((id) => !told.includes(id));
  stage.see(
    'nothingLost',
    missing.length === 0,
    `${wanted.length - missing.length} of ${counted(wanted.length, 'paper')} told`,
  );
  stage.see(
    'nothingTwice',
    repeated(all).length === 0 && told.length === wanted.length,
    `${counted(all.length, 'paper')} told in all, ${repeated(all).length} twice`,
  );
}
