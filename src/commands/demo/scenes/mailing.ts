import { may2021 } from '../data.ts';
import { PAPERS, type Stage, until } from '../stage.ts';
import { counted } from '../story.ts';
import { repeated, toldIds } from '../told.ts';
import { goodHealth } from './start.ts';

/** Many papers at once are one message with a thread, at the pace that Slack allows. */
export async function mailingArrives(stage: Stage): Promise<void> {
  const { tell, slack, index } = stage;
  tell.scene(
    'A mailing arrives: 164 new entries, 100 of them papers',
    'The index of two months later. Papers, events and messages are committed together; then the messages go out, one a second. Several revisions of one paper are one line: 84 lines in a thread under one message.',
  );
  const daemon = stage.daemon();
  const from = daemon.mark();
  index.serve(may2021());
  const poll = await daemon.wait('poll.succeeded', { from, fits: changed });
  await until(`${poll['messages']} messages in #${PAPERS}`, () =>
    daemon.all('delivery.sent', from).length >= Number(poll['messages']) ? true : null,
  );
  const messages = slack.messages(PAPERS);
  const ids = toldIds(messages);
  tell.slack(PAPERS, slack.listing(PAPERS), { messages: 3, lines: 4 });
  tell.health('now', await until('a good health', goodHealth(stage)));
  stage.see(
    'mailing',
    ids.length === 84 && repeated(ids).length === 0 && messages.length <= 7,
    `${counted(ids.length, 'line')}, ${repeated(ids).length} twice, in ${counted(messages.length, 'message')}`,
  );
}

/** A poll that brought something. */
export const changed = (line: Readonly<Record<string, unknown>>): boolean =>
  line['result'] === 'changed';
